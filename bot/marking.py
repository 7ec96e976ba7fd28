"""Where the matched words stand in a text: every channel marks the same places its own way."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final

_OPENING: Final = "「『“‘《〈"
_CLOSING: Final = "」』”’》〉"
_QUOTES: Final = frozenset(zip(_OPENING, _CLOSING, strict=True)) | {('"', '"'), ("'", "'")}
_IN_CORNERS: Final = re.compile(r"「[^」]*(?:」|$)")
"""What stands in 「」; a shortened text may have lost the second of them."""

_MOST_REMEMBERED: Final = 10_000
"""Words and lines in lower case: the same stand on card after card."""


def matched_spans(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Find where the words stand in the text, upper or lower case.

    Returns:
        (start, end) in reading order; words that overlap or stand side by side are one span.
    """
    lowered = _lowered(text)
    said = {low for word in words if (low := _lowered(word)) in lowered and not low.isspace()}
    if not said:
        return ()
    places = [place for word in said if word for place in _places(lowered, word)]
    places.sort()
    spans: list[tuple[int, int]] = []
    for start, end in places:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands, also where its occurrences overlap each other."""
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + 1)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _lowered(text: str) -> str:
    """Return the text in lower case, sign by sign: İ would become two, and move what follows."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def in_corners(text: str, words: Collection[str]) -> str:
    """Set the matched words in 「」, for where nothing but plain text can be written.

    What the text itself puts in quotation marks gets no second pair.
    """
    if not words:
        return text
    spans = matched_spans(text, words)
    return "".join(_pieces(text, spans)) if spans else text


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    cornered = [found.span() for found in _IN_CORNERS.finditer(text)] if "「" in text else []
    written = 0
    for start, end in spans:
        is_cornered = any(start < last and first < end for first, last in cornered)
        if is_cornered or (text[start - 1 : start], text[end : end + 1]) in _QUOTES:
            continue
        yield f"{text[written:start]}「{text[start:end]}」"
        written = end
    yield text[written:]
