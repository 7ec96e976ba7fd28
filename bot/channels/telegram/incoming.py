"""What a Telegram message says to us, if it says anything to us at all."""

import re
from dataclasses import dataclass
from typing import Final

from telegram import Bot, MaybeInaccessibleMessage, Message
from telegram.constants import ChatType

from bot.action import Action, Ask, Browse, Help, OpenCase, Reindex, Welcome
from bot.case_parameter import case_in
from bot.channels.telegram import deep_link

_COMMAND: Final = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]+))?(?:\s+(?P<rest>.*))?\s*", re.DOTALL
)
_KNOWN: Final = frozenset({"start", "help", "search", "browse", "reindex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said to us.

    Attributes:
        text: The words, free of our name; may be empty.
        command: `search` for `/search`; empty if the text is no command that we know.
    """

    text: str
    command: str = ""


def listen(message: Message, me: Bot, *, is_admin: bool) -> Said | None:
    """Return what the message says to us.

    In a private chat that is everything. In a group (privacy mode is on) it is a command that we
    know, a mention of our name, or a reply to one of our messages.

    Args:
        message: A new message.
        me: This bot, connected.
        is_admin: Whether `/reindex` exists for the person.

    Returns:
        None if it is meant for others. Text is empty when nothing readable was said.
    """
    words = (message.text or message.caption or "").strip()
    is_private = message.chat.type == ChatType.PRIVATE
    command = _COMMAND.fullmatch(words)
    if command:
        target = command["bot"]
        if target and target.lower() != me.username.lower():
            return None
        name = command["name"].lower()
        if name in _KNOWN and (is_admin or name != "reindex"):
            return Said(text=(command["rest"] or "").strip(), command=name)
        return Said(text=words) if is_private or target else None
    if is_private:
        return Said(text=words)
    return _overheard(message, words, me)


def to_action(said: Said) -> Action | None:
    """Return what the command asks for; None for plain text and for `/search` without words."""
    match said.command:
        case "start":
            return _started(said.text)
        case "help":
            return Help()
        case "browse":
            return Browse()
        case "reindex":
            return Reindex()
        case "search" if said.text:
            return Ask(question=said.text)
        case _:
            return None


def conversation_of(message: MaybeInaccessibleMessage) -> str:
    """Return what tells this conversation from others; empty in a private chat."""
    if message.chat.type == ChatType.PRIVATE:
        return ""
    if isinstance(message, Message) and message.is_topic_message:
        return f"{message.chat.id}/{message.message_thread_id}"
    return str(message.chat.id)


def _started(parameter: str) -> Action:
    """Return what a deep link asks for; one that we did not make greets."""
    if parameter == deep_link.BROWSE:
        return Browse()
    if parameter == deep_link.HELP:
        return Help()
    case_id = case_in(parameter)
    return OpenCase(case_id=case_id) if case_id else Welcome()


def _overheard(message: Message, words: str, me: Bot) -> Said | None:
    """Return what a message in a group says to us, by our name or as a reply."""
    # Telegram sees a mention only where no Latin letter or digit stands right before the name.
    our_name = rf"(?<![\w@])@{re.escape(me.username)}(?!\w)"
    name = re.compile(our_name, re.ASCII | re.IGNORECASE)
    answered = message.reply_to_message
    if name.search(words):
        question = " ".join(name.sub(" ", words).split())
        if not question and answered is not None:  # "@bot" under somebody's question
            question = (answered.text or answered.caption or "").strip()
        return Said(text=question) if question else Said(text="", command="help")
    if (
        answered is not None
        and answered.from_user is not None
        and answered.from_user.id == me.id
        and answered.forum_topic_created is None  # in a topic everything replies to its creation
    ):
        return Said(text=words) if words else None
    return None
