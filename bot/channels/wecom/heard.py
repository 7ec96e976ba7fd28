"""What a frame of the long connection says to the 智能机器人.

Formats: https://developer.work.weixin.qq.com/document/path/100719 (messages) and 101027 (events).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from bot.channels.wecom.long_connection import Frame

_MENTION: Final = re.compile(r"(?:^|(?<=\s))@\S+(?:\s+|$)")
_SPACES: Final = "\u2005"
"""What 企业微信 puts behind a mention, beside plain blanks."""

Kind = Literal["message", "entered", "press"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message or event.

    Attributes:
        kind: A message; somebody's first look at the chat today; a press of a card's button.
        request: What a reply has to name.
        message_id: The same when 企业微信 sends it again; empty if it gave none.
        user: The member's id; an encrypted one if the bot belongs to another organisation.
        group: The group it was said in; empty in a single chat.
        text: What was said, free of our name; empty if there are no words in it.
        has_content: Whether a message without words has something else in it, a picture say.
        button: What the pressed button carries.
        card: The card that was pressed.
    """

    kind: Kind
    request: str
    message_id: str
    user: str
    group: str = ""
    text: str = ""
    has_content: bool = False
    button: str = ""
    card: str = ""

    @property
    def chat(self) -> str:
        """Where to speak first: the group, or the member."""
        return self.group or self.user


def hear(frame: Frame) -> Heard | None:
    """Return what a frame says to us; None for what needs no answer or is no message."""
    body = _object(frame.get("body"))
    request = _text(_object(frame.get("headers")).get("req_id"))
    user = _text(_object(body.get("from")).get("userid"))
    if not request or not user:
        return None
    is_group = body.get("chattype") == "group"
    who = partial(
        Heard,
        request=request,
        message_id=_text(body.get("msgid")),
        user=user,
        group=_text(body.get("chatid")) if is_group else "",
    )
    if body.get("msgtype") != "event":
        said = _said(body, is_group=is_group)
        return who(kind="message", text=said, has_content=_has_picture(body))
    event = _object(body.get("event"))
    match event.get("eventtype"):
        case "enter_chat":
            return who(kind="entered")
        case "template_card_event":
            press = _object(event.get("template_card_event"))
            button, card = _text(press.get("event_key")), _text(press.get("task_id"))
            return who(kind="press", button=button, card=card)
        case _:  # feedback on an answer, and what may come one day
            return None


def _said(body: dict[str, Any], *, is_group: bool) -> str:
    """Return the words of a message; our name under somebody's message asks what that one says."""
    words = " ".join(filter(None, _words(body))).replace(_SPACES, " ")
    if not is_group:
        return words.strip()
    question = _MENTION.sub("", words).strip()
    if question or _has_picture(body):
        return question
    return " ".join(filter(None, _words(_object(body.get("quote"))))).strip()


def _words(message: dict[str, Any]) -> Iterator[str]:
    """Yield the words of a message: typed, spoken (and written down), between pictures."""
    match message.get("msgtype"):
        case "text" | "voice" as kind:
            yield _text(_object(message.get(kind)).get("content"))
        case "mixed":
            items = _object(message.get("mixed")).get("msg_item")
            for item in items if isinstance(items, list) else ():
                if _object(item).get("msgtype") == "text":
                    yield from _words(_object(item))


def _has_picture(message: dict[str, Any]) -> bool:
    return message.get("msgtype") not in {"text", "voice"}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
