"""What was received and how it was answered: a platform that asks again hears the same again.

Platforms that push messages send one again when they are not sure that it arrived, perhaps to
another replica. A message is claimed before it is worked on, so that it acts once.
"""

import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

RECEIPT_MINUTES: Final = 15
"""Longer than a platform asks again, and than a signed request stays valid."""

LEASE_SECONDS: Final = 8
"""A claim without an answer for so long was left by a process that died."""

Claim = Literal["new", "awaited", "known", "replayed"]
"""What became of a claim, see `ReceiptStore.claim`."""


class ReceiptStore(Protocol):
    """Keeps claims and answers for every replica. Safe to call from several threads.

    Keys tell nothing about a person (see `receipt_key`). Methods may raise
    `StoreUnavailableError`.
    """

    def claim(self, message: str, request: str, person: str, /) -> Claim:
        """Take a message on, at once or not at all.

        Args:
            message: Stands for the message.
            request: Stands for the request that brought it; none may bring another one later.
            person: Stands for who sent it, as in `keep`.

        Returns:
            `new` if the message is the caller's to answer, `awaited` if moreover something is
            kept for the person, `known` if the message has been taken on before, `replayed` if
            this very request brought another message before: then nothing is claimed.
        """
        ...

    def answer(self, answers: Mapping[str, str], /) -> None:
        """Note answers to claimed messages."""
        ...

    def answer_to(self, key: str, /) -> str | None:
        """Return the answer to a message; None while there is none."""
        ...

    def keep(self, key: str, answer: str, /) -> None:
        """Keep for a day what somebody shall hear next; it replaces what was kept before."""
        ...

    def take(self, key: str, /) -> str | None:
        """Return what was kept, for one caller only; None if there is nothing."""
        ...


@dataclass(slots=True)
class _Row:
    answer: str | None
    claimed_at: datetime
    expires_at: datetime


class MemoryReceiptStore:
    """Keeps receipts as long as the process lives; a `ReceiptStore` for tests and trials."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        """Start empty; the clock tells the time, with its time zone."""
        self._clock = clock
        self._rows: dict[str, _Row] = {}
        self._lock = threading.Lock()

    def claim(self, message: str, request: str, person: str, /) -> Claim:
        """See `ReceiptStore.claim`."""
        with self._lock:
            before = self._find(request)
            if before and before.answer != message:
                return "replayed"
            now = self._clock()
            row = self._find(message)
            expiry = now + timedelta(minutes=RECEIPT_MINUTES)
            self._rows[request] = _Row(message, now, expiry)
            if row and (row.answer is not None or not _is_over(row.claimed_at, now)):
                return "known"
            self._rows[message] = _Row(None, now, expiry)
            return "awaited" if self._find(person) else "new"

    def answer(self, answers: Mapping[str, str], /) -> None:
        """See `ReceiptStore.answer`."""
        with self._lock:
            for key, answer in answers.items():
                row = self._find(key)
                if row:
                    row.answer = answer

    def answer_to(self, key: str, /) -> str | None:
        """See `ReceiptStore.answer_to`."""
        with self._lock:
            row = self._find(key)
            return row.answer if row else None

    def keep(self, key: str, answer: str, /) -> None:
        """See `ReceiptStore.keep`."""
        with self._lock:
            now = self._clock()
            self._rows[key] = _Row(answer, now, now + timedelta(days=1))

    def take(self, key: str, /) -> str | None:
        """See `ReceiptStore.take`."""
        with self._lock:
            row = self._find(key)
            self._rows.pop(key, None)
            return row.answer if row else None

    def _find(self, key: str) -> _Row | None:
        row = self._rows.get(key)
        return row if row and row.expires_at >= self._clock() else None


def receipt_key(secret: bytes, *parts: str) -> str:
    """Return the key of a message, a request or a person: a keyed hash, which tells nothing."""
    return hmac.digest(secret, "\x1f".join(parts).encode("utf-8", "replace"), "sha256").hex()


def _is_over(claimed_at: datetime, now: datetime) -> bool:
    return now - claimed_at >= timedelta(seconds=LEASE_SECONDS)
