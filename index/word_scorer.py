"""Scores by words: BM25 over words and character pairs, with the strongest way to say a thing."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analyser import Stream, Terms
from index.inverted_file import InvertedFile
from index.query import Alternative, Concept, Query

STREAM_WEIGHTS: Final[Mapping[Stream, float]] = {"words": 1.0, "bigrams": 1.0}
"""Words plus character bigrams, scored apart and added, beat either alone (docs/quality.md)."""

_NO_DOCUMENTS: Final = np.zeros(0, dtype=np.int32)
_NO_IMPACTS: Final = np.zeros(0)

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


class WordScorer:
    """Scores every document of one snapshot. Safe to call from several threads."""

    def __init__(
        self, streams: Mapping[Stream, InvertedFile], priors: NDArray[np.float64]
    ) -> None:
        """Keep the inverted files, and what multiplies each document's score."""
        self._streams = streams
        self._priors = priors

    def score(self, query: Query) -> tuple[Scores, Mask]:
        """Return every document's score, and which documents share a term with the query.

        Of the ways to say a concept the strongest counts; what is said in one way only is added
        up in one go.
        """
        found: Mask = np.zeros(len(self._priors), dtype=np.bool_)
        plain = [c.alternatives[0].terms for c in query.concepts if len(c.alternatives) == 1]
        scores = self._sum((query.joints, *plain), 1.0, found)
        for concept in query.concepts:
            if len(concept.alternatives) > 1:
                strongest, *others = (
                    self._sum((way.terms,), _fair_weight(way, concept), found)
                    for way in concept.alternatives
                )
                for other in others:
                    np.maximum(strongest, other, out=strongest)
                scores += strongest
        return scores * self._priors, found

    def _sum(self, texts: Iterable[Terms], weight: float, found: Mask) -> Scores:
        """Add up the impacts of the texts' terms, in text order; mark in `found` what has any."""
        documents, impacts = [_NO_DOCUMENTS], [_NO_IMPACTS]
        for terms in texts:
            for stream, inverted_file in self._streams.items():
                factor = weight * STREAM_WEIGHTS[stream]
                for term in terms.of(stream):
                    numbers, added = inverted_file.postings_of(term)
                    documents.append(numbers)
                    impacts.append(added if factor == 1.0 else added * factor)
        touched = np.concatenate(documents)
        found[touched] = True
        sums = np.bincount(touched, np.concatenate(impacts), minlength=len(found))
        return sums.astype(np.float64)


def _fair_weight(way: Alternative, concept: Concept) -> float:
    """Return the weight of a way to say a concept, less for one that has more terms to add up.

    Else 电动自行车, with the words inside it, would outscore 电动车 for who asks for 电动车.
    """
    said, terms = (w.terms for w in (concept.alternatives[0], way))
    count = len(terms.words) + len(terms.bigrams)
    return way.weight * min(1.0, (len(said.words) + len(said.bigrams)) / max(count, 1))
