"""The HTTP server: what it takes on before our application hears of it."""

import asyncio
import contextlib
import socket

from starlette.types import Receive, Scope, Send

from bot.web import build_server
from bot.web.serving import LONGEST_HEAD

ENDLESS = b"X-Endless: " + b"x" * 4 * LONGEST_HEAD


async def fine(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer everything with 204; an application."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def answer_to(request: bytes) -> bytes:
    """Send a request and return all that comes back until the server closes, or cuts us off."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = build_server(fine)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(request)
    answer = b""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(60):
            while got := await reader.read(LONGEST_HEAD):
                answer += got
    writer.close()
    server.should_exit = True
    await serving
    return answer


async def test_a_long_question_in_an_address_is_read() -> None:
    head = (
        b"GET /?q=" + b"%E5%85%85" * 10_000 + b" HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n"
    )

    assert (await answer_to(head)).startswith(b"HTTP/1.1 204")


async def test_a_head_without_end_is_refused() -> None:
    """A client may send what it likes: little more is kept than a long question takes."""
    answer = await answer_to(b"GET / HTTP/1.1\r\nHost: m\r\n" + ENDLESS)

    assert answer[:12] in (b"HTTP/1.1 400", b"")


async def test_trailers_without_end_are_refused() -> None:
    body = b"POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"

    await answer_to(body + ENDLESS)  # returns: the server closes, though the request goes on


async def test_a_kept_connection_may_carry_many_requests() -> None:
    """Bodies, and the heads of requests before, do not count."""
    body = b"x" * LONGEST_HEAD
    length = str(len(body)).encode()
    one = b"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: " + length + b"\r\n\r\n" + body
    last = b"GET / HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n"

    assert (await answer_to(one * 3 + last)).count(b"HTTP/1.1 204") == 4
