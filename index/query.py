"""What a question asks for: its concepts, each with the words that may stand for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice, pairwise
from typing import Final

from index.analyser import Analyser, Terms, characters
from index.reduction import QueryReducer
from index.synonyms import Synonym, Synonyms

_LONGEST_REMEMBERED: Final = 16
_REMEMBERED_CONCEPTS: Final = 20_000
"""What people ask for repeats itself; cutting a word and its synonyms costs 10 µs each."""

_MOST_CHARACTERS: Final = 200
"""Of a longer text, single characters tell nothing more."""

_AROUND: Final = 0.6
"""The weight of what stands around what is asked. It tells something where the bounds are wrong:
legal questions end as "可以要求赔偿吗" (nDCG@10 .403; .400 with half of it, .394 with none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One way to say a concept; `weight` 1 is the way it was said."""

    text: str
    terms: Terms
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that the question names: a word, or a span of text that has synonyms.

    Attributes:
        start: Offset in the normalised question.
        alternatives: As it was said, then the synonyms.
        is_asked: Whether it belongs to what is asked, and not to what only stands around it.
    """

    start: int
    alternatives: tuple[Alternative, ...]
    is_asked: bool

    @property
    def text(self) -> str:
        """How it was said."""
        return self.alternatives[0].text

    @property
    def weight(self) -> float:
        """How much it counts in scores."""
        return 1.0 if self.is_asked else _AROUND

    @property
    def end(self) -> int:
        """Offset behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question, analysed.

    Attributes:
        normalised: The whole question.
        asked: What it asks for, without what only stands around it.
        concepts: In text order, question words left out; empty when nothing is asked for. What
            is said again counts once: who complains at length asks for nothing else.
        beside: What counts beside the concepts: the pairs of characters that span two neighbouring
            ones, and each character that was typed of them.
        content_share: The share of the characters of what is asked that belong to concepts, 0 to
            1; 0 for a blank question.
    """

    normalised: str
    asked: str
    concepts: tuple[Concept, ...]
    beside: Terms
    content_share: float

    @property
    def characters_asked(self) -> int:
        """How many characters what is asked has, blanks left out."""
        return len(self.asked.replace(" ", ""))

    @property
    def content(self) -> str:
        """What is asked without question words, and without repetitions."""
        return " ".join(concept.text for concept in self.concepts if concept.is_asked)


_Ways = Callable[[str, tuple[Synonym, ...]], tuple[Alternative, ...]]


class QueryParser:
    """Analyses questions. Safe to call from several threads."""

    def __init__(
        self,
        analyser: Analyser,
        synonyms: Synonyms,
        question_words: frozenset[str],
        reducer: QueryReducer,
    ) -> None:
        """Keep what to expand, what to leave out (normalised words), and what finds the core."""
        self._reducer = reducer
        self._analyser = analyser
        self._synonyms = synonyms
        self._question_words = question_words
        self._ways: _Ways = partial(_ways, analyser)
        self._remembered: _Ways = lru_cache(maxsize=_REMEMBERED_CONCEPTS)(self._ways)

    def parse(self, question: str, *, whole: bool = False) -> Query:
        """Analyse a question; blank text asks for nothing.

        Args:
            question: What was typed.
            whole: Take all of it for what is asked.
        """
        text = self._analyser.normalise(question)
        tokens = self._analyser.tokens(text)
        is_whole = whole or not tokens
        core = slice(0, len(text)) if is_whole else slice(*self._reducer.bounds(text, tokens))
        said = list(self._concepts(text, tokens, core))
        asked = [concept for concept in said if concept.is_asked]
        first: dict[str, Concept] = {}
        for concept in (*asked, *said):
            first.setdefault(concept.text, concept)
        return Query(
            normalised=text,
            asked=text[core],
            concepts=tuple(sorted(first.values(), key=lambda concept: concept.start)),
            beside=_beside(text, asked),
            content_share=_content_share(text[core], asked),
        )

    def _concepts(
        self, text: str, tokens: Sequence[tuple[int, str]], core: slice
    ) -> Iterator[Concept]:
        bounds = {offset for offset, _ in tokens} | {offset + len(w) for offset, w in tokens}
        done = 0
        for offset, word in tokens:
            if offset < done:
                continue
            is_asked = core.start <= offset < core.stop
            found = self._longest_synonym(text, offset, bounds)
            if found:
                said, synonyms = found
                done = offset + len(said)
                yield self._concept(offset, said, synonyms, is_asked=is_asked)
            elif word not in self._question_words:
                yield self._concept(offset, word, (), is_asked=is_asked)

    def _longest_synonym(
        self, text: str, offset: int, bounds: set[int]
    ) -> tuple[str, tuple[Synonym, ...]] | None:
        """Return the longest entry from here that ends where a word ends."""
        for word, synonyms in self._synonyms.starting_at(text, offset):
            if offset + len(word) in bounds:
                return word, synonyms
        return None

    def _concept(
        self, start: int, said: str, synonyms: tuple[Synonym, ...], *, is_asked: bool
    ) -> Concept:
        read = self._remembered if len(said) <= _LONGEST_REMEMBERED else self._ways
        return Concept(start=start, alternatives=read(said, synonyms), is_asked=is_asked)


def _ways(analyser: Analyser, said: str, synonyms: tuple[Synonym, ...]) -> tuple[Alternative, ...]:
    """Return the word as it was said, then its synonyms, each cut into terms.

    No method, which would make its cache hold the parser that holds it.
    """
    ways = ((said, 1.0), *((synonym.word, synonym.weight) for synonym in synonyms))
    return tuple(
        Alternative(text=text, terms=replace(analyser.terms(text), characters=()), weight=weight)
        for text, weight in ways
    )


def _content_share(text: str, said: Sequence[Concept]) -> float:
    typed = len(text.replace(" ", ""))
    asked = sum(len(concept.text.replace(" ", "")) for concept in said)
    return min(asked / typed, 1.0) if typed else 0.0  # a synonym may reach beyond the bounds


def _beside(text: str, concepts: Sequence[Concept]) -> Terms:
    """Return the pairs that no single concept has, and the characters of all.

    Characters find what words miss: 学童 for who types 学生, a word cut otherwise, half of a
    synonym that nobody wrote down. Those of synonyms find no more cases, and cost time.
    """
    joints: list[str] = []
    for left, right in pairwise(concepts):
        pair = text[left.end - 1 : right.start + 1]
        if left.end == right.start and not any(map(str.isascii, pair)):
            joints.append(pair)
    typed = chain.from_iterable(characters(concept.text) for concept in concepts)
    return Terms(bigrams=tuple(joints), characters=tuple(islice(typed, _MOST_CHARACTERS)))
