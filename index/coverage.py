"""How much of a question some documents answer, in words."""

from collections.abc import Sequence
from math import log1p
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.query import Query
from index.query_postings import QueryPostings

_PARTLY: Final = 0.8
"""A concept of which only character pairs are found counts at most this much."""


class Coverage:
    """What D documents of a snapshot say of a query.

    Attributes:
        documents: Their numbers, as given.
        shares: Shape (D,), the share of what is asked that each document covers, 0 to 1. Concepts
            count by how telling they are: rare words more, and words that no document has most
            of all; that is what makes "比特币价格" uncovered although 价格 is found.
        shares_of_all: Likewise, of the whole question: what stands around what is asked counts
            by its weight.
    """

    def __init__(self, query: Query, postings: QueryPostings, documents: Sequence[int]) -> None:
        """Look what stands in the documents.

        Args:
            query: What is asked for.
            postings: What the snapshot has of it.
            documents: Their numbers, all different.
        """
        self.documents = documents
        self._places = {number: place for place, number in enumerate(documents)}
        self._ways = [way for concept in query.concepts for way in concept.alternatives]
        counts = [len(concept.alternatives) for concept in query.concepts]
        first = np.cumsum([0, *counts[:-1]])[: len(counts)]
        words, pairs = postings.said_by(documents)
        asked = np.array([len(way.terms.words) for way in self._ways])[:, None]
        asked_pairs = np.array([len(way.terms.bigrams) for way in self._ways])[:, None]
        self._says: NDArray[np.bool_] = (words == asked) & (asked > 0)
        said = np.where(self._says, 1.0, _PARTLY * pairs / np.maximum(asked_pairs, 1))
        self.shares: NDArray[np.float64] = np.zeros(len(documents))
        self.shares_of_all = self.shares
        self._says_more_around: NDArray[np.bool_] = np.zeros(len(documents), dtype=np.bool_)
        self._is_asked = np.repeat([concept.is_asked for concept in query.concepts], counts)
        if self._ways:
            strengths = np.sqrt([way.weight for way in self._ways])[:, None]
            rarities = _rarities(postings, first)
            covered = np.maximum.reduceat(said * strengths, first)
            is_asked = np.array([concept.is_asked for concept in query.concepts])
            weights = np.array([concept.weight for concept in query.concepts])
            self.shares = _mean(covered, rarities * is_asked)
            self.shares_of_all = _mean(covered, rarities * weights)
            self._says_more_around = (rarities * np.where(is_asked, -1.0, 1.0)) @ covered > 0

    def __contains__(self, document: int) -> bool:
        """Say whether it is one of the documents."""
        return document in self._places

    def share(self, document: int) -> float:
        """Return the share of what is asked that one of the documents covers, 0 to 1."""
        return float(self.shares[self._places[document]])

    def says_more_around(self, document: int) -> bool:
        """Return whether one of the documents says more of what stands around what is asked."""
        return bool(self._says_more_around[self._places[document]])

    def matched(self, document: int) -> tuple[str, ...]:
        """Return the words of what is asked, or synonyms, that stand in one of the documents."""
        said = np.flatnonzero(self._says[:, self._places[document]] & self._is_asked)
        return tuple(dict.fromkeys(self._ways[way].text for way in said))


def _mean(shares: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean over the concepts, shape (D,); 0 where all weights are."""
    mean: NDArray[np.float64] = weights @ shares / (weights.sum() or 1.0)
    return mean


def _rarities(postings: QueryPostings, first: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the rarity of the commonest way to say each concept.

    A way is as rare as its rarest word; one without words counts as the commonest of all.
    """
    frequencies = np.array(postings.frequencies[1:])
    lowest = np.minimum.reduceat(frequencies, first).tolist()
    highest = np.maximum.reduceat(frequencies, first).tolist()
    return np.array(
        [
            rarity(high, postings.document_count) if low >= 0 else 0.0
            for low, high in zip(lowest, highest, strict=True)
        ]
    )


def rarity(frequency: int, document_count: int) -> float:
    """Return how telling a term is: ln(1 + (N - df + ½) / (df + ½)), always positive.

    Lucene's form of idf; unlike the one inside BM25's impacts it never reaches zero.

    Args:
        frequency: df, in how many documents the term stands; of an unknown one 0.
        document_count: N.
    """
    return log1p((document_count - frequency + 0.5) / (frequency + 0.5))
