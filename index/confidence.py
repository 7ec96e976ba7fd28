"""How sure the searcher is that its best hit answers the question.

Three logistic regressions, by what was looked at besides words (nothing, vectors of words, or a
model's), tell honest questions from small talk and from questions that no case answers.
`tests/quality/fit_confidence.py` fits them on the fitting half of tests/quality and prints the
numbers below.
"""

from dataclasses import dataclass
from math import log, log1p
from typing import Final, Literal

Confidence = Literal["sure", "maybe", "none"]

WHOLE: Final = 0.999
"""From here a share is the whole: a sum of shares may miss 1 by a rounding error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningEvidence:
    """What speaks for the best hit in meaning (index/comparison.py).

    Attributes:
        nearness: Its cosine to the question. The cosine itself tells honest needs from small talk
            better than how far it stands out from the others.
        off_topic: The cosine with the nearest question of `off_topic.txt`: cosines of different
            questions compare better beside it.
        off_topic_centred: The mean of the five nearest of these, centred.
        by_words: Whether vectors of words told all this, and no model.
    """

    nearness: float
    off_topic: float
    off_topic_centred: float
    by_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for the best hit.

    Attributes:
        score: Its score by words.
        rarest: The rarity of a term that no document has: makes the scores of small and large
            libraries comparable.
        concepts: How many things the question names.
        share: The share of all that was typed, question words too, that the hit covers, 0 to 1.
        is_covered: Whether the hit says everything that the question names.
        scope: How much likelier its words are in a need than in small talk (index/scope.py).
        meaning: None where words alone were looked at.
    """

    score: float
    rarest: float
    concepts: int
    share: float
    is_covered: bool
    scope: float = 0.0
    meaning: MeaningEvidence | None = None

    @property
    def features(self) -> tuple[float, ...]:
        """What the regression sees: four of words, and three more of meaning."""
        words = (
            log1p(max(self.score, 0.0) / self.rarest),
            log(max(self.concepts, 1)),
            self.share,
            self.scope,
        )
        if self.meaning is None:
            return words
        meant = self.meaning
        return (*words, meant.nearness, meant.off_topic, meant.off_topic_centred)


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
    weights=(2.36, 1.11, 7.28, 0.23), bias=-8.0, sure=1.5, maybe=0.0
)
_BY_MEANING: Final = ConfidenceModel(
    weights=(-0.97, 1.87, 8.46, 0.1, 77.21, 35.11, -38.09), bias=-84.95, sure=1.75, maybe=-0.25
)
_BY_WORD_VECTORS: Final = ConfidenceModel(
    weights=(0.45, 1.29, 6.36, 0.14, 9.89, -6.06, -4.71), bias=-3.9, sure=1.5, maybe=-0.25
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
    if evidence.meaning is None:
        return _BY_WORDS
    return _BY_WORD_VECTORS if evidence.meaning.by_words else _BY_MEANING


def is_surer(one: Confidence, other: Confidence) -> bool:
    """Whether one is surer than the other."""
    order: tuple[Confidence, ...] = ("none", "maybe", "sure")
    return order.index(one) > order.index(other)
