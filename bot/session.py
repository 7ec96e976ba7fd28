"""What is remembered of a conversation: only what the next message needs."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Final, Protocol

from bot.message import Message
from cases import CaseId

KEPT_FOR_DAYS: Final = 30
"""A session that nobody touched for so long is forgotten."""


class SessionStore(Protocol):
    """Keeps one short text per session key, on disk, for every replica."""

    def load(self, key: str, /) -> str | None:
        """Return what was saved last under the key; None if nothing, or if it has expired."""
        ...

    def save(self, key: str, payload: str, /) -> None:
        """Replace what is kept under the key, and its time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The list that was shown last, so that "2" and "下一页" mean something.

    Attributes:
        question: The question behind the list; empty when the list was browsed.
        facet: The facet and value that were browsed; empty for a question.
        value: See facet.
        page: From 1.
        shown: The ids on that page, ① first.
    """

    question: str = ""
    facet: str = ""
    value: str = ""
    page: int = 1
    shown: tuple[CaseId, ...] = ()

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(
            [self.question, self.facet, self.value, self.page, self.shown], ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str | None) -> "Session":
        """Read it back; what cannot be read (another version wrote it) is a new session."""
        try:
            question, facet, value, page, shown = json.loads(text or "")
            return cls(
                question=str(question),
                facet=str(facet),
                value=str(value),
                page=int(page),
                shown=tuple(map(CaseId, shown)),
            )
        except (ValueError, TypeError):
            return cls()


def session_key(message: Message, secret: bytes) -> str:
    """Return the key of a person's session: a keyed hash, so that the store holds no ids."""
    identity = f"{message.channel}\x1f{message.conversation}\x1f{message.user}"
    return hmac.new(secret, identity.encode(), hashlib.sha256).hexdigest()
