"""企业微信's side of a 智能机器人's long connection: it speaks the frames that are documented.

https://developer.work.weixin.qq.com/document/path/101463
"""

import asyncio
import itertools
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bot.channels.wechat.rebuilding import BuildsIndex
from bot.channels.wecom.ai_bot import AiBot
from bot.channels.wecom.bot_answering import AnswersMessages
from bot.link import CaseLink

Body = dict[str, Any]

BOT_ID: Final = "aibOpensNothing"
SECRET: Final = "secret-that-opens-nothing"  # noqa: S105 - as it says

_ids = itertools.count(1)


class BotServer:
    """A server that knows one bot; the newest connection is the bot's only one."""

    def __init__(self) -> None:
        self.url = ""
        self.answers_heartbeats = True
        self.refuses: set[str] = set()
        self.unanswered: set[str] = set()
        self._frames: asyncio.Queue[Body] = asyncio.Queue()
        self._connected: asyncio.Queue[ServerConnection] = asyncio.Queue()
        self._subscriptions: asyncio.Queue[bool] = asyncio.Queue()
        self._heartbeats: asyncio.Queue[Body] = asyncio.Queue()
        self._now: ServerConnection | None = None

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["BotServer"]:
        async with serve(self._hold, "127.0.0.1", 0, ssl=tls) as server:
            port = server.sockets[0].getsockname()[1]
            self.url = f"{'wss' if tls else 'ws'}://127.0.0.1:{port}"
            yield self

    async def connected(self) -> None:
        """Wait for the next subscription that is accepted."""
        self._now = await asyncio.wait_for(self._connected.get(), 10)

    async def subscription(self) -> bool:
        """Wait for the next subscription; say whether it was accepted."""
        return await asyncio.wait_for(self._subscriptions.get(), 10)

    def has_subscriptions(self) -> bool:
        return not self._subscriptions.empty()

    async def heartbeat(self) -> None:
        """Wait for the next heartbeat."""
        await asyncio.wait_for(self._heartbeats.get(), 10)

    async def send(self, frame: object) -> None:
        assert self._now is not None
        await self._now.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def message(self, **body: Any) -> str:  # noqa: ANN401 - raw JSON
        """Send what somebody said; return the request that a reply has to name."""
        return await self._call("aibot_msg_callback", body)

    async def event(self, eventtype: str, **body: Any) -> str:  # noqa: ANN401 - raw JSON
        event = {"eventtype": eventtype, eventtype: body.pop("about", {})}
        return await self._call(
            "aibot_event_callback", {"msgtype": "event", "event": event, **body}
        )

    async def next_frame(self) -> Body:
        """Wait for the next frame that the bot sends, heartbeats aside."""
        return await asyncio.wait_for(self._frames.get(), 10)

    def has_frames(self) -> bool:
        return not self._frames.empty()

    async def close(self, code: int = 1000) -> None:
        assert self._now is not None
        await self._now.close(code)

    def cut(self) -> None:
        """End the connection without a word, as a pulled plug does."""
        assert self._now is not None
        self._now.transport.abort()

    async def _call(self, command: str, body: Body) -> str:
        request = f"request-{next(_ids)}"
        whole = {
            "msgid": f"msg-{next(_ids)}",
            "aibotid": BOT_ID,
            "chattype": "single",
            "from": {"userid": "zhangsan"},
            **body,
        }
        await self.send({"cmd": command, "headers": {"req_id": request}, "body": whole})
        return request

    async def _hold(self, connection: ServerConnection) -> None:
        try:
            async for text in connection:
                await self._take(connection, json.loads(text))
        except ConnectionClosed:
            pass

    async def _take(self, connection: ServerConnection, frame: Body) -> None:
        command = frame["cmd"]
        if command == "aibot_subscribe":
            await self._subscribe(connection, frame)
        elif command == "ping":
            self._heartbeats.put_nowait(frame)
            if self.answers_heartbeats:
                await _acknowledge(connection, frame)
        else:
            self._frames.put_nowait(frame)
            if command in self.refuses:
                await _acknowledge(connection, frame, 846607, "too many messages")
            elif command not in self.unanswered:
                await _acknowledge(connection, frame)

    async def _subscribe(self, connection: ServerConnection, frame: Body) -> None:
        is_known = frame["body"] == {"bot_id": BOT_ID, "secret": SECRET}
        self._subscriptions.put_nowait(is_known)
        if not is_known:
            await _acknowledge(connection, frame, 853000, "invalid bot_id or secret")
            return
        await _acknowledge(connection, frame)
        self._connected.put_nowait(connection)


async def _acknowledge(
    connection: ServerConnection, frame: Body, errcode: int = 0, errmsg: str = "ok"
) -> None:
    receipt = {"headers": frame["headers"], "errcode": errcode, "errmsg": errmsg}
    await connection.send(json.dumps(receipt))


class Pauses:
    """Pauses that are over at once, and remembered."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self._taken: asyncio.Queue[float] = asyncio.Queue()

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self._taken.put_nowait(seconds)
        await asyncio.sleep(0)

    async def next(self) -> float:
        return await asyncio.wait_for(self._taken.get(), 10)


class Builder:
    """A reindexer that has built an index, or fails as it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.cases = 7
        self.seconds = 1.25
        self._failure = failure

    def run(self) -> "Builder":
        if self._failure is not None:
            raise self._failure
        return self


@asynccontextmanager
async def connecting(
    url: str,
    pauses: Pauses,
    *,
    dialogue: AnswersMessages,
    secret: str = SECRET,
    link: str = "https://m.example.cn",
    reindexer: BuildsIndex | None = None,
    heartbeat_seconds: float = 30,
    clock: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[AiBot]:
    """Start a bot that connects to the address, and stop it at the end."""
    bot = AiBot(
        bot_id=BOT_ID,
        secret=secret,
        url=url,
        dialogue=dialogue,
        link=CaseLink(link),
        reindexer=reindexer or Builder(),
        heartbeat_seconds=heartbeat_seconds,
        clock=clock,
        sleep=pauses,
    )
    await bot.start()
    try:
        yield bot
    finally:
        await bot.stop()


def text(content: str) -> Body:
    return {"msgtype": "text", "text": {"content": content}}
