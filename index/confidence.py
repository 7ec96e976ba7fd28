"""How sure the searcher is that its best hit answers the question."""

from dataclasses import dataclass
from math import log, log1p
from typing import Final, Literal

Confidence = Literal["sure", "maybe", "none"]

_EVIDENCE_WEIGHT: Final = 2.24
_CONCEPTS_WEIGHT: Final = 2.14
_SHARE_WEIGHT: Final = 6.87
_BIAS: Final = -8.0
_SURE: Final = 1.0
_MAYBE: Final = -0.2
_WHOLE: Final = 0.999  # a sum of shares may miss 1 by a rounding error


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for the best hit.

    Attributes:
        score: Its score.
        rarest: The rarity of a term that no document has: makes the scores of small and large
            libraries comparable.
        concepts: How many things the question names, at least 1.
        share: The share of all that was typed, question words too, that the hit covers, 0 to 1.
    """

    score: float
    rarest: float
    concepts: int
    share: float


def judge(evidence: Evidence) -> Confidence:
    """Decide by a logistic regression, fitted on the fitting half of tests/quality.

    It tells honest questions from small talk and from questions that no case answers. `sure` is
    from log-odds of 1.0, where 94 of 100 best hits were right; `none` is below -0.2.

    A hit that says all that was typed is never `none`, whatever its score: in a library of a few
    documents BM25 scores even a clear answer zero or less.
    """
    log_odds = (
        _EVIDENCE_WEIGHT * log1p(max(evidence.score, 0.0) / evidence.rarest)
        + _CONCEPTS_WEIGHT * log(max(evidence.concepts, 1))
        + _SHARE_WEIGHT * evidence.share
        + _BIAS
    )
    if log_odds >= _SURE:
        return "sure"
    return "maybe" if log_odds >= _MAYBE or evidence.share >= _WHOLE else "none"
