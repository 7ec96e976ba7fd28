"""A case at a glance: 一看就懂, at most 200 Chinese characters."""

from typing import Final

from bot.link import CaseLink
from bot.reply import Card, OpenedCase
from bot.shortening import shorten, shorten_to_the_figure, truncate
from cases import Case

_LONGEST: Final = {"title": 37, "place": 24, "problem": 37, "approach": 60, "outcome": 33}
"""Characters each part may take in any case: at most 191, and with the labels and 看全文 200."""

_LONGEST_IN_ALL: Final = 191


def make_card(
    case: Case,
    *,
    number: int,
    link: CaseLink,
    matched: tuple[str, ...] = (),
    by_meaning: bool = False,
) -> Card:
    """Return the card of a case that stands under a number.

    What title, place and outcome leave is there for the approach, then for the problem.
    """
    title = truncate(case.title, _LONGEST["title"])
    place = truncate(case.place, _LONGEST["place"])
    outcome = shorten_to_the_figure(case.outcome, _LONGEST["outcome"])
    room = _LONGEST_IN_ALL - len(title + place + outcome)
    kept = min(len(case.problem), _LONGEST["problem"])
    approach = shorten(case.approach or case.summary or case.body, room - kept)
    return Card(
        number=number,
        case_id=case.id,
        title=title,
        place=place,
        problem=shorten(case.problem, room - len(approach)),
        approach=approach,
        outcome=outcome,
        url=link(case.id),
        matched=matched,
        by_meaning=by_meaning,
    )


def glance(case: Case) -> str:
    """Return problem, approach and outcome in one paragraph of at most 140 characters."""
    parts = (
        shorten(case.problem, _LONGEST["problem"]),
        shorten(case.approach or case.summary or case.body, _LONGEST["approach"]),
        shorten_to_the_figure(case.outcome, _LONGEST["outcome"]),
    )
    return "".join(part if part[-1] in "。！？…" else f"{part}。" for part in parts if part)


def open_case(case: Case, link: CaseLink) -> OpenedCase:
    """Return a case in full."""
    named = (
        ("难题", case.problem),
        ("妙招", case.approach),
        ("成效", case.outcome),
        ("摘要", case.summary),
        ("正文", case.body),
    )
    return OpenedCase(
        case=case,
        sections=tuple((label, text) for label, text in named if text),
        url=link(case.id),
        citation=cite(case, link),
    )


def cite(case: Case, link: CaseLink) -> str:
    """Return one line ready for a report: title, place, outcome, source.

    The address is the source's own where there is one: it outlives ours.
    """
    told = f"{case.title}（{case.place}）" if case.place else case.title
    outcome = f"：{case.outcome.rstrip('。')}" if case.outcome else ""
    source = f"来源：{case.source}" if case.source else "来源：妙招案例库"
    return f"{told}{outcome}。{source}，{case.url or link(case.id)}"
