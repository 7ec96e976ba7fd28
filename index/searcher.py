"""The searcher: from a question to ranked hits, and how sure they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from index.colloquial import to_mandarin
from index.comparison import Compared, comparison_of
from index.confidence import (
    WHOLE,
    Confidence,
    Evidence,
    MeaningEvidence,
    is_surer,
    judge,
    log_odds,
)
from index.corrector import Corrector
from index.coverage import Coverage, rarity
from index.document import DocumentId
from index.encoder import Encoder
from index.fusion import fill_in, fuse, shortness
from index.language import WORD_FILES, read_language
from index.query import Query
from index.query_postings import Mask, QueryPostings, Scores
from index.search_result import SearchHit, SearchResult
from index.snapshot import Snapshot
from index.truncation import worth_showing
from index.word_encoder import WordEncoder

_MOST_WEIGHED: Final = 20
_COVERAGE_POWER: Final = 0.4
"""Of the best by words, those that answer more of the question come first: each score is
multiplied by this power of the share that is covered. BM25 alone lets one word, said often, win
over all words said once. Worth .011 nDCG@10 on replies to citizens, .009 on legal questions and
.03 on questions that were written for 135 law articles."""

_ALL: Final = 0.8
"""From here all that is asked counts as said: synonyms and pairs say a little less than 1."""

_MOST_NEAR: Final = 5
_MOST_SECOND_TRIES: Final = 1
_CLEARLY_BETTER: Final = 2.0
"""By how much in log-odds a mended question must be surer than one that found something sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranking:
    """How every document fares with one query; the arrays are of shape (N,).

    Attributes:
        query: What is asked for.
        postings: What the documents have of it.
        coverage: How much of it the best by words say.
        words: Scores by shared terms.
        compared: How near they are in meaning; None where words alone were looked at.
        beside: How near vectors of words find them, where a model told `compared`.
        scores: What the order is by: words and meaning.
        found: Which documents are in it.
    """

    query: Query
    postings: QueryPostings
    coverage: Coverage
    words: Scores
    compared: Compared | None
    beside: Compared | None
    scores: Scores
    found: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A ranking, the number of its best document, and whether that one answers the question.

    Attributes:
        log_odds: Of its being the answer.
        is_whole: Whether that document says everything that the question names.
    """

    ranking: _Ranking
    best: int = 0
    confidence: Confidence = "none"
    log_odds: float = float("-inf")
    is_whole: bool = False

    @property
    def says_all(self) -> bool:
        """Whether nothing is left open."""
        return self.confidence == "sure" and self.is_whole

    def gives_way_to(self, other: "_Judged") -> bool:
        """Whether another reading of the question finds a clearly better answer."""
        if self.confidence != other.confidence:
            return is_surer(other.confidence, self.confidence)
        return other.log_odds >= self.log_odds + _CLEARLY_BETTER and other.confidence == "sure"


class Searcher:
    """Searches one snapshot. Immutable; safe to call from several threads."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder | None = None) -> None:
        """Load the word files that the snapshot was built with.

        Args:
            snapshot: What is searched.
            encoder: Encodes questions; used only if it made the snapshot's vectors.
        """
        self.snapshot = snapshot
        language = read_language(*map(snapshot.text, WORD_FILES))
        self._analyser = language.analyser
        self._parser = language.parser
        self._scope = language.scope
        self._corrector = Corrector(snapshot.text("phrases.txt"), language.analyser)
        self._numbers = {id_: number for number, id_ in enumerate(snapshot.ids)}
        words = WordEncoder(
            language.analyser, snapshot.streams["words"].document_frequency, len(snapshot.ids)
        )
        self._by_model = comparison_of(snapshot.meanings, encoder)
        self._by_words = comparison_of(snapshot.word_meanings, words, by_words=True)

    def mask(self, ids: Iterable[DocumentId]) -> Mask:
        """Return which documents are among the ids, to narrow searches; unknown ids are left out.

        Shape (N,). Making it costs time in proportion to the ids: keep it for the next search.
        """
        mask = np.zeros(len(self._numbers), dtype=np.bool_)
        mask[[self._numbers[id_] for id_ in ids if id_ in self._numbers]] = True
        return mask

    def search(
        self,
        question: str,
        *,
        limit: int,
        offset: int = 0,
        among: Mask | None = None,
        as_typed: bool = False,
    ) -> SearchResult:
        """Find the documents that answer a question.

        When the words as typed find nothing sure that says all of them, they get a second try: as
        pinyin, as initials, or with a typo mended. Meaning is added to the likelier reading.

        Args:
            question: Raw user text; blank is allowed and finds nothing.
            limit: Most hits to return, at least 1.
            offset: How many of the best hits to leave out (for the next page).
            among: Only these documents, from `mask`.
            as_typed: No second try.
        """
        page = slice(offset, offset + limit)
        text = self._read(question)
        first = self._judge(self._rank(text, among))
        likeliest = first if as_typed else self._likeliest_reading(first, among)
        judged = self._judge_meaning(likeliest, among)
        if judged.confidence == "none" and likeliest is not first:
            likeliest = first
            judged = self._judge_meaning(first, among)
        is_mended = likeliest is not first
        corrected = likeliest.ranking.query.normalised if is_mended else None
        return replace(self._show(judged, page), corrected=corrected)

    def _likeliest_reading(self, first: _Judged, among: Mask | None) -> _Judged:
        """Return the question as typed, or mended where that finds a clearly better answer.

        Words decide: to encode two readings would cost ten times as much.
        """
        if first.says_all:
            return first
        asked = first.ranking.query.asked
        for correction in self._corrector.corrections(asked)[:_MOST_SECOND_TRIES]:
            second = self._judge(self._rank(correction.text, among))
            if first.gives_way_to(second):
                return second
        return first

    def warm_up(self) -> None:
        """Load what only some questions need, so that none of them waits for it."""
        self._corrector.warm_up()
        if self._by_model:
            self._by_model.compare("")

    def _read(self, question: str) -> str:
        """Return the question in one spelling, and Cantonese as Mandarin."""
        return to_mandarin(self._analyser.normalise(question))

    def _judge(self, ranking: _Ranking) -> _Judged:
        best = _first(ranking)
        if best is None:
            return _Judged(ranking=ranking)
        evidence = self._weigh(ranking, best)
        return _Judged(
            ranking=ranking,
            best=best,
            confidence=judge(evidence),
            log_odds=log_odds(evidence),
            is_whole=evidence.is_covered,
        )

    def _judge_meaning(self, by_words: _Judged, among: Mask | None) -> _Judged:
        """Judge again with meaning added; the same where there is none to add."""
        if self._by_model is None and by_words.says_all:
            return by_words  # vectors of words fill in what words leave open, which is nothing
        ranking = self._with_meaning(by_words.ranking, among)
        return by_words if ranking is by_words.ranking else self._judge(ranking)

    def _show(self, judged: _Judged, page: slice) -> SearchResult:
        ranking = judged.ranking
        if judged.confidence == "none":
            near = _best(ranking.scores, ranking.found, _MOST_NEAR)
            return SearchResult(
                near=tuple(self.snapshot.ids[number] for number in near),
                lacks_meaning=self._lacks_meaning(ranking),
            )
        best = float(ranking.scores[judged.best])
        shown = worth_showing(ranking.scores, ranking.found, best, _says_all(ranking))
        numbers = _best(ranking.scores, shown, page.stop)[page]
        return SearchResult(
            hits=self._hits(ranking, numbers),
            total=int(np.count_nonzero(shown)),
            confidence=judged.confidence,
            lacks_meaning=self._lacks_meaning(ranking),
        )

    def _lacks_meaning(self, ranking: _Ranking) -> bool:
        is_asked = self._by_model is not None and bool(ranking.query.concepts)
        return is_asked and (ranking.compared is None or ranking.compared.by_words)

    def weigh(self, question: str, *, words_only: bool = False) -> Evidence | None:
        """Return what the confidence in the best hit rests on; None if nothing is found.

        Args:
            question: What is asked.
            words_only: Without meaning, as a second try is weighed.
        """
        ranking = self._rank(self._read(question), None)
        if not words_only:
            ranking = self._with_meaning(ranking, None)
        best = _first(ranking)
        return None if best is None else self._weigh(ranking, best)

    def rank(self, question: str, *, limit: int) -> list[SearchHit]:
        """Rank every document that has to do with the question, however weakly.

        For measuring: best first, equal scores by ascending id, without matched words.
        """
        ranking = self._with_meaning(self._rank(self._read(question), None), None)
        return [
            SearchHit(id=self.snapshot.ids[number], score=float(ranking.scores[number]))
            for number in _best(ranking.scores, ranking.found, limit)
        ]

    def like(self, document_id: DocumentId, text: str, *, limit: int) -> list[DocumentId]:
        """Return the documents that share most with a document's text, itself left out."""
        hits = self.rank(text, limit=limit + 1)
        return [hit.id for hit in hits if hit.id != document_id][:limit]

    def _rank(self, text: str, among: Mask | None) -> _Ranking:
        """Rank by words.

        Where the best document says more of what only stands around what is asked, the library
        knows better what is asked, and the whole question is taken for it.
        """
        ranking = self._rank_query(self._parser.parse(text), among)
        coverage = ranking.coverage
        best = int(ranking.scores.argmax()) if coverage.documents else None
        if best is None or best not in coverage or not coverage.says_more_around(best):
            return ranking
        return self._rank_query(self._parser.parse(text, whole=True), among)

    def _rank_query(self, query: Query, among: Mask | None) -> _Ranking:
        postings = QueryPostings(query, self.snapshot.streams, len(self.snapshot.ids))
        words, found = postings.scores() * self.snapshot.priors, postings.found()
        coverage = Coverage(query, postings, _best(words, words > 0, _MOST_WEIGHED))
        if among is not None:
            found &= among
        return _Ranking(
            query=query,
            postings=postings,
            coverage=coverage,
            words=words,
            compared=None,
            beside=None,
            scores=_whole_answers_first(words, coverage),
            found=found,
        )

    def _with_meaning(self, ranking: _Ranking, among: Mask | None) -> _Ranking:
        """Return a ranking by words with meaning added; itself where there is none to add."""
        query, coverage = ranking.query, ranking.coverage
        if not query.concepts:
            return ranking
        also = coverage.documents
        by_model = self._by_model.compare(query.asked, also) if self._by_model else None
        by_words = self._by_words.compare(query.content, also) if self._by_words else None
        compared = by_model or by_words
        if compared is None:
            return ranking
        best = int(ranking.scores.argmax())
        trust = coverage.share(best) if best in coverage else 0.0
        short = shortness(query.characters_asked)
        beside = None if compared.by_words else by_words
        if compared.by_words:
            scores = fill_in(ranking.scores, trust, compared.centred, short)
        else:
            near = beside.centred if beside else None
            scores = fuse(ranking.scores, trust, compared.centred, near, short + compared.likeness)
        found = np.ones_like(ranking.found) if among is None else among
        return replace(ranking, compared=compared, beside=beside, scores=scores, found=found)

    def _weigh(self, ranking: _Ranking, best: int) -> Evidence:
        covered = _coverage_of(ranking, [best]).share(best)
        return Evidence(
            score=float(ranking.words[best]),
            rarest=rarity(0, len(self.snapshot.ids)),
            characters=ranking.query.characters_asked,
            concepts=sum(concept.is_asked for concept in ranking.query.concepts),
            share=ranking.query.content_share * covered,
            is_covered=covered >= WHOLE,
            scope=self._scope.log_ratio(ranking.query.asked),
            meaning=_evidence(ranking, best),
        )

    def _hits(self, ranking: _Ranking, numbers: Sequence[int]) -> tuple[SearchHit, ...]:
        coverage = _coverage_of(ranking, numbers)
        return tuple(
            SearchHit(
                id=self.snapshot.ids[number],
                score=float(ranking.scores[number]),
                matched=matched,
                by_meaning=ranking.compared is not None and not matched,
            )
            for number, matched in zip(numbers, map(coverage.matched, numbers), strict=True)
        )


def _evidence(ranking: _Ranking, best: int) -> MeaningEvidence | None:
    if (compared := ranking.compared) is None:
        return None
    beside = ranking.beside
    return MeaningEvidence(
        nearness=float(compared.centred[best]),
        off_topic=compared.off_topic,
        by_words=compared.by_words,
        nearness_by_words=float(beside.centred[best]) if beside else 0.0,
        turned=compared.turned,
    )


def _whole_answers_first(words: Scores, coverage: Coverage) -> Scores:
    """Return the scores with the covered ones weighed; none of the others overtakes one."""
    if not coverage.documents:
        return words
    factors = coverage.shares_of_all**_COVERAGE_POWER
    scores: Scores = words * factors.min()
    scores[coverage.documents] = words[coverage.documents] * factors
    return scores


def _coverage_of(ranking: _Ranking, documents: Sequence[int]) -> Coverage:
    """Return what the documents say; nearly always they are among the best by words."""
    if all(document in ranking.coverage for document in documents):
        return ranking.coverage
    return Coverage(ranking.query, ranking.postings, documents)


def _says_all(ranking: _Ranking) -> Mask | None:
    """Return which documents say in words all that is asked; None without meaning."""
    if ranking.compared is None:
        return None
    says_all = np.zeros_like(ranking.found)
    says_all[ranking.coverage.documents] = ranking.coverage.shares >= _ALL
    return says_all


def _first(ranking: _Ranking) -> int | None:
    """Return the number of the best document, the lowest of equals; None if nothing is found."""
    if not ranking.found.any():
        return None
    return int(np.where(ranking.found, ranking.scores, -np.inf).argmax())


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
