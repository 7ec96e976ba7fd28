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
        update = _parse(await _read_body(request))
        if update is None:
            return JSONResponse({"error": "内容不是 JSON 对象。"}, status_code=400)
        await self._telegram.receive(update)
        return Response(status_code=200)


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            raise HTTPException(413)
    return bytes(body)


def _parse(body: bytes) -> dict[str, object] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) else None
