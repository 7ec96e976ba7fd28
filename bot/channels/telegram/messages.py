"""New messages: text, commands, and what is neither."""

from collections import deque
from typing import Any

from telegram import Message, Update, User
from telegram.constants import ChatID, ChatType
from telegram.ext import CallbackContext

from bot.channels.telegram.answering import Answering, message_of
from bot.channels.telegram.delivery import Delivery, Place
from bot.channels.telegram.incoming import listen, to_action
from bot.channels.telegram.letter import Letter

ONLY_TEXT = "我现在只看得懂文字。请把遇到的难题打成几个字发给我，比如：电动车充电"
WHAT_TO_SEARCH = "请在 /search 后面写几个字，比如：/search 电动车充电"

_ALBUMS_REMEMBERED = 100


class MessageHandling:
    """Answers new messages that are meant for us."""

    def __init__(self, answering: Answering, delivery: Delivery, admins: frozenset[str]) -> None:
        """Take who answers, and the admins as `telegram:<id>`."""
        self._answering = answering
        self._delivery = delivery
        self._admins = admins
        self._albums: deque[str] = deque(maxlen=_ALBUMS_REMEMBERED)

    async def handle(self, update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Answer one message, or keep quiet if it is meant for others."""
        message = update.message
        if message is None or message.from_user is None or not _is_from_person(message):
            return
        person = message.from_user
        said = listen(message, context.bot, is_admin=self._is_admin(person))
        if said is None:
            return
        action = to_action(said)
        if action is None and not said.text:
            await self._ask_for_words(message, is_command=bool(said.command))
            return
        text = "" if said.command else said.text
        await self._answering.answer(
            message_of(person, message, text=text, action=action), message
        )

    def _is_admin(self, person: User) -> bool:
        return f"telegram:{person.id}" in self._admins

    async def _ask_for_words(self, message: Message, *, is_command: bool) -> None:
        if message.media_group_id is not None:  # an album comes as many messages: one answer
            if message.media_group_id in self._albums:
                return
            self._albums.append(message.media_group_id)
        is_group = message.chat.type != ChatType.PRIVATE
        words = WHAT_TO_SEARCH if is_command else ONLY_TEXT
        place = Place.beside(message, replies=is_group)
        await self._delivery.send(Letter(pieces=(words,)), place)


def _is_from_person(message: Message) -> bool:
    """Whether a person wrote it: bots are never answered, lest two of them talk for ever."""
    author = message.from_user
    is_anonymous_admin = author is not None and author.id == ChatID.ANONYMOUS_ADMIN
    is_person = author is not None and (not author.is_bot or is_anonymous_admin)
    return is_person and not message.is_automatic_forward
