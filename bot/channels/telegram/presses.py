"""Pressed buttons."""

from typing import Any, Final

import structlog
from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.channels.button_data import decode
from bot.channels.telegram.answering import Answering, message_of, text_of
from bot.channels.telegram.keyboard import labels, turns_page

EXPIRED: Final = "这个按钮已经过期，请再问一次"
CROWDED: Final = "点得太快了，请稍等一下"

_log = structlog.get_logger(__name__)


class PressHandling:
    """Answers every press exactly once, then does what the button says."""

    def __init__(self, answering: Answering) -> None:
        """Take who answers."""
        self._answering = answering

    async def handle(self, update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        """Do what one button says.

        The press is answered first, before anything can fail or take time: it stops the waiting
        sign on the button.
        """
        query = update.callback_query
        if query is None:
            return
        message = query.message
        action = decode(query.data or "", shown=_shown_with(message))
        if action is None or message is None:
            await acknowledge(query, EXPIRED)
            return
        await acknowledge(query)
        said = message_of(query.from_user, message, text="", action=action)
        if isinstance(message, Message) and turns_page(action, message.reply_markup):
            await self._answering.turn_page(said, message)
        else:
            await self._answering.answer(said, message)


async def acknowledge(query: CallbackQuery, text: str = "") -> None:
    """Answer a press; one that Telegram has given up on, or cannot be told, needs no answer."""
    try:
        await query.answer(text or None, show_alert=bool(text))
    except TelegramError as error:
        _log.info("telegram press could not be answered", reason=error.message)


def _shown_with(message: MaybeInaccessibleMessage | None) -> list[str]:
    """Return the texts in which a button finds what it could not carry."""
    if not isinstance(message, Message):
        return []
    return [
        text_of(message.reply_to_message),
        text_of(message),
        *labels(message.reply_markup),
    ]
