"""What is remembered of a conversation: only what the next message needs."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
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


class MemorySessionStore:
    """Keeps sessions as long as the process lives; a `SessionStore` for terminal and tests."""

    def __init__(
        self, *, clock: Callable[[], datetime], kept_for_days: int = KEPT_FOR_DAYS
    ) -> None:
        """Start empty; the clock tells the time, with its time zone."""
        self._clock = clock
        self._kept_for = timedelta(days=kept_for_days)
        self._kept: dict[str, tuple[datetime, str]] = {}

    def load(self, key: str, /) -> str | None:
        """See `SessionStore.load`."""
        touched_at, payload = self._kept.get(key, (None, None))
        is_kept = touched_at is not None and self._clock() - touched_at <= self._kept_for
        return payload if is_kept else None

    def save(self, key: str, payload: str, /) -> None:
        """See `SessionStore.save`."""
        self._kept[key] = (self._clock(), payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The list that was shown last, so that "2" and "下一页" mean something.

    Attributes:
        question: The question behind the list; empty when the list was browsed.
        facet: The facet and value that were browsed; empty for a question.
        value: See facet.
        page: From 1.
        shown: The ids on that page, ① first.
        opened: The case opened last.
    """

    question: str = ""
    facet: str = ""
    value: str = ""
    page: int = 1
    shown: tuple[CaseId, ...] = ()
    opened: CaseId | None = None

    @property
    def number_opened(self) -> int:
        """Return under which number the case stands that was opened last; 0 if under none."""
        return self.shown.index(self.opened) + 1 if self.opened in self.shown else 0

    @property
    def without_numbers(self) -> "Session":
        """The session after something else was shown, which no number means."""
        return replace(self, shown=())

    def to_json(self) -> str:
        """Write down by name what differs from a new session."""
        written = {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }
        return json.dumps(written, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> "Session":
        """Read it back; names that are new are left out, and what cannot be read is forgotten."""
        try:
            kept = json.loads(text or "")
            return cls(
                question=str(kept.get("question", "")),
                facet=str(kept.get("facet", "")),
                value=str(kept.get("value", "")),
                page=int(kept.get("page", 1)),
                shown=tuple(map(CaseId, kept.get("shown", ()))),
                opened=CaseId(str(kept["opened"])) if kept.get("opened") else None,
            )
        except (AttributeError, ValueError, TypeError, OverflowError):
            return cls()


def session_key(message: Message, secret: bytes) -> str:
    """Return the key of a person's session: a keyed hash, so that the store holds no ids."""
    identity = f"{message.channel}\x1f{message.conversation}\x1f{message.user}"
    return hmac.digest(secret, identity.encode(), "sha256").hex()
