"""The HTTP server: what it takes on before our application hears of it."""

import asyncio
import socket

from starlette.types import Receive, Scope, Send

from bot.web import build_server


async def fine(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer everything with 204; an application."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def answer_to(request: bytes) -> bytes:
    """Send a request and return all that comes back."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = build_server(fine)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(request)
    answer = await reader.read()
    writer.close()
    server.should_exit = True
    await serving
    return answer


async def test_a_long_question_in_an_address_is_read() -> None:
    head = (
        b"GET /?q=" + b"%E5%85%85" * 10_000 + b" HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n"
    )

    assert (await answer_to(head)).startswith(b"HTTP/1.1 204")
