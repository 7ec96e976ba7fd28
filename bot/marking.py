"""Where the matched words stand in a text: every channel marks the same places its own way."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

_OPENING: Final = "「『“‘《〈"
_CLOSING: Final = "」』”’》〉"
_QUOTES: Final = frozenset(zip(_OPENING, _CLOSING, strict=True)) | {('"', '"'), ("'", "'")}
_IN_CORNERS: Final = re.compile(r"「[^」]*(?:」|$)")
"""What stands in 「」; a shortened text may have lost the second of them."""


def matched_spans(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Find where the words stand in the text, upper or lower case.

    Returns:
        (start, end) in reading order; words that overlap or stand side by side are one span.
    """
    spans: list[tuple[int, int]] = []
    for found in _pattern(tuple(words)).finditer(text):
        start, end = found.span(1)
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    return tuple(spans)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the words, made once for all the texts of a card."""
    longest_first = sorted(filter(str.strip, set(words)), key=lambda word: (-len(word), word))
    # A lookahead finds occurrences that overlap each other, too.
    found = f"(?=({'|'.join(map(re.escape, longest_first))}))" if longest_first else r"(?!)"
    return re.compile(found, re.IGNORECASE)


def in_corners(text: str, words: Iterable[str]) -> str:
    """Set the matched words in 「」, for where nothing but plain text can be written.

    What the text itself puts in quotation marks gets no second pair.
    """
    spans = matched_spans(text, words)
    return "".join(_pieces(text, spans)) if spans else text


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    cornered = [found.span() for found in _IN_CORNERS.finditer(text)]
    written = 0
    for start, end in spans:
        is_cornered = any(start < last and first < end for first, last in cornered)
        if is_cornered or (text[start - 1 : start], text[end : end + 1]) in _QUOTES:
            continue
        yield f"{text[written:start]}「{text[start:end]}」"
        written = end
    yield text[written:]
