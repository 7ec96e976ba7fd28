"""A page of cases as a reply, and the session that makes its numbers mean something."""

from collections.abc import Callable, Sequence
from typing import Final

from bot import wording
from bot.action import Action, OpenCase
from bot.card import make_card
from bot.case_search import Match
from bot.link import CaseLink
from bot.reply import NUMBERS, Choice, Reply

PAGE_SIZE: Final = 5
"""Cards on a page."""


def list_cases(
    matches: Sequence[Match],
    link: CaseLink,
    *,
    opening: str,
    page: int,
    total: int,
    turn_to: Callable[[int], Action],
) -> Reply:
    """Return a page of cards with the buttons to open them and to turn the page.

    Args:
        matches: The cases of this page, at most `PAGE_SIZE`.
        link: Where their full text is.
        opening: What is said above them.
        page: This page, from 1.
        total: How many cases there are on all pages.
        turn_to: The action that shows another page.
    """
    cards = tuple(
        make_card(
            match.case,
            number=number,
            link=link,
            matched=match.matched,
            by_meaning=match.by_meaning,
        )
        for number, match in enumerate(matches, start=1)
    )
    has_next = page * PAGE_SIZE < total
    numbers = tuple(
        Choice(label=NUMBERS[card.number - 1], action=OpenCase(case_id=card.case_id))
        for card in cards
    )
    turning = (
        *((Choice(label="上一页", action=turn_to(page - 1)),) if page > 1 else ()),
        *((Choice(label="下一页", action=turn_to(page + 1)),) if has_next else ()),
    )
    return Reply(
        opening=opening,
        cards=cards,
        closing=wording.list_closing(len(cards), has_next=has_next) if cards else "",
        choices=tuple(row for row in (numbers, turning) if row),
    )
