"""Which parts of a text stand out: the words that were found, and the figures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.marking import matched_spans

Emphasis = Literal["plain", "found", "figure"]

_UNITS: Final = (
    "个百分点|平方米|平方公里|小时|分钟|公里|人次|课次|万元|亿元|千米|"
    "[%％‰倍名家户人个处台套盏件条座次项元岁年月天日秒米吨起张辆棵株栋层期间所支类]"
)
_FIGURE: Final = re.compile(
    rf"[0-9０-９]+(?:[.,．，][0-9０-９]+)*(?:[-—~～至][0-9０-９]+(?:\.[0-9]+)?)?"
    rf"\s?(?:[余多几]?[十百千万亿]+)?[余多]?(?:{_UNITS})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A stretch of text with one emphasis."""

    text: str
    emphasis: Emphasis


def fragments(
    text: str, *, found: Iterable[str] = (), figures: bool = False
) -> tuple[Fragment, ...]:
    """Cut a text where its emphasis changes; put together, the pieces are the text.

    Args:
        text: Any text.
        found: Words to mark wherever they stand, as `matched_spans` finds them.
        figures: Whether numbers with their units stand out, too; a found word comes first.
    """
    marks: list[tuple[int, int, Emphasis]] = [
        (start, end, "found") for start, end in matched_spans(text, found)
    ]
    if figures:
        marks += [
            (*figure.span(), "figure")
            for figure in _FIGURE.finditer(text)
            if not any(start < figure.end() and figure.start() < end for start, end, _ in marks)
        ]
    return tuple(_cut(text, sorted(marks)))


def _cut(text: str, marks: Iterable[tuple[int, int, Emphasis]]) -> Iterator[Fragment]:
    written = 0
    for start, end, emphasis in marks:
        if written < start:
            yield Fragment(text=text[written:start], emphasis="plain")
        yield Fragment(text=text[start:end], emphasis=emphasis)
        written = end
    if written < len(text):
        yield Fragment(text=text[written:], emphasis="plain")
