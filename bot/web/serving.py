"""The HTTP server in front of the web application."""

import asyncio
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD: Final = 256 * 1024
"""Bytes of request line and headers: a question of 10,000 characters is cut, not refused."""

_LONGEST_ADDRESS: Final = 60_000
"""Bytes of an address that are read. httptools refuses it from 64 KiB; 6,600 characters of a
question stand in so many, and of a question we read fewer."""

_GRACE_SECONDS: Final = 5


class BoundedHttp(HttpToolsProtocol):
    """Reads HTTP by httptools, and bounds what httptools does not: heads, and what follows bodies.

    The application limits bodies.
    """

    _beside_bodies = 0

    def data_received(self, data: bytes) -> None:
        """Read on, unless what is no body has grown too long."""
        self._beside_bodies += len(data)
        if self._beside_bodies > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("Request head too long.")
        if not self.transport.is_closing():
            super().data_received(data)

    def on_url(self, url: bytes) -> None:
        """Keep the beginning of an address."""
        super().on_url(url[: max(_LONGEST_ADDRESS - len(self.url), 0)])

    def on_body(self, body: bytes) -> None:
        """Count anew."""
        self._beside_bodies = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Count anew."""
        self._beside_bodies = 0
        super().on_message_complete()


def build_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server that serves the application on the sockets it is given.

    It writes no access log of its own, which would hold questions and addresses of people, and
    does not say what it is made of.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=BoundedHttp,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return the loop to serve in: uvloop's, which costs half as much, where it exists."""
    try:
        import uvloop  # noqa: PLC0415 - not on Windows
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
