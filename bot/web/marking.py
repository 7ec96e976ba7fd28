"""Which parts of a text stand out: the words that were found, and the figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

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
        found: Words to mark wherever they stand, whatever their case; the longest wins, and
            words side by side are one piece.
        figures: Whether numbers with their units stand out, too; a found word comes first.
    """
    words = sorted({word for word in found if word.strip()}, key=lambda word: (-len(word), word))
    patterns = [f"(?P<found>(?:{'|'.join(map(re.escape, words))})+)"] if words else []
    if figures:
        patterns.append(f"(?P<figure>{_FIGURE.pattern})")
    if not patterns:
        return (Fragment(text=text, emphasis="plain"),) if text else ()
    pieces: list[Fragment] = []
    end = 0
    for hit in re.finditer("|".join(patterns), text, re.IGNORECASE):
        pieces.append(Fragment(text=text[end : hit.start()], emphasis="plain"))
        emphasis: Emphasis = "found" if hit.lastgroup == "found" else "figure"
        pieces.append(Fragment(text=hit.group(), emphasis=emphasis))
        end = hit.end()
    pieces.append(Fragment(text=text[end:], emphasis="plain"))
    return tuple(piece for piece in pieces if piece.text)
