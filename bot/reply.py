"""What the dialogue answers, free of any platform: each channel writes it in its own form.

All text is plain: a channel escapes it for its platform and adds its own emphasis.
"""

from dataclasses import dataclass
from typing import Literal

from bot.action import Action
from bot.case_search import Found
from cases import Case, CaseId

NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
"""How the cards of a page are numbered, 1 first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A case at a glance: with labels and link text at most 200 Chinese characters.

    Attributes:
        number: 1 to 5 on its page.
        title: Already shortened, like the three texts below.
        place: Empty if unknown.
        problem: 难题; empty if the case has none.
        approach: 妙招: what was done; never empty.
        outcome: 成效; empty if the case has none.
        url: Full text on our own pages.
        matched: Words that made it a hit, as they stand in the texts above where they do; a
            channel may mark them.
        by_meaning: Whether no word but its meaning made it a hit; a channel says so.
    """

    number: int
    case_id: CaseId
    title: str
    place: str
    problem: str
    approach: str
    outcome: str
    url: str
    matched: tuple[str, ...] = ()
    by_meaning: bool = False

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Return (label, text) of what there is, in reading order."""
        named = (("难题", self.problem), ("妙招", self.approach), ("成效", self.outcome))
        return tuple((label, text) for label, text in named if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCase:
    """A case in full.

    Attributes:
        case: All of it.
        sections: (label, text) to read: 难题, 妙招, 成效, 摘要, 正文 as far as there are any, and
            no text twice.
        url: Full text on our own pages.
        citation: One line ready for a report: title, place, outcome, source.
    """

    case: Case
    sections: tuple[tuple[str, str], ...]
    url: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to tap: a short label and what it does."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, read top to bottom: opening, cards or an opened case, closing, choices.

    Attributes:
        opening: What is said first, one or a few lines; may be empty when a case is opened.
        cards: At most 5.
        opened: The case that was opened, if one was.
        closing: What can be said next, for people without buttons; may be empty.
        choices: Rows of things to tap. Choices that open a card come first, one row.
        starts: Work that the channel now starts and reports on (only ever for an admin).
        found: The search behind the answer, if there was one: how sure, how many, which filter.
    """

    opening: str = ""
    cards: tuple[Card, ...] = ()
    opened: OpenedCase | None = None
    closing: str = ""
    choices: tuple[tuple[Choice, ...], ...] = ()
    starts: Literal["reindex"] | None = None
    found: Found | None = None
