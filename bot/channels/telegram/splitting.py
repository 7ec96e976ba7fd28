"""Cutting a long text into messages that Telegram takes."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Final

from bot.channels.telegram.markup import Run, as_text, sendable, utf16_length

LONGEST: Final = 4096
"""Most characters of a message.

Telegram counts UTF-16 code units after parsing; we count them in the HTML, which is never less.
"""

_ENDS: Final = (("\n\n",), ("\n",), ("。", "！", "？", "；"), ("，", "、", " "))
"""Where to cut: best first."""


def split(runs: Sequence[Run], *, longest: int = LONGEST) -> list[tuple[Run, ...]]:
    """Cut the runs into pieces whose HTML has at most `longest` UTF-16 code units.

    Cuts lie at the end of a paragraph, a line, a sentence or a clause, the best that leaves the
    piece at least half full. White space at the edges of pieces goes; blank text gives no piece.
    """
    pieces = []
    rest = _trimmed(runs)
    while rest:
        end = _end_of_first(rest, longest)
        head, rest = _cut(rest, end)
        pieces.append(_trimmed(head))
        rest = _trimmed(rest)
    return pieces


def _end_of_first(runs: Sequence[Run], longest: int) -> int:
    """Return how many characters of plain text the first piece takes, at least 1."""
    text = as_text(runs)
    most = _characters_that_fit(runs, longest)
    if most >= len(text):
        return len(text)
    for marks in _ENDS:
        end = max(text.rfind(mark, 0, most) + len(mark) for mark in marks)
        if end > most // 2:
            return end
    return max(most, 1)


def _characters_that_fit(runs: Sequence[Run], longest: int) -> int:
    """Return how many characters fit, counting every tag and escape."""
    cost = count = 0
    for run in runs:
        whole = utf16_length(run.html)
        if cost + whole <= longest:
            cost += whole
            count += len(run.text)
            continue
        cost += utf16_length(replace(run, text="x").html) - 1
        for character in run.text:
            cost += utf16_length(escape(sendable(character), quote=False))
            if cost > longest:
                return count
            count += 1
    return count


def _cut(runs: Sequence[Run], end: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Cut after `end` characters of plain text; a run that is cut keeps its style."""
    head: list[Run] = []
    for position, run in enumerate(runs):
        if end < len(run.text):
            head.append(replace(run, text=run.text[:end]))
            return tuple(head), (replace(run, text=run.text[end:]), *runs[position + 1 :])
        head.append(run)
        end -= len(run.text)
    return tuple(head), ()


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Drop unsendable characters everywhere and white space at both ends."""
    kept = [replace(run, text=sendable(run.text)) for run in runs]
    while kept and not (text := kept[0].text.lstrip()):
        del kept[0]
    if kept:
        kept[0] = replace(kept[0], text=text)
    while kept and not (text := kept[-1].text.rstrip()):
        del kept[-1]
    if kept:
        kept[-1] = replace(kept[-1], text=text)
    return tuple(run for run in kept if run.text)
