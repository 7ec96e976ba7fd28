"""What a person said, free of any platform."""

from dataclasses import dataclass
from typing import Literal

from bot.action import Action

ChannelName = Literal["terminal", "web", "telegram", "wechat", "wecom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message or one press of a button.

    Attributes:
        channel: Where it came from.
        user: The platform's id of the person; with `channel` it is the identity that roles and
            sessions hang on. Empty when the platform gives none: then nothing is remembered.
        text: What was typed; may be empty, long, or anything at all.
        action: What a button says; it wins over the text.
        conversation: The group it was said in; empty in a private chat. Sessions of one person
            in two conversations do not mix.
    """

    channel: ChannelName
    user: str = ""
    text: str = ""
    action: Action | None = None
    conversation: str = ""
