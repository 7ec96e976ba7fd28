"""From text to terms: the one way in which documents and queries are cut alike."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, assert_never

from index.normaliser import Normaliser
from index.segmenter import Segmenter

Stream = Literal["words", "bigrams", "characters"]
"""A document is indexed three times: by its words, its pairs of neighbouring characters, and its
characters."""

STREAMS: Final[tuple[Stream, ...]] = ("words", "bigrams", "characters")

_RUN: Final = re.compile(r"[a-z0-9]+|[^a-z0-9 ]+")
_LATIN_WORD: Final = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a text, in text order, repeated as often as they stand there."""

    words: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()

    def of(self, stream: Stream) -> tuple[str, ...]:
        """Return the terms of one stream."""
        match stream:
            case "words":
                return self.words
            case "bigrams":
                return self.bigrams
            case "characters":
                return self.characters
            case _:
                assert_never(stream)


class Analyser:
    """Normalises and cuts text. Safe to call from several threads."""

    def __init__(self, normaliser: Normaliser, segmenter: Segmenter) -> None:
        """Keep the two steps."""
        self._normaliser = normaliser
        self._segmenter = segmenter

    def normalise(self, text: str) -> str:
        """Return the text in its one spelling."""
        return self._normaliser.normalise(text)

    def terms(self, normalised: str) -> Terms:
        """Return the terms of normalised text."""
        return Terms(
            words=self.words(normalised),
            bigrams=tuple(bigrams(normalised)),
            characters=tuple(characters(normalised)),
        )

    def words(self, normalised: str) -> tuple[str, ...]:
        """Return the words of normalised text, in search mode (parts before the whole)."""
        cut = self._cut(normalised, self._segmenter.cut_for_search)
        return tuple(word for word in cut if not word.isspace())

    def tokens(self, normalised: str) -> list[tuple[int, str]]:
        """Return (offset, word) of the words that follow each other, without spaces."""
        found, offset = [], 0
        for word in self._cut(normalised, self._segmenter.cut):
            if not word.isspace():
                found.append((offset, word))
            offset += len(word)
        return found

    def _cut(self, normalised: str, cut: Callable[[str], list[str]]) -> Iterator[str]:
        """Yield the words; Latin ones stay whole, where a dictionary with ai cuts em-ai-l."""
        done = 0
        for latin in _LATIN_WORD.finditer(normalised):
            if len(self._segmenter.cut(latin[0])) > 1:
                yield from cut(normalised[done : latin.start()])
                yield latin[0]
                done = latin.end()
        yield from cut(normalised[done:])


def bigrams(normalised: str) -> Iterator[str]:
    """Yield each pair of neighbouring characters; Latin words and numbers stay whole.

    A character that stands alone is its own term, so that no text is without terms.
    """
    for run in _RUN.findall(normalised):
        if len(run) == 1 or run[0].isascii():
            yield run
        else:
            yield from map("".join, pairwise(run))


def characters(normalised: str) -> Iterator[str]:
    """Yield each character that is a word, or part of one, by itself; no Latin letter or digit."""
    for run in _RUN.findall(normalised):
        if not run[0].isascii():
            yield from run
