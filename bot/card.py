"""A case at a glance: 一看就懂, at most 200 Chinese characters."""

import re
from functools import lru_cache
from typing import Final

from bot.link import CaseLink
from bot.reply import Card, OpenedCase
from cases import Case

_LONGEST: Final = {"title": 37, "place": 24, "problem": 37, "approach": 60, "outcome": 33}
"""Characters each part may take: at most 200 with the labels and 看全文."""

_MOST_REMEMBERED: Final = 10_000
"""Shortened texts, five a case: the same cases are shown again and again."""

_SENTENCE_END: Final = re.compile(r"[。！？!?；;\n]")
_CLAUSE_END: Final = re.compile(r"[，、：]|[,:](?!\d)")
_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*[%％]?")
_MEASURED: Final = re.compile(_FIGURE.pattern + r"(?![.,:]?\d|\s*[年月日号])")
"""A figure that is no date: 96% in 2024年以来下降96%."""

_CUT_NUMBER: Final = re.compile(r"(?<=[^\d.,:])[\d.,:]+$")


def make_card(
    case: Case,
    *,
    number: int,
    link: CaseLink,
    matched: tuple[str, ...] = (),
    by_meaning: bool = False,
) -> Card:
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
        by_meaning=by_meaning,
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


@lru_cache(maxsize=_MOST_REMEMBERED)
def shorten(text: str, longest: int) -> str:
    """Shorten to whole sentences, else to a clause, else to characters; … marks a cut."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    for end, shortest in ((_SENTENCE_END, longest // 2), (_CLAUSE_END, longest // 2)):
        places = [f.start() for f in end.finditer(text) if f.start() < longest - 1]
        if places and places[-1] >= shortest:
            return text[: places[-1]] + "…"
    return _CUT_NUMBER.sub("", text[: longest - 1]) + "…"  # 下降9… would be another figure


@lru_cache(maxsize=_MOST_REMEMBERED)
def _shorten_outcome(text: str) -> str:
    """Shorten so that a figure is seen: from its sentence, else its clause, else itself."""
    longest = _LONGEST["outcome"]
    figure = _MEASURED.search(text) or _FIGURE.search(text)
    if len(text) <= longest or figure is None:
        return shorten(text, longest)
    ending = _SENTENCE_END.search(text, figure.end())
    end = ending.end() if ending else len(text)
    for stop in (_SENTENCE_END, _CLAUSE_END):
        before = [found.end() for found in stop.finditer(text, 0, figure.start())]
        shown = shorten(text[max(before, default=0) : end], longest)
        if figure[0] in shown:
            return shown
    return shorten(text[figure.start() : end], longest)
