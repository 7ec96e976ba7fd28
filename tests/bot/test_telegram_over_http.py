"""The real transport against a Bot API server of our own."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import pytest

from bot.channels.telegram import TokenRejectedError
from bot.reply import Reply
from tests.bot.telegram_double import (
    BOT,
    TOKEN,
    Json,
    ScriptedDialogue,
    TelegramDouble,
    channel_for,
    said,
)


class BotApiServer:
    """Speaks HTTP; what it was called with stays in `calls`."""

    def __init__(self, results: Json) -> None:
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.spoken = asyncio.Event()
        self._results = results

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _read_head(reader):
            path = head.split(" ")[1]
            body = await reader.readexactly(_length_of_body(head))
            method = path.rsplit("/", 1)[-1]
            self.calls.append((method, dict(parse_qsl(body.decode()))))
            result = self._results.get(method)
            status = "200 OK" if result is not None else "401 Unauthorized"
            answer = json.dumps({"ok": result is not None, "result": result}).encode()
            writer.write(
                f"HTTP/1.1 {status}\r\ncontent-length: {len(answer)}\r\n\r\n".encode() + answer
            )
            await writer.drain()
            if method == "sendMessage":
                self.spoken.set()
        writer.close()
        await writer.wait_closed()


async def _read_head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return ""


def _length_of_body(head: str) -> int:
    lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    return int(lines.get("content-length", 0))


@asynccontextmanager
async def bot_api(results: Json) -> AsyncIterator[tuple[BotApiServer, str]]:
    api = BotApiServer(results)
    server = await asyncio.start_server(api.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield api, f"http://127.0.0.1:{port}"


async def test_a_wrong_token_is_recognised_and_never_logged(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with bot_api({}) as (api, address):
        channel, _ = channel_for(TelegramDouble(), request=None, base_url=address)

        with pytest.raises(TokenRejectedError):
            await channel.start()

    assert [method for method, _ in api.calls] == ["getMe"]
    assert TOKEN not in caplog.text + capsys.readouterr().out


async def test_a_question_is_answered_over_http(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    results: Json = {
        "getMe": BOT,
        "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
        "setWebhook": True,
        "setMyCommands": True,
        "sendMessage": {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}},
    }
    dialogue = ScriptedDialogue({"充电": Reply(opening="<找到>\ud800")})
    async with bot_api(results) as (api, address):
        channel, _ = channel_for(TelegramDouble(), dialogue, request=None, base_url=address)
        await channel.start()
        await channel.receive({"update_id": 1, **said("充电")})
        async with asyncio.timeout(10):
            await api.spoken.wait()
        await channel.stop()

    sent = dict(api.calls)["sendMessage"]
    assert (sent["chat_id"], sent["text"]) == ("42", "&lt;找到&gt;")
    assert TOKEN not in caplog.text


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    async with bot_api({}) as (_, address):
        pass
    channel, _ = channel_for(
        TelegramDouble(), request=None, base_url=address, sleep=lambda _: asyncio.Event().wait()
    )

    await channel.start()

    assert channel._connecting is not None
    assert not channel._connecting.done()
    await channel.stop()
