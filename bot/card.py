"""A case at a glance: 一看就懂, at most 200 Chinese characters."""

import re
from typing import Final

from bot.link import CaseLink
from bot.reply import Card, OpenedCase
from cases import Case

_LONGEST: Final = {"title": 40, "place": 25, "problem": 40, "approach": 60, "outcome": 35}
"""Characters each part may take: together at most 200."""

_SENTENCE_END: Final = re.compile(r"[。！？!?；;\n]")
_CLAUSE_END: Final = re.compile(r"[，,、：:]")


def make_card(case: Case, *, number: int, link: CaseLink, matched: tuple[str, ...] = ()) -> Card:
    """Return the card of a case that stands under a number."""
    return Card(
        number=number,
        case_id=case.id,
        title=shorten(case.title, _LONGEST["title"]),
        place=shorten(case.place, _LONGEST["place"]),
        problem=shorten(case.problem, _LONGEST["problem"]),
        approach=shorten(case.approach or case.summary or case.body, _LONGEST["approach"]),
        outcome=_shorten_outcome(case.outcome),
        url=link(case.id),
        matched=matched,
    )


def glance(case: Case) -> str:
    """Return problem, approach and outcome in one paragraph of at most 140 characters."""
    parts = (
        shorten(case.problem, _LONGEST["problem"]),
        shorten(case.approach or case.summary or case.body, _LONGEST["approach"]),
        _shorten_outcome(case.outcome),
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


def shorten(text: str, longest: int) -> str:
    """Shorten to whole sentences, else to a clause, else to characters; … marks a cut."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    for end, shortest in ((_SENTENCE_END, longest // 2), (_CLAUSE_END, longest // 2)):
        places = [found.start() for found in end.finditer(text, 0, longest - 1)]
        if places and places[-1] >= shortest:
            return text[: places[-1]] + "…"
    return text[: longest - 1] + "…"


def _shorten_outcome(text: str) -> str:
    """Shorten so that a figure is seen: from the first sentence that has one."""
    longest = _LONGEST["outcome"]
    if len(text) <= longest:
        return shorten(text, longest)
    sentences = [sentence for sentence in re.split(r"(?<=[。！？!?；;\n])", text) if sentence]
    first = next((s for s in sentences if re.search(r"\d|%|％", s)), sentences[0])
    return shorten(first, longest)
