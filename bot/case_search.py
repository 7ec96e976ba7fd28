"""The use case: a question → the cases that answer it."""

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

import structlog

from bot.facet_words import FacetWords, NamedFacets
from bot.live_searcher import LiveSearcher
from cases import EVERYTHING, Case, CaseFilter, CaseId, CaseStore, StoreUnavailableError
from index import Confidence, DocumentId, Mask, Pause, Searcher, SearchResult

_QUOTED: Final = re.compile(r"""[“"「『'‘].+[”"」』'’]""")
_MOST_REMEMBERED: Final = 10_000
"""Cases kept in memory; reading five from the database costs as much as finding them."""
_READ_AT_ONCE: Final = 10
_MOST_ASKED: Final = 300
"""Of the questions asked last, so many are answered by a new snapshot before it serves."""
_REHEARSED: Final = 40
"""Where nothing was asked yet, so many of the cases' own questions: the first answers of a process
take many times as long as later ones, and a crowd would queue behind them."""

_DEFAULT_LIMIT: Final = 5
_MOST_ANSWERS: Final = 2_000
_LONGEST_REMEMBERED: Final = 40
"""Pages of answers kept in memory, 1 KB each, to short questions: many people ask the same."""
_BY_WORDS_SECONDS: Final = 60.0
"""How long an answer is kept for which the encoder had no time: soon it may have some."""
_MOST_VIEWS: Final = 2  # of the snapshot that serves, and of the one before or after it

_Asked = tuple[str, CaseFilter, int, int]
"""A question, and what narrows it; how many of the best matches are left out, and the limit."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A case that was found, how well, and by which words, or by its meaning alone."""

    case: Case
    score: float
    matched: tuple[str, ...] = ()
    by_meaning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for a question.

    Attributes:
        question: As it was asked.
        confidence: How well the best match answers it; with `none` there are no matches.
        matches: The page that was asked for, best first.
        total: How many matches there are on all pages.
        corrected: How the question was read instead, when as typed it found nothing.
        near_topics: Tags to go on with; only when nothing was found.
        wanted: The filter that was applied, from the caller or from words in the question.
        nothing_there: The filter words that had to be dropped because nothing there fits.
        took_ms: How long it took once the index was open, in milliseconds.
    """

    question: str
    confidence: Confidence
    matches: tuple[Match, ...] = ()
    total: int = 0
    corrected: str | None = None
    near_topics: tuple[str, ...] = ()
    wanted: CaseFilter = EVERYTHING
    nothing_there: str = ""
    took_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What is read and found once per snapshot, which never changes.

    Attributes:
        facet_words: The names that questions are searched for.
        masks: Which documents a filter leaves.
        cases: As first seen with this snapshot.
        answers: What was found, and until when it is kept.
    """

    facet_words: FacetWords
    masks: dict[CaseFilter, Mask] = field(default_factory=dict)
    cases: dict[CaseId, Case] = field(default_factory=dict)
    answers: dict[_Asked, tuple[Found, float]] = field(default_factory=dict)


def quoted(question: str) -> str:
    """Return the question in quotation marks: nothing in it is to be corrected."""
    return f"“{question}”"


def is_quoted(question: str) -> bool:
    """Whether the whole question stands in quotation marks of any kind."""
    return bool(_QUOTED.fullmatch(question.strip()))


class CaseSearch:
    """Finds cases. Safe to call from several threads."""

    def __init__(
        self,
        store: CaseStore,
        live: LiveSearcher,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Keep where cases and hits come from, and a clock of seconds that only grow."""
        self._store = store
        self._live = live
        self._clock = clock
        self._views: dict[str, _View] = {}
        live.before_swap(self._read_ahead)
        live.before_swap(self._answer_ahead)

    def search(
        self,
        question: str,
        *,
        wanted: CaseFilter = EVERYTHING,
        offset: int = 0,
        limit: int = _DEFAULT_LIMIT,
    ) -> Found:
        """Find public cases for a question.

        A question in quotation marks is searched as it is typed, without a second try. Words in
        the question that name a place, theme or collection narrow the search as
        `wanted` does; when nothing there fits, they are dropped and `nothing_there` says so.

        Args:
            question: Anything; blank finds nothing.
            wanted: Only these cases.
            offset: How many of the best matches to leave out.
            limit: Most matches to return, at least 1.

        Raises:
            IndexingError: There is no index to search.
            StoreUnavailableError: The database does not answer.
        """
        searcher = self._live.current()
        started = self._clock()
        answers = self._view_of(searcher).answers
        asked = question, wanted, offset, limit
        found, kept_until = answers.get(asked, (None, 0.0))
        if found is None or kept_until < started:
            found, seconds = self._find(searcher, question, wanted, offset, limit)
            if seconds and len(question) <= _LONGEST_REMEMBERED:
                if len(answers) >= _MOST_ANSWERS:
                    answers.clear()
                answers[asked] = found, started + seconds
        return replace(found, took_ms=(self._clock() - started) * 1000)

    def _find(
        self, searcher: Searcher, question: str, wanted: CaseFilter, offset: int, limit: int
    ) -> tuple[Found, float]:
        """Return what is found, and for how many seconds it is worth keeping."""
        named = self._view_of(searcher).facet_words.read(question)
        topic = named.rest or question
        narrowed, nothing_there = named.narrow(wanted), ""
        result = self._hits(searcher, topic, narrowed, offset, limit)
        if narrowed != wanted and result.confidence == "none":
            narrowed, nothing_there = wanted, named.said
            result = self._hits(searcher, topic, narrowed, offset, limit)
        found = Found(
            question=question,
            confidence=result.confidence,
            matches=self._matches(searcher, result),
            total=result.total,
            corrected=result.corrected,
            near_topics=self._near_topics(searcher, result),
            wanted=narrowed,
            nothing_there=nothing_there,
        )
        if len(found.matches) < len(result.hits):  # a case is gone since the index was built
            return found, 0.0
        return found, _BY_WORDS_SECONDS if result.lacks_meaning else math.inf

    def searcher(self) -> Searcher:
        """Return the searcher that serves now."""
        return self._live.current()

    def named_in(self, text: str) -> NamedFacets:
        """Return what places, themes, fields and collections a text names."""
        return self._view_of(self._live.current()).facet_words.read(text)

    def related(self, case_id: CaseId, *, limit: int = 3) -> list[Case]:
        """Return public cases that are most like one case; empty if there is no such case."""
        case = self._store.get(case_id)
        if case is None:
            return []
        topic = " ".join((case.title, case.problem, *case.tags))
        near = self._live.current().like(DocumentId(case_id), topic, limit=limit + 2)
        return self._store.get_many([CaseId(id_) for id_ in near])[:limit]

    def _hits(
        self, searcher: Searcher, question: str, wanted: CaseFilter, offset: int, limit: int
    ) -> SearchResult:
        among = None if wanted.is_empty else self._mask(searcher, wanted)
        return searcher.search(
            question, limit=limit, offset=offset, among=among, as_typed=is_quoted(question)
        )

    def _mask(self, searcher: Searcher, wanted: CaseFilter) -> Mask:
        masks = self._view_of(searcher).masks
        mask = masks.get(wanted)
        if mask is None:
            ids = self._store.find_ids(wanted)
            mask = searcher.mask(map(DocumentId, ids))
            if ids:  # what people make up is not remembered
                masks[wanted] = mask
        return mask

    def _view_of(self, searcher: Searcher) -> _View:
        """Return what was read from the store for this snapshot; read anew after each swap."""
        name = searcher.snapshot.name
        view = self._views.get(name)
        if view is None:
            view = _View(facet_words=FacetWords(self._store))
            kept = list(self._views.items())[1 - _MOST_VIEWS :]
            self._views = dict([*kept, (name, view)])
        return view

    def _read_ahead(self, searcher: Searcher, pause: Pause) -> None:
        """Read the cases of a snapshot before it serves, so that no question waits for them."""
        known = self._view_of(searcher).cases
        try:
            public = (case for case in self._store.all_cases() if case.is_public)
            ahead = islice(public, _MOST_REMEMBERED)
            while cases := list(islice(ahead, _READ_AT_ONCE)):
                known.update((case.id, case) for case in cases)
                pause()
        except StoreUnavailableError as error:  # they are read one by one, once it answers again
            log.warning("cases_not_read_ahead", reason=str(error))

    def _answer_ahead(self, searcher: Searcher, pause: Pause) -> None:
        """Ask a snapshot before it serves what was asked last: it would all come anew at once."""
        view = self._view_of(searcher)
        earlier = [view.answers for view in self._views.values()][:-1]
        asked_last = [asked for kept in earlier for asked in list(kept)[-_MOST_ASKED:]]
        try:
            if not asked_last:
                self._rehearse(searcher, pause)
            for asked in asked_last:
                found, seconds = self._find(searcher, *asked)
                if seconds:
                    view.answers[asked] = found, self._clock() + seconds
                pause()
        except StoreUnavailableError as error:
            log.warning("questions_not_answered_ahead", reason=str(error))

    def _rehearse(self, searcher: Searcher, pause: Pause) -> None:
        """Ask questions from all over the library, which warms up whatever answers take.

        The answers are not kept: a process that is starting has little time for meaning.
        """
        cases = self._view_of(searcher).cases.values()
        for case in islice(cases, 0, None, max(len(cases) // _REHEARSED, 1)):
            self._find(searcher, (*case.asked_as, case.title)[0], EVERYTHING, 0, _DEFAULT_LIMIT)
            pause()

    def _matches(self, searcher: Searcher, result: SearchResult) -> tuple[Match, ...]:
        hits = {CaseId(hit.id): hit for hit in result.hits}
        return tuple(
            Match(
                case=case,
                score=hits[case.id].score,
                matched=hits[case.id].matched,
                by_meaning=hits[case.id].by_meaning,
            )
            for case in self._cases(searcher, list(hits))
        )

    def _cases(self, searcher: Searcher, ids: list[CaseId]) -> list[Case]:
        """Return the cases as first seen with this snapshot: from memory where possible."""
        known = self._view_of(searcher).cases
        missing = [id_ for id_ in ids if id_ not in known]
        if missing:
            if len(known) > _MOST_REMEMBERED:
                known.clear()
            known.update((case.id, case) for case in self._store.get_many(missing))
        return [known[id_] for id_ in ids if id_ in known]

    def _near_topics(self, searcher: Searcher, result: SearchResult) -> tuple[str, ...]:
        near = self._cases(searcher, [CaseId(id_) for id_ in result.near])
        return tuple(dict.fromkeys(case.tags[0] for case in near if case.tags))
