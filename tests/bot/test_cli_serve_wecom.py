"""`miaozhao serve` with a 智能机器人: one process, both sides of it real."""

import asyncio
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx2
import pytest

from bot.channels.wechat import MessageCodec
from tests.bot.cli_double import Console
from tests.bot.wecom_bot_double import BOT_ID, SECRET, BotServer, text

CORP_ID: Final = "ww0123456789abcdef"
TOKEN: Final = "AAAAA"  # noqa: S105 - opens nothing
AES_KEY: Final = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serving(
    console: Console, server: BotServer, *, secret: str
) -> AsyncIterator[tuple[subprocess.Popen[str], str]]:
    """Run the service with a bot until the block ends; the block may end it itself."""
    port = free_port()
    console.set("PORT", str(port))
    console.set("WECOM_BOT_ID", BOT_ID)
    console.set("WECOM_BOT_SECRET", secret)
    console.set("WECOM_BOT_URL", server.url)
    with console.start("serve") as process:
        try:
            yield process, f"http://127.0.0.1:{port}/healthz"
        finally:
            if process.poll() is None:
                process.kill()


async def end(process: subprocess.Popen[str]) -> str:
    """End the service; return what it logged."""
    process.send_signal(signal.SIGTERM)
    _, log = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0
    assert "Traceback" not in log
    return log


async def is_alive(address: str) -> bool:
    async with httpx2.AsyncClient() as client:
        return (await client.get(address)).status_code == httpx2.codes.OK


async def started(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    while "妙招已启动" not in (line := await asyncio.to_thread(process.stdout.readline)):
        assert line, "the service ended before it began"


@pytest.fixture
async def server() -> AsyncIterator[BotServer]:
    async with BotServer().running() as server:
        yield server


async def test_the_bot_answers_beside_the_web_pages_and_ends_with_them(
    filled_console: Console, server: BotServer
) -> None:
    async with serving(filled_console, server, secret=SECRET) as (process, address):
        await started(process)
        await server.connected()
        await server.message(**text("电动车充电"))
        frame = await server.next_frame()
        alive = await is_alive(address)
        log = await end(process)

    assert "大新社区" in frame["body"]["stream"]["content"]
    assert alive
    assert "充电" not in log
    assert SECRET not in log


async def test_the_app_is_served_at_its_address(
    filled_console: Console, server: BotServer
) -> None:
    filled_console.set("WECOM_CORP_ID", CORP_ID)
    filled_console.set("WECOM_TOKEN", TOKEN)
    filled_console.set("WECOM_AES_KEY", AES_KEY)
    codec = MessageCodec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP_ID)
    sealed = codec.seal("1616140317555161061")
    query = {
        "msg_signature": codec.sign("1409659589", "263014780", sealed),
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": sealed,
    }
    async with serving(filled_console, server, secret=SECRET) as (process, address):
        await started(process)
        async with httpx2.AsyncClient() as client:
            echo = await client.get(address.replace("/healthz", "/wecom"), params=query)
        await end(process)

    assert (echo.status_code, echo.text) == (200, "1616140317555161061")


async def test_a_wrong_secret_leaves_the_web_pages_alone(
    filled_console: Console, server: BotServer
) -> None:
    async with serving(filled_console, server, secret="wrong-secret") as (process, address):  # noqa: S106 - it opens nothing
        await started(process)
        accepted = await server.subscription()
        alive = await is_alive(address)
        log = await end(process)

    assert not accepted
    assert alive
    assert "MIAOZHAO_WECOM_BOT_SECRET" in log
    assert "wrong-secret" not in log
