"""Tells load balancers and supervisors how the process is."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.readiness import Readiness


class Probes:
    """`/healthz`: the process is up. `/readyz`: it can answer questions."""

    def __init__(self, readiness: Callable[[], Readiness]) -> None:
        """Keep the function that looks at index and database; it runs in a thread."""
        self._readiness = readiness

    async def health(self, _request: Request) -> Response:
        """Answer without touching anything."""
        return JSONResponse({"status": "ok"})

    def ready(self, _request: Request) -> Response:
        """Answer 200, or 503 with what is missing."""
        readiness = self._readiness()
        return JSONResponse(
            {"is_ready": readiness.is_ready, "problems": list(readiness.problems)},
            status_code=200 if readiness.is_ready else 503,
        )
