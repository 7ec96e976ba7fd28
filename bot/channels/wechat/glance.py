"""A card in as many bytes as it may take: shorter rather than missing."""

from functools import lru_cache
from typing import Final

from bot import wording
from bot.case_parameter import case_parameter
from bot.channels.wechat.plain_text import ended, plain, size, tappable
from bot.marking import in_corners
from bot.reply import NUMBERS, Card
from bot.shortening import WORTH_READING, whole_sentences

_BYTES_OF_A_CHARACTER: Final = 3
_APPROACH: Final = "妙招"
_GOOD_DEAL: Final = 33
"""Characters of a line: 30 of an approach tell what was done, a dozen hardly do."""

_MOST_REMEMBERED: Final = 5_000
"""Cards as they were written: many people ask the same."""


@lru_cache(maxsize=_MOST_REMEMBERED)
def headline(card: Card, *, is_linked: bool = True) -> str:
    """Return number, title and place; the title can be tapped."""
    title = in_corners(plain(card.title), card.matched)
    if is_linked:
        title = tappable(title, says=str(card.number), menu_id=case_parameter(card.case_id))
    place = f" · {in_corners(plain(card.place), card.matched)}" if card.place else ""
    why = f"（{wording.FOUND_BY_MEANING}）" if card.by_meaning else ""
    return f"{NUMBERS[card.number - 1]} {title}{place}{why}"


@lru_cache(maxsize=_MOST_REMEMBERED)
def glance_within(card: Card, room: int) -> str:
    """Return what there is to know of the card, in lines that together take at most `room` bytes.

    With little room the problem goes first, then the marks of matched words, then the approach is
    shortened to whole sentences, and left out if none fits; the outcome, which holds the figures,
    stays as long as half of the room is enough for it. Every line ends as a sentence does.
    """
    solved = card.sections[1:] if card.problem else card.sections
    for sections, matched in ((card.sections, card.matched), (solved, card.matched), (solved, ())):
        if sum(size(text) for _, text in sections) < room:
            whole = _lines(sections, matched)
            if size(whole) <= room:
                return whole
    outcome = _lines((("成效", card.outcome),) if card.outcome else (), card.matched)
    if size(outcome) > room // 2:
        outcome = ""
    left = room - size(outcome) - 1
    approach = _within(card.approach, left, card.matched)
    return "\n".join(filter(None, (approach, outcome)))


def tells_enough(card: Card, told: str) -> bool:
    """Whether what is told of a card has its approach, or a good deal of it."""
    line = next((line for line in told.split("\n") if line.startswith(f"{_APPROACH}：")), "")
    return len(line) >= min(len(card.approach), _GOOD_DEAL)


def _within(approach: str, room: int, matched: tuple[str, ...]) -> str:
    """Return the line of the approach in whole sentences that fit; empty if there are none."""
    most = room // _BYTES_OF_A_CHARACTER - len(f"{_APPROACH}：")
    for marked in (matched, ()):
        told = whole_sentences(approach, most - 2 * len(marked), shortest=WORTH_READING)
        line = _lines(((_APPROACH, told),) if told else (), marked)
        if 0 < size(line) <= room:
            return line
    return ""


def _lines(sections: tuple[tuple[str, str], ...], matched: tuple[str, ...]) -> str:
    return "\n".join(
        f"{label}：{ended(in_corners(plain(text), matched))}" for label, text in sections
    )
