"""The HTTP server in front of the web application."""

from typing import Final

import uvicorn
from starlette.types import ASGIApp

_LONGEST_HEAD: Final = 256 * 1024
"""Bytes of request line and headers: a question of 10,000 characters is cut, not refused."""


def build_server(app: ASGIApp, *, host: str, port: int) -> uvicorn.Server:
    """Return a server that is not yet running.

    It writes no access log of its own, which would hold questions and addresses of people, and
    does not say what it is made of.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http="h11",
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            access_log=False,
            server_header=False,
            log_config=None,
            timeout_graceful_shutdown=10,
        )
    )
