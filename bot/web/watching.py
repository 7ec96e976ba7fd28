"""Counts and logs every request, without a word about who asked or what."""

import time
from collections.abc import Callable
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.metrics import WebMetrics

_log: Final = structlog.get_logger(__name__)
_ASKED_BY_MACHINES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class Watching:
    """The outermost layer: route template, method, status and time of each request."""

    def __init__(
        self, app: ASGIApp, metrics: WebMetrics, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Wrap the application."""
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it ended; one cut short counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._clock()
        status = 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        finally:
            self._note(scope, status, self._clock() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in _KNOWN_METHODS else "other"
        self._metrics.count_request(route=route, method=method, status=status, seconds=seconds)
        log = _log.debug if route in _ASKED_BY_MACHINES else _log.info
        log("request", route=route, method=method, status=status, ms=round(seconds * 1000, 1))
