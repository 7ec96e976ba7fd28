"""From what was said to what is sent: the same for a typed message and a pressed button."""

import asyncio
from typing import Protocol

from telegram import MaybeInaccessibleMessage, User
from telegram import Message as TelegramMessage

from bot.action import Action
from bot.channels.telegram.delivery import Delivery, Place
from bot.channels.telegram.incoming import conversation_of
from bot.channels.telegram.letter import LetterWriter
from bot.channels.telegram.reindex_progress import ReindexProgress
from bot.message import Message
from bot.reply import Reply


class AnswersMessages(Protocol):
    """The dialogue. Synchronous and safe to call from several threads."""

    def respond(self, message: Message, /) -> Reply:
        """Answer one message; a message without a user is forgotten at once."""
        ...


class Answering:
    """Puts a message to the dialogue, off the event loop, and sends the reply."""

    def __init__(
        self,
        dialogue: AnswersMessages,
        writer: LetterWriter,
        delivery: Delivery,
        reindex: ReindexProgress,
    ) -> None:
        """Take who answers, who writes and who sends."""
        self._dialogue = dialogue
        self._writer = writer
        self._delivery = delivery
        self._reindex = reindex

    async def answer(self, message: Message, beside: MaybeInaccessibleMessage) -> None:
        """Answer with a new message: to what was just typed, or to a press of a button on it.

        In a group it is a reply to `beside`.
        """
        reply = await asyncio.to_thread(self._dialogue.respond, message)
        letter = self._writer.write(reply, asked=text_of(beside))
        replies = bool(message.conversation) or letter.leans_on_question
        place = Place.beside(beside, replies=replies)
        if reply.starts == "reindex":
            self._reindex.start(reply.opening, place)
        else:
            await self._delivery.send(letter, place)

    async def turn_page(self, message: Message, shown: TelegramMessage) -> None:
        """Put the answer in the place of the message whose button was pressed."""
        reply = await asyncio.to_thread(self._dialogue.respond, message)
        letter = self._writer.write(reply, asked=text_of(shown.reply_to_message))
        await self._delivery.edit(shown.message_id, letter, Place.beside(shown, replies=False))


def text_of(message: MaybeInaccessibleMessage | None) -> str:
    """Return what a message says; empty if it cannot be read any more."""
    return (message.text or message.caption or "") if isinstance(message, TelegramMessage) else ""


def message_of(
    user: User, beside: MaybeInaccessibleMessage, *, text: str, action: Action | None
) -> Message:
    """Return the platform-free message of a person in the conversation of `beside`."""
    return Message(
        channel="telegram",
        user=str(user.id),
        text=text,
        action=action,
        conversation=conversation_of(beside),
    )
