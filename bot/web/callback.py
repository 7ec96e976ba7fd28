"""Takes what WeChat and 企业微信 post to us, and gives the answer back in the response."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.failures import CalmFailures, Failures
from bot.web.needs import Callback
from bot.web.webhook import read_body

LONGEST_BODY: Final = 64 * 1024
"""Bytes; a message is a few thousand."""

_HEADERS: Final = {"X-Content-Type-Options": "nosniff"}


class CallbackEndpoint:
    """GET proves that the address is ours, POST answers a message; 404 when nobody listens."""

    def __init__(self, callback: Callback | None, failures: Failures) -> None:
        """Keep who answers; None when none is set up."""
        self._callback = callback
        self._failures = failures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is too long is not read to its end."""
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except HTTPException as refusal:
            response = await self._failures.on_http_exception(request, refusal)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if self._callback is None:
            raise HTTPException(404)
        query = _query_of(request.scope)
        is_xml = False
        if request.method == "POST":
            body = await read_body(request, LONGEST_BODY)
            status, text = await self._callback.receive(query, body)
            is_xml = text.startswith("<xml>")
        else:
            status, text = self._callback.greet(query)
        media_type = "application/xml" if is_xml else "text/plain"
        return Response(text, status_code=status, headers=_HEADERS, media_type=media_type)


class CallbackLane:
    """The short way to the callbacks: platforms post a lot, and need nothing that browsers do.

    Searching the routes, the headers against other people's scripts and packing what is encrypted
    cost as much as reading the request.
    """

    def __init__(self, app: ASGIApp, *, routes: Sequence[Route], failures: Failures) -> None:
        """Wrap the application.

        Args:
            app: Has the same routes; what stands here only comes before.
            routes: Whose paths have no parameters.
            failures: Says calmly what went wrong.
        """
        self._app = app
        self._lanes = {
            route.path: (route, CalmFailures(route.handle, failures)) for route in routes
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the short way where there is one."""
        route, lane = self._lanes.get(scope.get("path", ""), (None, self._app))
        if route and scope["method"] in (route.methods or ()):
            scope["route"] = route
            await lane(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _query_of(scope: Scope) -> Mapping[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
