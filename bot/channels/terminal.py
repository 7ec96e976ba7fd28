"""The terminal channel: replies as plain lines, the matched words in 「」."""

import re
from collections.abc import Iterator
from typing import Final

from bot import wording
from bot.action import OpenCase
from bot.card import make_card
from bot.case_search import Found
from bot.link import CaseLink
from bot.marking import in_corners
from bot.reply import NUMBERS, Card, OpenedCase, Reply

_COUNT: Final = re.compile(r"（\d+）$")
"""How many cases a label promises; people type the name before it."""


def write_reply(reply: Reply) -> Iterator[str]:
    """Yield the lines of a reply."""
    if reply.opening:
        yield reply.opening
    for card in reply.cards:
        yield ""
        yield from _card(card)
    if reply.opened:
        yield from _opened(reply.opened)
    choices = [
        _COUNT.sub("", choice.label)
        for row in reply.choices
        for choice in row
        if not isinstance(choice.action, OpenCase)
    ]
    if choices:
        yield ""
        yield "可以回复：" + " · ".join(choices)
    if reply.closing:
        yield ""
        yield reply.closing


def write_found(found: Found, link: CaseLink) -> Iterator[str]:
    """Yield the lines of a search that is not part of a conversation."""
    if found.confidence == "none":
        yield from _nothing(found)
        return
    yield wording.found_opening(found)
    for number, match in enumerate(found.matches, start=1):
        yield ""
        yield from _card(
            make_card(
                match.case,
                number=number,
                link=link,
                matched=match.matched,
                by_meaning=match.by_meaning,
            )
        )


def _nothing(found: Found) -> Iterator[str]:
    if not any(map(str.isalnum, found.question)):
        yield wording.NOTHING_SAID
        return
    yield wording.nothing_found(found.question, is_noted=False)
    near = f"，或者试试：{' · '.join(found.near_topics)}" if found.near_topics else "。"
    yield wording.REPHRASE + near


def _card(card: Card) -> Iterator[str]:
    number = NUMBERS[card.number - 1] if card.number <= len(NUMBERS) else f"{card.number}."
    title, place = in_corners(card.title, card.matched), in_corners(card.place, card.matched)
    where = f" · {place}" if place else ""
    why = f"（{wording.FOUND_BY_MEANING}）" if card.by_meaning else ""
    yield f"{number} {title}{where}{why}"
    for label, text in card.sections:
        yield f"   {label}：{in_corners(text, card.matched)}"
    yield f"   {card.url}"


def _opened(opened: OpenedCase) -> Iterator[str]:
    case = opened.case
    yield case.title
    if case.place:
        yield case.place
    for label, text in opened.sections:
        yield ""
        yield f"{label}：{text}"
    yield ""
    for label, text in (("牵头", case.lead), ("来源", case.source), ("原文", case.url)):
        if text:
            yield f"{label}：{text}"
    yield f"引用：{opened.citation}"
