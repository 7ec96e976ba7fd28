"""How much of a question a document answers, in words."""

from collections.abc import Mapping
from typing import Final

from index.analyser import Stream
from index.inverted_file import InvertedFile
from index.query import Alternative, Concept, Query

_PARTLY: Final = 0.8
"""A concept of which only character pairs are found counts at most this much."""


class Coverage:
    """Looks into the inverted files of one snapshot.

    Attributes:
        rarest: The rarity of a word that no document has.
    """

    def __init__(self, streams: Mapping[Stream, InvertedFile]) -> None:
        """Keep the inverted files."""
        self._streams = streams
        self.rarest = streams["words"].rarity("")

    def of(self, query: Query, document: int) -> float:
        """Return the share of the question that the document covers, 0 to 1.

        Concepts count by how telling they are: rare words more, and words that no document has
        most of all; that is what makes "比特币价格" uncovered although 价格 is found.
        """
        weights = [self._rarity(concept) for concept in query.concepts]
        if not weights:
            return 0.0
        covered = (self._covered(concept, document) for concept in query.concepts)
        return sum(w * c for w, c in zip(weights, covered, strict=True)) / sum(weights)

    def matched(self, query: Query, document: int) -> tuple[str, ...]:
        """Return the words, as said or a synonym, that stand in the document, in text order."""
        ways = (way for concept in query.concepts for way in concept.alternatives)
        return tuple(dict.fromkeys(way.text for way in ways if self._says(way, document)))

    def _rarity(self, concept: Concept) -> float:
        """Return the rarity of the commonest way to say it."""
        return min(
            self._streams["words"].rarity(way.text)
            if way.terms.words == (way.text,)
            else max(map(self._streams["words"].rarity, way.terms.words), default=0.0)
            for way in concept.alternatives
        )

    def _covered(self, concept: Concept, document: int) -> float:
        return max(
            self._share(way, document) * (1.0 if way.weight == 1.0 else way.weight**0.5)
            for way in concept.alternatives
        )

    def _share(self, way: Alternative, document: int) -> float:
        """Return how much of the wording stands in the document."""
        if self._says(way, document):
            return 1.0
        pairs = way.terms.bigrams
        if not pairs:
            return 0.0
        has = self._streams["bigrams"].has
        return _PARTLY * sum(has(pair, document) for pair in pairs) / len(pairs)

    def _says(self, way: Alternative, document: int) -> bool:
        """Whether all words of the wording stand in the document."""
        has = self._streams["words"].has
        return bool(way.terms.words) and all(has(word, document) for word in way.terms.words)
