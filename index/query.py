"""What a question asks for: its concepts, each with the words that may stand for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice, pairwise
from typing import Final

from index.analyser import Analyser, Terms, characters
from index.synonyms import Synonym, Synonyms

_LONGEST_REMEMBERED: Final = 16
_REMEMBERED_CONCEPTS: Final = 20_000
"""What people ask for repeats itself; cutting a word and its synonyms costs 10 µs each."""

_MOST_CHARACTERS: Final = 200
"""Of a longer text, single characters tell nothing more."""


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
    """

    start: int
    alternatives: tuple[Alternative, ...]

    @property
    def text(self) -> str:
        """How it was said."""
        return self.alternatives[0].text

    @property
    def end(self) -> int:
        """Offset behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question, analysed.

    Attributes:
        normalised: The whole question.
        concepts: In text order, question words left out; empty when nothing is asked for. What
            is said again counts once: who complains at length asks for nothing else.
        beside: What counts beside the concepts: the pairs of characters that span two neighbouring
            ones, and each character that was typed of them.
        content_share: The share of the characters that belong to concepts, 0 to 1; 0 for a blank
            question.
    """

    normalised: str
    concepts: tuple[Concept, ...]
    beside: Terms
    content_share: float

    @property
    def content(self) -> str:
        """The question without its question words, and without repetitions."""
        return " ".join(concept.text for concept in self.concepts)


_Ways = Callable[[str, tuple[Synonym, ...]], tuple[Alternative, ...]]


class QueryParser:
    """Analyses questions. Safe to call from several threads."""

    def __init__(
        self, analyser: Analyser, synonyms: Synonyms, question_words: frozenset[str]
    ) -> None:
        """Keep what to expand and what to leave out (normalised words)."""
        self._analyser = analyser
        self._synonyms = synonyms
        self._question_words = question_words
        self._ways: _Ways = partial(_ways, analyser)
        self._remembered: _Ways = lru_cache(maxsize=_REMEMBERED_CONCEPTS)(self._ways)

    def parse(self, question: str) -> Query:
        """Analyse a question; blank text asks for nothing."""
        text = self._analyser.normalise(question)
        said = tuple(self._concepts(text))
        first: dict[str, Concept] = {}
        for concept in said:
            first.setdefault(concept.text, concept)
        return Query(
            normalised=text,
            concepts=tuple(first.values()),
            beside=_beside(text, said),
            content_share=_content_share(text, said),
        )

    def _concepts(self, text: str) -> Iterator[Concept]:
        tokens = self._analyser.tokens(text)
        bounds = {offset for offset, _ in tokens} | {offset + len(w) for offset, w in tokens}
        done = 0
        for offset, word in tokens:
            if offset < done:
                continue
            found = self._longest_synonym(text, offset, bounds)
            if found:
                said, synonyms = found
                done = offset + len(said)
                yield self._concept(offset, said, synonyms)
            elif word not in self._question_words:
                yield self._concept(offset, word, ())

    def _longest_synonym(
        self, text: str, offset: int, bounds: set[int]
    ) -> tuple[str, tuple[Synonym, ...]] | None:
        """Return the longest entry from here that ends where a word ends."""
        for word, synonyms in self._synonyms.starting_at(text, offset):
            if offset + len(word) in bounds:
                return word, synonyms
        return None

    def _concept(self, start: int, said: str, synonyms: tuple[Synonym, ...]) -> Concept:
        read = self._remembered if len(said) <= _LONGEST_REMEMBERED else self._ways
        return Concept(start=start, alternatives=read(said, synonyms))


def _ways(analyser: Analyser, said: str, synonyms: tuple[Synonym, ...]) -> tuple[Alternative, ...]:
    """Return the word as it was said, then its synonyms, each cut into terms.

    No method, which would make its cache hold the parser that holds it.
    """
    ways = ((said, 1.0), *((synonym.word, synonym.weight) for synonym in synonyms))
    return tuple(
        Alternative(text=text, terms=replace(analyser.terms(text), characters=()), weight=weight)
        for text, weight in ways
    )


def _content_share(text: str, said: tuple[Concept, ...]) -> float:
    typed = len(text.replace(" ", ""))
    asked = sum(len(concept.text.replace(" ", "")) for concept in said)
    return asked / typed if typed else 0.0


def _beside(text: str, concepts: tuple[Concept, ...]) -> Terms:
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
