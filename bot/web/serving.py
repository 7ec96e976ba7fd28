"""The HTTP server in front of the web application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

_LONGEST_HEAD: Final = 256 * 1024
"""Bytes of request line and headers: a question of 10,000 characters is cut, not refused."""

_GRACE_SECONDS: Final = 5


def build_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server that serves the application on the sockets it is given.

    It writes no access log of its own, which would hold questions and addresses of people, and
    does not say what it is made of.
    """
    return _CalmServer(
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


class _CalmServer(uvicorn.Server):
    """Ends on SIGINT and SIGTERM by returning.

    uvicorn raises the signal again at the end; that would kill the process before Telegram has
    confirmed what was answered and the database is closed.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals while the block runs, and forget them at its end."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()
