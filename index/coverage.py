"""How much of a question some documents answer, in words."""

from collections.abc import Iterator, Sequence
from math import log1p, sqrt
from typing import Final

from index.query import Alternative, Query
from index.query_postings import QueryPostings

_PARTLY: Final = 0.8
"""A concept of which only character pairs are found counts at most this much."""

_Ways = list[tuple[int, Alternative]]
"""The ways to say one concept, each with its number in the postings."""


class Coverage:
    """What some documents of a snapshot say of a query."""

    def __init__(self, query: Query, postings: QueryPostings, documents: Sequence[int]) -> None:
        """Look what stands in the documents.

        Args:
            query: What is asked for.
            postings: What the snapshot has of it.
            documents: Their numbers, all different.
        """
        self._concepts = list(_numbered(query))
        self._postings = postings
        words, pairs = postings.said_by(documents)
        self._words: list[list[int]] = words.T.tolist()
        self._pairs: list[list[int]] = pairs.T.tolist()

    def shares(self) -> list[float]:
        """Return for each document the share of the question that it covers, 0 to 1.

        Concepts count by how telling they are: rare words more, and words that no document has
        most of all; that is what makes "比特币价格" uncovered although 价格 is found.
        """
        if not self._concepts:
            return [0.0] * len(self._words)
        weights = list(map(self._rarity, self._concepts))
        covered = [[self._covered(ways, at) for ways in self._concepts] for at in self._places()]
        total = sum(weights)
        return [sum(w * c for w, c in zip(weights, row, strict=True)) / total for row in covered]

    def matched(self) -> list[tuple[str, ...]]:
        """Return for each document the words, as said or a synonym, that stand in it."""
        ways = [way for concept in self._concepts for way in concept]
        return [
            tuple(dict.fromkeys(way.text for number, way in ways if self._says(number, way, at)))
            for at in self._places()
        ]

    def _places(self) -> range:
        return range(len(self._words))

    def _rarity(self, ways: _Ways) -> float:
        """Return the rarity of the commonest way to say it; a way is as rare as its rarest word.

        A way without words counts as the commonest of all.
        """
        frequencies = [self._postings.frequencies[number] for number, _ in ways]
        if min(frequencies) < 0:
            return 0.0
        return rarity(max(frequencies), self._postings.document_count)

    def _covered(self, ways: _Ways, at: int) -> float:
        if self._says(*ways[0], at):
            return 1.0
        return max(self._share(number, way, at) * sqrt(way.weight) for number, way in ways)

    def _share(self, number: int, way: Alternative, at: int) -> float:
        """Return how much of the wording stands in the document."""
        if self._says(number, way, at):
            return 1.0
        return _PARTLY * self._pairs[at][number] / max(len(way.terms.bigrams), 1)

    def _says(self, number: int, way: Alternative, at: int) -> bool:
        """Whether all words of the wording stand in the document."""
        return 0 < len(way.terms.words) == self._words[at][number]


def rarity(frequency: int, document_count: int) -> float:
    """Return how telling a term is: ln(1 + (N - df + ½) / (df + ½)), always positive.

    Lucene's form of idf; unlike the one inside BM25's impacts it never reaches zero.

    Args:
        frequency: df, in how many documents the term stands; of an unknown one 0.
        document_count: N.
    """
    return log1p((document_count - frequency + 0.5) / (frequency + 0.5))


def _numbered(query: Query) -> Iterator[_Ways]:
    first = 1
    for concept in query.concepts:
        yield list(enumerate(concept.alternatives, start=first))
        first += len(concept.alternatives)
