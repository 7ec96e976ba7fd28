"""How sure the searcher is that its best hit answers the question.

Four logistic regressions, by what was looked at besides words (nothing, vectors of words with
their examples, a model's, or a model's with examples), tell honest questions from small talk and
from questions that no case answers. `tests/quality/fit_confidence.py` fits them on the fitting
half of tests/quality and prints the numbers below.
"""

from dataclasses import dataclass
from math import log, log1p, tanh
from typing import Final, Literal

from index.examples import Turned

Confidence = Literal["sure", "maybe", "none"]

_MUCH_LIKELIER: Final = 8.0
"""A log ratio about which more hardly tells more: a long question has many words."""

WHOLE: Final = 0.999
"""From here a share is the whole: a sum of shares may miss 1 by a rounding error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningEvidence:
    """What speaks for the best hit in meaning (index/comparison.py).

    Attributes:
        nearness: How near it is to the question, centred. That tells honest needs from small talk
            better than how far it stands out from the others.
        off_topic: How near the nearest questions of `off_topic.txt` are, centred: how near
            different questions are to anything compares better beside it.
        by_words: Whether vectors of words told all this, and no model. They have examples.
        nearness_by_words: What vectors of words tell of its nearness beside a model; 0 if they
            know no word of the question.
        turned: The question among examples; None where there are none for the encoder.
    """

    nearness: float
    off_topic: float
    by_words: bool = False
    nearness_by_words: float = 0.0
    turned: Turned | None = None

    def features(self, length: float) -> tuple[float, ...]:
        """Return what the regression sees: two, one more with a model, two more with examples.

        Args:
            length: Logarithm of the question's characters. What is near to a short one tells less:
                small talk has every topic in it.
        """
        near: tuple[float, ...] = (self.nearness, self.off_topic)
        if not self.by_words:
            near = (*near, self.nearness_by_words)
        if self.turned is None:
            return near
        return (*near, self.turned.asked * length, self.turned.small_talk * length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for the best hit.

    Attributes:
        score: Its score by words.
        rarest: The rarity of a term that no document has: makes the scores of small and large
            libraries comparable.
        characters: How long the question is.
        concepts: How many things the question names.
        share: The share of all that was typed, question words too, that the hit covers, 0 to 1.
        is_covered: Whether the hit says everything that the question names.
        scope: How much likelier its words are in a need than in small talk (index/scope.py).
        meaning: None where words alone were looked at.
    """

    score: float
    rarest: float
    characters: int
    concepts: int
    share: float
    is_covered: bool
    scope: float = 0.0
    meaning: MeaningEvidence | None = None

    @property
    def features(self) -> tuple[float, ...]:
        """What the regression sees: four of words, and those of meaning."""
        words = (
            log1p(max(self.score, 0.0) / self.rarest),
            log(max(self.concepts, 1)),
            self.share,
            tanh(self.scope / _MUCH_LIKELIER),
        )
        if self.meaning is None:
            return words
        return (*words, *self.meaning.features(log(max(self.characters, 1))))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceModel:
    """A logistic regression and where its log-odds become a decision."""

    weights: tuple[float, ...]
    bias: float
    sure: float
    maybe: float

    def log_odds(self, evidence: Evidence) -> float:
        """Return the log-odds that the question is answered."""
        pairs = zip(self.weights, evidence.features, strict=True)
        return sum(weight * feature for weight, feature in pairs) + self.bias


_BY_WORDS: Final = ConfidenceModel(
    weights=(0.98, 1.37, 8.08, 4.41), bias=-6.9, sure=1.75, maybe=0.0
)
_BY_WORD_VECTORS: Final = ConfidenceModel(
    weights=(-0.07, 2.97, 7.0, 4.75, 10.5, -4.09, -2.99, -2.63), bias=-2.75, sure=1.5, maybe=-0.25
)
_BY_MODEL: Final = ConfidenceModel(
    weights=(-1.34, 1.43, 8.92, 3.06, 10.13, -22.16, 5.03), bias=-2.35, sure=1.75, maybe=-0.25
)
_BY_MODEL_AND_EXAMPLES: Final = ConfidenceModel(
    weights=(-0.2, 2.86, 6.42, 3.0, 9.54, -11.95, 5.36, -3.11, -4.68),
    bias=-0.27,
    sure=1.5,
    maybe=0.25,
)


def judge(evidence: Evidence) -> Confidence:
    """Decide whether the best hit is what was asked for.

    A hit that says all that was typed, or everything of several things that were named, is never
    `none`, whatever its score: in a library of a few documents BM25 scores even a clear answer
    zero or less.
    """
    model = _model_for(evidence)
    log_odds = model.log_odds(evidence)
    if log_odds >= model.sure:
        return "sure"
    says_all = evidence.share >= WHOLE or (evidence.is_covered and evidence.concepts > 1)
    return "maybe" if log_odds >= model.maybe or says_all else "none"


def log_odds(evidence: Evidence) -> float:
    """Return the log-odds that the best hit is what was asked for."""
    return _model_for(evidence).log_odds(evidence)


def _model_for(evidence: Evidence) -> ConfidenceModel:
    meaning = evidence.meaning
    if meaning is None:
        return _BY_WORDS
    if meaning.by_words:
        return _BY_WORD_VECTORS
    return _BY_MODEL if meaning.turned is None else _BY_MODEL_AND_EXAMPLES


def is_surer(one: Confidence, other: Confidence) -> bool:
    """Whether one is surer than the other."""
    order: tuple[Confidence, ...] = ("none", "maybe", "sure")
    return order.index(one) > order.index(other)
