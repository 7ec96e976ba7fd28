"""How much of a question a document answers, in words."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

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

    def matched(self, query: Query, documents: Sequence[int]) -> list[tuple[str, ...]]:
        """Return for each document the words, as said or a synonym, that stand in it."""
        numbers = np.asarray(documents, dtype=np.int32)
        found: list[dict[str, None]] = [{} for _ in documents]
        for concept in query.concepts:
            for way in concept.alternatives:
                for place in np.flatnonzero(self._which_say(way, numbers)):
                    found[place][way.text] = None
        return [tuple(words) for words in found]

    def _rarity(self, concept: Concept) -> float:
        """Return the rarity of the commonest way to say it."""
        return min(
            self._streams["words"].rarity(way.text)
            if way.terms.words == (way.text,)
            else max(map(self._streams["words"].rarity, way.terms.words), default=0.0)
            for way in concept.alternatives
        )

    def _covered(self, concept: Concept, document: int) -> float:
        if self._says(concept.alternatives[0], document):
            return 1.0
        shares = (self._share(way, document) * sqrt(way.weight) for way in concept.alternatives)
        return max(shares)

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

    def _which_say(self, way: Alternative, documents: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return, in the shape of the documents, which have all words of the wording."""
        say = np.full(len(documents), bool(way.terms.words))
        for word in way.terms.words:
            if not say.any():
                break
            say &= self._streams["words"].which_have(word, documents)
        return say
