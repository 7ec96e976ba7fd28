"""Whether a question is one that neighbourhoods help with, by how it is worded.

A naive Bayes classifier (Manning, Raghavan and Schütze, "Introduction to Information Retrieval",
2008, chapter 13, Bernoulli's terms that are there) over single characters and pairs of them. It
learns from lists that ship with the program, not from the library, so it means the same for every
library: an honest need stays one where no case answers it.

    log_ratio(q) = Σ_t log P(t | needs) - log P(t | off topic)    over the distinct terms t of q

with P(t | c) = (n + a) / (N + 2a), where n of the N lines of list c have the term.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from math import log
from typing import Final

from index.word_file import built_in, lines

_SMOOTHING: Final = 2.0
"""a: a term that few lines have says little."""


class Scope:
    """The lists, learnt. Immutable."""

    def __init__(self, needs: Iterable[str], off_topic: Iterable[str]) -> None:
        """Count the terms of both lists of normalised questions."""
        wanted = [_terms(question) for question in needs]
        unwanted = [_terms(question) for question in off_topic]
        probable, improbable = _log_probability(wanted), _log_probability(unwanted)
        known = set().union(*wanted, *unwanted)
        self._log_ratios = {term: probable(term) - improbable(term) for term in known}
        self._of_unknown = probable("") - improbable("")

    def log_ratio(self, normalised: str) -> float:
        """Return how much likelier its words are in a need; 0 for a blank question."""
        terms = _terms(normalised)
        return sum(self._log_ratios.get(term, self._of_unknown) for term in terms)


def built_in_scope(normalise: Callable[[str], str], off_topic: str) -> Scope:
    """Learn from the lists that ship with the program.

    Args:
        normalise: Brings text into its one spelling.
        off_topic: The word file `off_topic.txt`.
    """
    needs = (normalise(question) for _, question in lines(built_in("needs.txt")))
    others = (off_topic, built_in("small_talk.txt"))
    return Scope(needs, (normalise(question) for text in others for _, question in lines(text)))


def _terms(normalised: str) -> set[str]:
    text = normalised.replace(" ", "")
    return {*text, *map("".join, pairwise(text))}


def _log_probability(questions: list[set[str]]) -> Callable[[str], float]:
    counts = Counter(term for terms in questions for term in terms)
    total = len(questions) + 2 * _SMOOTHING

    def of(term: str) -> float:
        return log((counts[term] + _SMOOTHING) / total)

    return of
