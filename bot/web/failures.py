"""What people see when something is missing or went wrong."""

import secrets
from collections.abc import Callable
from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.pages import Pages
from cases import StoreUnavailableError
from index import IndexingError

_log: Final = structlog.get_logger(__name__)
_SENTENCES: Final = {
    404: "没有找到这一页。",
    405: "这个地址不能这样访问。",
    413: "内容太长了。",
    503: "资料正在准备，暂时答不了，请过一会儿再试。",
    500: "出了点问题，这次没能回答您，请过一会儿再试。",
}


class Failures:
    """Answers that say calmly what is wrong: a page for people, JSON for programs."""

    def __init__(self, pages: Pages) -> None:
        """Keep what writes the pages."""
        self._pages = pages

    def answer(self, request: Request, status: int, *, reference: str = "") -> Response:
        """Return the answer for a status; `reference` is the id under which it was logged."""
        sentence = _SENTENCES.get(status, "这个请求没有办成。")
        if request.url.path.startswith(("/api/", "/telegram", "/wechat", "/wecom")):
            error = f"{sentence}（编号 {reference}）" if reference else sentence
            return JSONResponse({"error": error}, status_code=status)
        return self._pages.respond(
            "failure.html", status=status, code=status, sentence=sentence, reference=reference
        )

    async def on_http_exception(self, request: Request, error: Exception) -> Response:
        """Answer a refused request: unknown address, wrong method."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = self.answer(request, status)
        response.headers.update(getattr(error, "headers", None) or {})
        return response


class CalmFailures:
    """The layer that turns an exception into one calm page; its text goes to the log alone."""

    def __init__(
        self,
        app: ASGIApp,
        failures: Failures,
        new_reference: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        """Wrap the application."""
        self._app = app
        self._failures = failures
        self._new_reference = new_reference

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an answer that has already begun can only be broken off."""
        has_begun = False

        async def note_begin(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, note_begin)
        except Exception as error:
            reference = self._new_reference()
            _log.exception("request_failed", reference=reference)
            if scope["type"] != "http" or has_begun:
                raise
            is_unavailable = isinstance(error, StoreUnavailableError | IndexingError)
            response = self._failures.answer(
                Request(scope), 503 if is_unavailable else 500, reference=reference
            )
            await response(scope, receive, send)
