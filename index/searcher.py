"""The searcher: from a question to ranked hits, and how sure they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analyser import Analyser, Stream, Terms
from index.confidence import Confidence, Evidence, judge
from index.coverage import Coverage
from index.document import DocumentId
from index.inverted_file import InvertedFile
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.query import Query, QueryParser
from index.snapshot import Snapshot
from index.synonyms import read_synonyms
from index.word_file import lines

STREAM_WEIGHTS: Final[Mapping[Stream, float]] = {"words": 1.0, "bigrams": 1.0}
"""Words plus character bigrams, scored apart and added, beat either alone (docs/quality.md)."""

_WEAKEST: Final = 0.35
"""Hits that score less than this share of the best one are not shown: they only share a word."""

_MOST_NEAR: Final = 5

_NO_DOCUMENTS: Final = np.zeros(0, dtype=np.int32)
_NO_IMPACTS: Final = np.zeros(0)

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
        near: When nothing was found: the documents that share most with the question all the
            same, best first.
    """

    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    confidence: Confidence = "none"
    near: tuple[DocumentId, ...] = ()


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
            return SearchResult()
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
            near = _best(scores, found, _MOST_NEAR)
            return SearchResult(near=tuple(self.snapshot.ids[number] for number in near))
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
        """Return every document's score, and which documents share a term with the query.

        Of the ways to say a concept the strongest counts; what is said in one way only is added
        up in one go.
        """
        scoring = _Scoring(self.snapshot.streams, len(self._numbers))
        plain = [c.alternatives[0].terms for c in query.concepts if len(c.alternatives) == 1]
        scores = scoring.sum((query.joints, *plain))
        for concept in query.concepts:
            if len(concept.alternatives) > 1:
                strongest, *others = (
                    scoring.sum((way.terms,), weight=way.weight) for way in concept.alternatives
                )
                for other in others:
                    np.maximum(strongest, other, out=strongest)
                scores += strongest
        return scores * self.snapshot.priors, scoring.found


class _Scoring:
    """Adds up impacts for one query and marks what it touches.

    Attributes:
        found: Shape (N,), which documents share a term with the query so far.
    """

    def __init__(self, streams: Mapping[Stream, InvertedFile], document_count: int) -> None:
        self._streams = streams
        self.found: Mask = np.zeros(document_count, dtype=np.bool_)

    def sum(self, texts: Iterable[Terms], *, weight: float = 1.0) -> Scores:
        """Return every document's score for the texts' terms, added up in text order."""
        documents, impacts = [_NO_DOCUMENTS], [_NO_IMPACTS]
        for terms in texts:
            for stream, inverted_file in self._streams.items():
                factor = weight * STREAM_WEIGHTS[stream]
                for term in terms.of(stream):
                    numbers, added = inverted_file.postings_of(term)
                    documents.append(numbers)
                    impacts.append(added if factor == 1.0 else added * factor)
        touched = np.concatenate(documents)
        self.found[touched] = True
        count = len(self.found)
        return np.bincount(touched, np.concatenate(impacts), minlength=count).astype(np.float64)


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
