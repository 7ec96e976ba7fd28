"""Telegram as the channel sees it, without a network: it records, judges and answers."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.action import Action
from bot.channels.telegram import TelegramChannel
from bot.link import CaseLink
from bot.message import Message
from bot.reply import Card, Choice, Reply
from cases import CaseId
from tests.bot.telegram_judge import faults_of, plain

TOKEN = "123456:a-token-that-nobody-may-see"
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "妙招",
    "username": "MiaozhaoBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
PUBLIC_URL = "https://miaozhao.example.cn"
SECRET = "a-secret"
RESIDENT = {"id": 42, "is_bot": False, "first_name": "居民"}
ADMIN = {"id": 7, "is_bot": False, "first_name": "管理员"}
PRIVATE = {"id": 42, "type": "private", "first_name": "居民"}
GROUP = {"id": -100500, "type": "supergroup", "title": "邻里群"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call that the channel made."""

    method: str
    payload: Json

    @property
    def text(self) -> str:
        return plain(self.payload["text"])

    @property
    def buttons(self) -> list[Json]:
        rows = self.payload.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


class TelegramDouble(BaseRequest):
    """The transport."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.webhook: Json = {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }
        self.waiting_updates: list[Json] = []
        self._refusals: dict[str, deque[tuple[int, Json]]] = {}
        self._called = asyncio.Condition()
        self._next_message_id = 1_000
        self.urls: list[str] = []

    @property
    def read_timeout(self) -> float | None:
        return 1

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    def refuse(self, method: str, code: int, description: str, **parameters: int) -> None:
        """Answer the next call of the method with an error."""
        answer: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            answer["parameters"] = parameters
        self._refusals.setdefault(method, deque()).append((code, answer))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        endpoint = url.rsplit("/", 1)[-1]
        payload: Json = dict(request_data.parameters) if request_data else {}
        self.urls.append(url)
        if endpoint != "getUpdates" or not self._has_polled():
            self.faults += faults_of(endpoint, payload)
        self.calls.append(Call(endpoint, payload))
        async with self._called:
            self._called.notify_all()
        if self._refusals.get(endpoint):
            code, answer = self._refusals[endpoint].popleft()
            return code, json.dumps(answer).encode()
        result = await self._result(endpoint, payload)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _has_polled(self) -> bool:
        return any(call.method == "getUpdates" for call in self.calls)

    async def _result(self, endpoint: str, payload: Json) -> object:
        match endpoint:
            case "getMe":
                return BOT
            case "getWebhookInfo":
                return self.webhook
            case "setWebhook":
                self.webhook = {
                    **self.webhook,
                    "url": payload["url"],
                    "allowed_updates": payload["allowed_updates"],
                }
                return True
            case "getUpdates":
                return await self._updates(payload)
            case "sendMessage" | "editMessageText":
                self._next_message_id += 1
                return {
                    "message_id": payload.get("message_id", self._next_message_id),
                    "date": 1,
                    "chat": {"id": payload["chat_id"], "type": "private"},
                    "text": plain(payload["text"]),
                }
            case _:
                return True

    async def _updates(self, payload: Json) -> list[Json]:
        offset = int(payload.get("offset", 0))
        fresh = [update for update in self.waiting_updates if update["update_id"] >= offset]
        if not fresh and payload.get("timeout"):
            await asyncio.Event().wait()  # a long poll with nothing to tell
        return fresh

    def made(self, *methods: str) -> list[Call]:
        """Return the calls of these methods, oldest first."""
        return [call for call in self.calls if call.method in methods]

    @property
    def sent(self) -> list[Call]:
        return self.made("sendMessage")

    @property
    def edited(self) -> list[Call]:
        return self.made("editMessageText")

    @property
    def answered(self) -> list[Call]:
        return self.made("answerCallbackQuery")

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Return when it is so after some call."""
        async with asyncio.timeout(10), self._called:
            await self._called.wait_for(is_so)


class TimeDouble:
    """A clock that stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class ScriptedDialogue:
    """Says what it was told to say to a text or an action, and keeps what it heard."""

    def __init__(self, script: Mapping[Any, Reply] | None = None) -> None:
        self.script = script or {}
        self.heard: list[Message] = []
        self.threads: set[int] = set()
        self.failure: Exception | None = None

    def respond(self, message: Message, /) -> Reply:
        self.heard.append(message)
        self.threads.add(threading.get_ident())
        if self.failure is not None:
            raise self.failure
        return self.script.get(message.action or message.text, Reply(opening="好的"))


@dataclass(frozen=True)
class ReportDouble:
    cases: int
    seconds: float


class ReindexerDouble:
    """Goes step by step when it is told to."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []
        self.failure: Exception | None = None
        self.may_end = threading.Event()
        self.may_end.set()

    def run(self, progress: Callable[[int, int], None], /) -> ReportDouble:
        for done, total in self.steps:
            progress(done, total)
        self.may_end.wait(10)
        if self.failure is not None:
            raise self.failure
        return ReportDouble(cases=2_000, seconds=3.21)


@dataclass
class Chat:
    """A connected channel and everything around it."""

    channel: TelegramChannel
    telegram: TelegramDouble
    dialogue: ScriptedDialogue
    reindexer: ReindexerDouble
    time: TimeDouble
    ids: list[int] = field(default_factory=lambda: [1])

    async def hear(self, *updates: Json) -> None:
        """Let Telegram post the updates, and wait until they are worked on."""
        for update in updates:
            self.ids[0] += 1
            await self.channel.receive(json.dumps({"update_id": self.ids[0], **update}).encode())
        async with asyncio.timeout(10):
            await self.channel._application.update_queue.join()


def channel_for(
    telegram: TelegramDouble, dialogue: Any = None, **settings: Any
) -> tuple[TelegramChannel, TimeDouble]:
    time = TimeDouble()
    wanted: Json = {
        "token": TOKEN,
        "dialogue": dialogue or ScriptedDialogue(),
        "link": CaseLink(settings.get("public_url", PUBLIC_URL)),
        "reindexer": ReindexerDouble(),
        "admins": frozenset({"telegram:7", "wecom:zhangsan"}),
        "public_url": PUBLIC_URL,
        "webhook_secret": SECRET,
        "request": telegram,
        "clock": time.clock,
        "sleep": time.sleep,
    }
    return TelegramChannel(**(wanted | settings)), time


@asynccontextmanager
async def chatting(
    script: Mapping[Any, Reply] | None = None, **settings: Any
) -> AsyncIterator[Chat]:
    """Connect a channel, forget the calls of the start, judge everything at the end."""
    telegram = TelegramDouble()
    dialogue, reindexer = ScriptedDialogue(script), ReindexerDouble()
    wanted: Json = {"dialogue": dialogue, "reindexer": reindexer} | settings
    channel, time = channel_for(telegram, **wanted)
    await channel.start()
    assert telegram.faults == []
    telegram.calls.clear()
    try:
        yield Chat(channel, telegram, dialogue, reindexer, time)
    finally:
        reindexer.may_end.set()
        await channel.stop()
    assert telegram.faults == []


def said(
    text: str | None = None, *, chat: Json = PRIVATE, user: Json = RESIDENT, **more: Any
) -> Json:
    """Return an update with a new message."""
    message: Json = {"message_id": 11, "date": 1, "chat": chat, "from": user, **more}
    if text is not None:
        message["text"] = text
    return {"message": message}


def pressed(
    data: str, *, chat: Json = PRIVATE, user: Json = RESIDENT, keyboard: Any = None, **more: Any
) -> Json:
    """Return an update with a press of a button on a message of the bot."""
    message: Json = {
        "message_id": 77,
        "date": 1,
        "chat": chat,
        "from": BOT,
        "text": "找到这些",
        **more,
    }
    if keyboard is not None:
        message["reply_markup"] = keyboard
    return {
        "callback_query": {
            "id": "q1",
            "from": user,
            "chat_instance": "c",
            "data": data,
            "message": message,
        }
    }


def asked_inline(question: str, offset: str = "") -> Json:
    """Return an update with an inline query."""
    return {"inline_query": {"id": "i1", "from": RESIDENT, "query": question, "offset": offset}}


def a_card(number: int = 1, **more: Any) -> Card:
    return Card(
        **{
            "number": number,
            "case_id": CaseId(f"case-{number}"),
            "title": "城南·巷充",
            "place": "南山区南头街道大新社区",
            "problem": "居民电动自行车充电难",
            "approach": "利用巷道边角地建充电站",
            "outcome": "建成充电口1200个",
            "url": f"{PUBLIC_URL}/c/case-{number}",
            "matched": ("电动自行车", "充电"),
            **more,
        }
    )


def rows(*rows_of_choices: tuple[tuple[str, Action], ...]) -> tuple[tuple[Choice, ...], ...]:
    return tuple(
        tuple(Choice(label=label, action=action) for label, action in row)
        for row in rows_of_choices
    )
