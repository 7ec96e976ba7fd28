"""Sending letters, and what to do when a chat does not take them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

import structlog
from telegram import Bot, LinkPreviewOptions, MaybeInaccessibleMessage, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.channels.telegram.letter import Letter

_NOT_MODIFIED: Final = "message is not modified"
_CANNOT_EDIT: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
_CLOSED: Final = (
    "chat not found",
    "chat_write_forbidden",
    "have no rights to send",
    "message thread not found",
    "not enough rights to send",
    "peer_id_invalid",
    "topic_closed",
    "topic_deleted",
    "user is deactivated",
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to speak.

    Attributes:
        chat_id: The chat.
        thread_id: The forum topic; None outside of topics.
        reply_to: The message to reply to; None for none.
    """

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None

    @classmethod
    def beside(cls, message: MaybeInaccessibleMessage, *, replies: bool) -> "Place":
        """Return the chat and topic of a message, as a reply to it or not."""
        topic = message if isinstance(message, Message) and message.is_topic_message else None
        return cls(
            chat_id=message.chat.id,
            thread_id=topic.message_thread_id if topic else None,
            reply_to=message.message_id if replies else None,
        )


class Delivery:
    """Sends and edits. A chat that is closed to us is a fact to log, not an error."""

    def __init__(self, bot: Bot) -> None:
        """Take the bot to speak through."""
        self._bot = bot

    async def send(self, letter: Letter, place: Place) -> Message | None:
        """Send every piece in order.

        Returns:
            The last message; None if the chat is closed to us.
        """
        sent = None
        for number, html in enumerate(letter.pieces, start=1):
            is_last = number == len(letter.pieces)
            piece = replace(letter, pieces=(html,), keyboard=letter.keyboard if is_last else None)
            # The buttons hang on the last piece, and it is there that they look for the question.
            is_reply = is_last if letter.leans_on_question else number == 1
            sent = await self._send_piece(
                piece, place if is_reply else replace(place, reply_to=None)
            )
            if sent is None:
                return None
            if sent.chat.id != place.chat_id:  # the group became a supergroup meanwhile
                place = Place(chat_id=sent.chat.id)
        return sent

    async def edit(self, message_id: int, letter: Letter, place: Place) -> None:
        """Put the letter in the place of a message; if that one is gone, send it anew."""
        if len(letter.pieces) > 1:
            await self.send(letter, place)
            return
        try:
            await self._bot.edit_message_text(
                letter.pieces[0],
                chat_id=place.chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=letter.keyboard,
                link_preview_options=_preview(letter),
            )
        except BadRequest as error:
            if _says(error, _NOT_MODIFIED):
                return
            if not _says(error, *_CANNOT_EDIT):
                raise
            await self.send(letter, place)
        except (Forbidden, ChatMigrated) as error:
            _log.info("telegram chat is closed to the bot", reason=str(error))

    async def _send_piece(self, piece: Letter, place: Place) -> Message | None:
        try:
            return await self._unless_closed(lambda: self._post(piece, place))
        except ChatMigrated as error:
            moved = Place(chat_id=error.new_chat_id)
            return await self._unless_closed(lambda: self._post(piece, moved))

    async def _unless_closed(self, post: Callable[[], Awaitable[Message]]) -> Message | None:
        try:
            return await post()
        except Forbidden as error:
            reason = str(error)
        except BadRequest as error:
            if not _says(error, *_CLOSED):
                raise
            reason = str(error)
        _log.info("telegram chat is closed to the bot", reason=reason)
        return None

    async def _post(self, piece: Letter, place: Place) -> Message:
        reply = (
            ReplyParameters(place.reply_to, allow_sending_without_reply=True)
            if place.reply_to is not None
            else None
        )
        return await self._bot.send_message(
            place.chat_id,
            piece.pieces[0],
            parse_mode=ParseMode.HTML,
            message_thread_id=place.thread_id,
            reply_parameters=reply,
            reply_markup=piece.keyboard,
            link_preview_options=_preview(piece),
        )


def _preview(letter: Letter) -> LinkPreviewOptions:
    if letter.preview:
        return LinkPreviewOptions(url=letter.preview, prefer_small_media=True)
    return LinkPreviewOptions(is_disabled=True)


def _says(error: BadRequest, *phrases: str) -> bool:
    said = error.message.lower()
    return any(phrase in said for phrase in phrases)
