"""Gaps: questions that found nothing, so that somebody can write the missing case."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

MOST_GAPS: Final = 10_000
"""How many distinct questions are kept; the least recent are forgotten first."""

_LONGEST_QUESTION: Final = 200
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One question that found nothing.

    Attributes:
        question: As `gap_question` writes it.
        times: How often it was asked, at least 1.
        last_asked: When it was asked last, in UTC.
    """

    question: str
    times: int
    last_asked: datetime


class GapLog(Protocol):
    """Counts the questions that found nothing. Safe to call from several threads.

    Both methods may raise `StoreUnavailableError`.
    """

    def note(self, question: str, /) -> None:
        """Count the question once more; a blank one is ignored."""
        ...

    def most_asked(self, limit: int, /) -> list[Gap]:
        """Return at most `limit` gaps: most asked first, then latest, then by question."""
        ...


def gap_question(text: str) -> str:
    """Return the question as it is counted: one space between words, at most 200 characters.

    Control characters and what no database can hold count as spaces.
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())[:_LONGEST_QUESTION].strip()


class MemoryGapLog:
    """Counts in memory; a `GapLog` for tests and trials."""

    def __init__(self, *, clock: Callable[[], datetime], most_gaps: int = MOST_GAPS) -> None:
        """Start empty; the clock tells the time, with its time zone."""
        self._clock = clock
        self._most_gaps = most_gaps
        self._gaps: dict[str, Gap] = {}
        self._lock = threading.Lock()

    def note(self, question: str, /) -> None:
        """See `GapLog.note`."""
        question = gap_question(question)
        if not question:
            return
        with self._lock:
            gap = self._gaps.get(question)
            times = gap.times + 1 if gap else 1
            self._gaps[question] = Gap(question=question, times=times, last_asked=self._clock())
            if len(self._gaps) > self._most_gaps:
                oldest = min(self._gaps.values(), key=lambda gap: (gap.last_asked, gap.question))
                del self._gaps[oldest.question]

    def most_asked(self, limit: int, /) -> list[Gap]:
        """See `GapLog.most_asked`."""
        with self._lock:
            gaps = sorted(self._gaps.values(), key=lambda gap: gap.question)
        gaps.sort(key=lambda gap: (gap.times, gap.last_asked), reverse=True)
        return gaps[:limit]
