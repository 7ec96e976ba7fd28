"""The postings of everything a query may be said by, gathered once: scores, and what matched."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.analyser import STREAMS, Stream, Terms
from index.inverted_file import InvertedFile
from index.query import Alternative, Concept, Query

STREAM_WEIGHTS: Final[Mapping[Stream, float]] = {"words": 1.0, "bigrams": 1.0, "characters": 0.6}
"""Scored apart and added they beat each alone (docs/quality.md)."""

_CHARACTERS: Final = STREAMS.index("characters")

_NOTHING: Final = (np.zeros(0, dtype=np.int32), np.zeros(0))

_Value = TypeVar("_Value", bound=np.generic)

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


class QueryPostings:
    """What the N documents of a snapshot have in common with a query. Immutable.

    The W ways to say the query's concepts are numbered in reading order, from 1.

    Attributes:
        document_count: N.
        frequencies: For each way, from 0, in how many documents its rarest word stands; -1 if it
            has no words.
    """

    def __init__(
        self, query: Query, streams: Mapping[Stream, InvertedFile], document_count: int
    ) -> None:
        """Look every term of every way up.

        Args:
            query: What is asked for.
            streams: The inverted file of each.
            document_count: N.
        """
        self._query = query
        self.document_count = document_count
        lists: list[tuple[NDArray[np.int32], NDArray[np.float64]]] = [_NOTHING]
        ways, places, factors, self.frequencies = [0], [0], [1.0], []
        readers = [(streams[s].postings_of, STREAM_WEIGHTS[s]) for s in STREAMS]
        for way, (terms, weight) in enumerate(_ways(query)):
            start = len(lists)
            for place, (postings_of, stream_weight) in enumerate(readers):
                said = terms.of(STREAMS[place])
                lists += map(postings_of, said)
                ways += [way] * len(said)
                places += [place] * len(said)
                factors += [weight * stream_weight] * len(said)
            words = lists[start : start + len(terms.words)]
            self.frequencies.append(min((len(found) for found, _ in words), default=-1))
        self._ways, self._places = np.array(ways), np.array(places)
        self._lengths = np.array([len(found) for found, _ in lists])
        self._beside = ways.count(0)
        self._documents = np.concatenate([found for found, _ in lists])
        self._impacts = np.concatenate([added for _, added in lists])
        self._impacts *= np.repeat(factors, self._lengths)

    def found(self) -> Mask:
        """Return which documents share a word or a pair with the query. Shape (N,).

        A character is shared with nearly all.
        """
        found: Mask = np.zeros(self.document_count, dtype=np.bool_)
        found[self._documents[self._each(self._places != _CHARACTERS)]] = True
        return found

    def scores(self) -> Scores:
        """Return every document's score, shape (N,): of the ways to say a concept the strongest.

        What is said in one way only is added up in one go, in reading order.
        """
        rows, groups = _score_rows(self._query)
        cells = self._each(np.array(rows)[self._ways] * self.document_count)
        cells += self._documents
        shape = max(rows) + 1, self.document_count
        sums = np.bincount(cells, self._impacts, minlength=shape[0] * shape[1])
        by_row = sums.astype(np.float64, copy=False).reshape(shape)
        scores: Scores = by_row[0]
        for group in groups:
            scores += by_row[group].max(axis=0)
        return scores

    def said_by(self, documents: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how many words, and how many pairs, of each way stand in some documents.

        Args:
            documents: D of their numbers, all different.

        Returns:
            Two arrays of shape (W, D).
        """
        places = np.full(self.document_count, -1)
        places[documents] = np.arange(len(documents))
        lists = slice(self._beside, None)
        lengths = self._lengths[lists]
        place = places[self._documents[self._lengths[: self._beside].sum() :]]
        is_asked = place >= 0
        keys = (self._ways[lists] - 1) * len(STREAMS) + self._places[lists]
        cells = np.repeat(keys * len(documents), lengths)[is_asked] + place[is_asked]
        shape = len(self.frequencies) - 1, len(STREAMS), len(documents)
        counts = np.bincount(cells, minlength=prod(shape)).reshape(shape)
        return counts[:, 0], counts[:, 1]

    def _each(self, of_lists: NDArray[_Value]) -> NDArray[_Value]:
        """Return for each posting what is told of its list: of one term, way and stream."""
        return np.repeat(of_lists, self._lengths)


def _ways(query: Query) -> Iterator[tuple[Terms, float]]:
    """Yield the terms and the weight of each way, from 0: of what counts beside the concepts."""
    yield query.beside, 1.0
    for concept in query.concepts:
        for way in concept.alternatives:
            yield way.terms, concept.weight * _fair_weight(way, concept)


def _score_rows(query: Query) -> tuple[list[int], list[slice]]:
    """Return the row in which each way is added up, and the rows that compete with each other."""
    rows, groups, free = [0], [], 1
    for concept in query.concepts:
        count = len(concept.alternatives)
        if count == 1:
            rows.append(0)
            continue
        rows += range(free, free + count)
        groups.append(slice(free, free + count))
        free += count
    return rows, groups


def _fair_weight(way: Alternative, concept: Concept) -> float:
    """Return the weight of a way to say a concept, less for one that has more terms to add up.

    Else 电动自行车, with the words inside it, would outscore 电动车 for who asks for 电动车.
    """
    said, terms = (w.terms for w in (concept.alternatives[0], way))
    count = len(terms.words) + len(terms.bigrams)
    return way.weight * min(1.0, (len(said.words) + len(said.bigrams)) / max(count, 1))
