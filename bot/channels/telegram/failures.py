"""The outermost handler: whatever went wrong is logged, and said in one calm sentence."""

import secrets
import traceback
from typing import Any

import structlog
from telegram import InlineQueryResultsButton, Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import CallbackContext

from bot import wording
from bot.channels.telegram import deep_link
from bot.channels.telegram.delivery import Delivery, Place
from bot.channels.telegram.letter import Letter

_log = structlog.get_logger(__name__)


class FailureHandling:
    """Logs an exception with a reference id and tells the person only that id."""

    def __init__(self, delivery: Delivery, token: str) -> None:
        """Take who sends, and the token that must not be logged."""
        self._delivery = delivery
        self._token = token

    async def handle(self, where: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Report one failure; where is the update, or the place of work that we began."""
        reference = secrets.token_hex(4)
        # Written out here, not by the logger: one that shows local variables would show the token.
        trace = "".join(traceback.format_exception(context.error))
        _log.error(
            "telegram update failed",
            reference=reference,
            traceback=trace.replace(self._token, "…"),
        )
        try:
            await self._tell(where, reference)
        except TelegramError as error:
            _log.warning("telegram failure not told", reference=reference, reason=error.message)

    async def _tell(self, where: object, reference: str) -> None:
        sentence = wording.went_wrong(reference)
        if isinstance(where, Place):
            await self._delivery.send(Letter(pieces=(sentence,)), where)
        elif isinstance(where, Update) and where.inline_query is not None:
            button = InlineQueryResultsButton(
                f"刚才没有办成（{reference}），请再试", start_parameter=deep_link.HELP
            )
            await where.inline_query.answer([], cache_time=0, button=button)
        elif isinstance(where, Update) and where.effective_message is not None:
            place = Place.beside(where.effective_message, replies=False)
            await self._delivery.send(Letter(pieces=(sentence,)), place)


def reason_of(error: TelegramError, token: str) -> str:
    """Return what happened, without the token, which a library may have put into an address."""
    said = (
        f"{type(error).__name__}: {error.message}"
        if isinstance(error, NetworkError)
        else error.message
    )
    return said.replace(token, "…")
