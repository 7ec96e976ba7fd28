"""Takes Telegram's updates and answers at once."""

import json
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.needs import TelegramWebhook

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_BODY: Final = 1024 * 1024
"""Bytes; Telegram's updates are a few thousand."""


class WebhookEndpoint:
    """`POST /telegram`: 403 without our secret, 404 when no bot listens."""

    def __init__(self, telegram: TelegramWebhook | None) -> None:
        """Keep the bot; None when none is set up."""
        self._telegram = telegram

    async def receive(self, request: Request) -> Response:
        """Check the secret before anything is read, then hand the update over."""
        if self._telegram is None:
            raise HTTPException(404)
        if not self._telegram.accepts(request.headers.get(SECRET_HEADER)):
            return JSONResponse({"error": "密钥不对。"}, status_code=403)
        update = _parse(await read_body(request, LONGEST_BODY))
        if update is None:
            return JSONResponse({"error": "内容不是 JSON 对象。"}, status_code=400)
        await self._telegram.receive(update)
        return Response(status_code=200)


async def read_body(request: Request, longest: int) -> bytes:
    """Return the body; one of more bytes is refused as soon as that is known.

    Raises:
        HTTPException: 413.
    """
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > longest:
        raise HTTPException(413)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > longest:
            raise HTTPException(413)
    return bytes(body)


def _parse(body: bytes) -> dict[str, object] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) else None
