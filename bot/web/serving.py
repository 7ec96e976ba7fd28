"""The HTTP server in front of the web application."""

from typing import Final

import uvicorn
from starlette.types import ASGIApp

_LONGEST_HEAD: Final = 256 * 1024
"""Bytes of request line and headers: a question of 10,000 characters is cut, not refused.

httptools, which is faster, refuses addresses from 64 KiB and keeps heads without end.
"""

_GRACE_SECONDS: Final = 5


def build_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server that serves the application on the sockets it is given.

    It writes no access log of its own, which would hold questions and addresses of people, and
    does not say what it is made of.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
