"""The searcher: from a question to ranked hits, and how sure they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analyser import STREAMS, Analyser, Terms
from index.confidence import Confidence, Evidence, judge
from index.coverage import Coverage
from index.document import DocumentId
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.query import Query, QueryParser
from index.snapshot import Snapshot
from index.synonyms import read_synonyms
from index.word_file import lines

STREAM_WEIGHTS: Final = {"words": 1.0, "bigrams": 1.0}
"""Words plus character bigrams, scored apart and added, beat either alone (docs/quality.md)."""

_WEAKEST: Final = 0.35
"""Hits that score less than this share of the best one are not shown: they only share a word."""

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A document that was found.

    Attributes:
        score: Comparable within one search only.
        matched: The words of the question, or their synonyms, that stand in the document.
    """

    id: DocumentId
    score: float
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search found.

    Attributes:
        hits: Best first; equal scores by ascending id. Empty when confidence is `none`.
        total: How many hits there are, shown or not.
        confidence: How well the best hit answers the question.
    """

    hits: tuple[SearchHit, ...]
    total: int
    confidence: Confidence


class Searcher:
    """Searches one snapshot. Immutable; safe to call from several threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Load the word files that the snapshot was built with."""
        self.snapshot = snapshot
        normaliser = Normaliser()
        dictionary = snapshot.text("dictionary.txt").splitlines()
        analyser = Analyser(normaliser, JiebaSegmenter(dictionary))
        synonyms = read_synonyms(
            ("synonyms.txt", snapshot.text("synonyms.txt")),
            ("own-synonyms.txt", snapshot.text("own-synonyms.txt")),
            normalise=normaliser.normalise,
        )
        ignored = frozenset(
            normaliser.normalise(word) for _, word in lines(snapshot.text("question-words.txt"))
        )
        self._parser = QueryParser(analyser, synonyms, ignored)
        self._numbers = {id_: number for number, id_ in enumerate(snapshot.ids)}
        self._coverage = Coverage(snapshot.streams)

    def mask(self, ids: Iterable[DocumentId]) -> Mask:
        """Return which documents are among the ids, to narrow searches; unknown ids are left out.

        Shape (N,). Making it costs time in proportion to the ids: keep it for the next search.
        """
        mask = np.zeros(len(self._numbers), dtype=np.bool_)
        mask[[self._numbers[id_] for id_ in ids if id_ in self._numbers]] = True
        return mask

    def search(
        self, question: str, *, limit: int, offset: int = 0, among: Mask | None = None
    ) -> SearchResult:
        """Find the documents that answer a question.

        Args:
            question: Raw user text; blank is allowed and finds nothing.
            limit: Most hits to return, at least 1.
            offset: How many of the best hits to leave out (for the next page).
            among: Only these documents, from `mask`.
        """
        query = self._parser.parse(question)
        scores, found = self._score(query)
        if among is not None:
            found &= among
        if not found.any():
            return SearchResult(hits=(), total=0, confidence="none")
        best = _best(scores, found, 1)[0]
        confidence = judge(
            Evidence(
                score=float(scores[best]),
                rarest=self._coverage.rarest,
                concepts=len(query.concepts),
                share=query.content_share * self._coverage.of(query, best),
            )
        )
        if confidence == "none":
            return SearchResult(hits=(), total=0, confidence="none")
        found &= scores >= min(scores[best] * _WEAKEST, scores[best])
        page = _best(scores, found, offset + limit)[offset:]
        return SearchResult(
            hits=tuple(self._hit(query, number, scores) for number in page),
            total=int(np.count_nonzero(found)),
            confidence=confidence,
        )

    def rank(self, question: str, *, limit: int) -> list[SearchHit]:
        """Rank every document that shares a term with the question, however weakly.

        For measuring: best first, equal scores by ascending id, without matched words.
        """
        scores, found = self._score(self._parser.parse(question))
        return [
            SearchHit(id=self.snapshot.ids[number], score=float(scores[number]))
            for number in _best(scores, found, limit)
        ]

    def like(self, document_id: DocumentId, text: str, *, limit: int) -> list[DocumentId]:
        """Return the documents that share most with a document's text, itself left out."""
        hits = self.rank(text, limit=limit + 1)
        return [hit.id for hit in hits if hit.id != document_id][:limit]

    def _hit(self, query: Query, number: int, scores: Scores) -> SearchHit:
        return SearchHit(
            id=self.snapshot.ids[number],
            score=float(scores[number]),
            matched=self._coverage.matched(query, number),
        )

    def _score(self, query: Query) -> tuple[Scores, Mask]:
        """Return every document's score, and which documents share a term with the query."""
        scores = np.zeros(len(self._numbers))
        found = np.zeros(len(self._numbers), dtype=np.bool_)
        self._add(query.joints, 1.0, scores, found)
        for concept in query.concepts:
            said, *others = concept.alternatives
            if not others:
                self._add(said.terms, 1.0, scores, found)
                continue
            strongest = np.zeros_like(scores)
            self._add(said.terms, 1.0, strongest, found)
            for other in others:
                score = np.zeros_like(scores)
                self._add(other.terms, other.weight, score, found)
                np.maximum(strongest, score, out=strongest)
            scores += strongest
        return scores * self.snapshot.priors, found

    def _add(self, terms: Terms, weight: float, scores: Scores, found: Mask) -> None:
        for stream in STREAMS:
            inverted_file = self.snapshot.streams[stream]
            factor = weight * STREAM_WEIGHTS[stream]
            for term in terms.of(stream):
                documents, impacts = inverted_file.postings_of(term)
                scores[documents] += impacts * factor
                found[documents] = True


def _best(scores: Scores, found: Mask, limit: int) -> Sequence[int]:
    """Return the numbers of the best found documents; equal scores by ascending number."""
    numbers = np.flatnonzero(found)
    values = scores[numbers]
    if len(numbers) > limit:
        threshold = np.partition(values, -limit)[-limit]
        kept = values >= threshold
        numbers, values = numbers[kept], values[kept]
    order = np.lexsort((numbers, -values))[:limit]
    return [int(number) for number in numbers[order]]
