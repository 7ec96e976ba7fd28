"""The webhook: its address, its secret, and telling Telegram of both."""

import hashlib
import hmac
import json
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from telegram import Bot, Update

ALLOWED_UPDATES: Final = ("message", "callback_query", "inline_query")
"""What we ask for, by webhook and by polling. Edited messages are not among them."""

_log = structlog.get_logger(__name__)


class Webhook:
    """One webhook at `<public_url>/telegram`.

    Telegram never tells the secret that it was given. So that a new secret is noticed, the
    address carries a fingerprint of it (a keyed hash, from which the secret cannot be told).
    """

    def __init__(self, public_url: str, secret: str) -> None:
        """Take our https address and the secret."""
        self._secret = secret.encode()
        fingerprint = hmac.new(self._secret, b"webhook address", hashlib.sha256).hexdigest()[:12]
        self.url = f"{public_url.rstrip('/')}/telegram?v={fingerprint}"

    def accepts(self, secret: str | None) -> bool:
        """Whether this is the secret; compared in constant time, an empty one never is."""
        if not secret or not self._secret:
            return False
        return hmac.compare_digest(secret.encode("utf-8", "replace"), self._secret)

    async def announce(self, bot: Bot) -> None:
        """Tell Telegram where we listen, unless it knows."""
        known = await bot.get_webhook_info()
        if known.url == self.url and set(known.allowed_updates) == set(ALLOWED_UPDATES):
            return
        await bot.set_webhook(
            self.url, secret_token=self._secret.decode(), allowed_updates=ALLOWED_UPDATES
        )
        _log.info("telegram webhook set")


def wants_webhook(public_url: str) -> bool:
    """Whether Telegram can call us there: it only calls https addresses."""
    return urlsplit(public_url).scheme == "https"


def read_update(payload: bytes | dict[str, Any], bot: Bot) -> Update | None:
    """Read what was posted to the webhook; None, and a line in the log, if it is no update."""
    try:
        data = json.loads(payload) if isinstance(payload, bytes) else payload
        return (
            Update.de_json(data, bot) if isinstance(data, dict) and "update_id" in data else None
        )
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        _log.warning("telegram update cannot be read", reason=type(error).__name__)
        return None
