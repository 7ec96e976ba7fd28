"""From a pushed message to the letter that answers it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.letter import LetterWriter
from bot.channels.wechat.passive_reply import Letter
from bot.channels.wechat.plain_text import size
from bot.channels.wechat.rebuilding import Rebuilding
from bot.channels.wechat.understanding import Understood, understand
from bot.message import ChannelName, Message
from bot.reply import Reply

_LONGEST_NOTE: Final = 600
"""Bytes; what is longer is an answer of its own."""


class AnswersMessages(Protocol):
    """The dialogue. Synchronous and safe to call from several threads."""

    def respond(self, message: Message, /) -> Reply:
        """Answer one message."""
        ...

    def forget(self, message: Message, /) -> None:
        """Forget what is remembered of who sent the message."""
        ...


class Conversation:
    """Composes letters; called in threads."""

    def __init__(
        self,
        dialogue: AnswersMessages,
        writer: LetterWriter,
        rebuilding: Rebuilding,
        *,
        waiting_for: Callable[[str], Letter | None],
        keep_for: Callable[[str, Letter], None],
        channel: ChannelName = "wechat",
        understand: Callable[[Incoming], Understood] = understand,
    ) -> None:
        """Take who answers, writes and builds.

        Args:
            dialogue: Answers.
            writer: Writes.
            rebuilding: Builds the index for an admin.
            waiting_for: Returns, once, what a person was to hear next.
            keep_for: Keeps what a person shall hear next.
            channel: Where this conversation is held.
            understand: Tells what is wanted.
        """
        self._dialogue = dialogue
        self._writer = writer
        self._rebuilding = rebuilding
        self._waiting_for = waiting_for
        self._keep_for = keep_for
        self._channel: ChannelName = channel
        self._understand = understand

    def compose(self, incoming: Incoming) -> Letter:
        """Return the answer; an empty letter where nothing is to be said."""
        understood = self._understand(incoming)
        if understood == "nothing":
            return Letter()
        if understood == "farewell":
            self._dialogue.forget(Message(channel=self._channel, user=incoming.user))
            self._waiting_for(incoming.user)
            return Letter()
        kept = self._waiting_for(incoming.user)
        if kept and (kept.article or size(kept.text) > _LONGEST_NOTE):
            return kept
        reply = understood if isinstance(understood, Reply) else self._dialogue.respond(understood)
        if reply.starts == "reindex":
            self._rebuilding.start(lambda told: self._keep_for(incoming.user, Letter(text=told)))
        return self._writer.write(_after(kept.text, reply) if kept else reply)


def _after(note: str, reply: Reply) -> Reply:
    """Return the reply with a note before it; an article has room for it at its end only."""
    if reply.opened:
        return replace(reply, closing="\n".join(filter(None, (reply.closing, note))))
    return replace(reply, opening="\n\n".join(filter(None, (note, reply.opening))))
