"""Words and meaning in one score.

    score(d) = w · lexical(d) / max(lexical) + (nearness(d) - mean(nearness)) / sd(nearness)

A weighted sum of normalised scores, which Bruch, Gai and Ingber ("An Analysis of Fusion Functions
for Hybrid Retrieval", 2023) found to beat reciprocal ranks, and so did we (docs/quality.md). The
lexical score is scaled by its maximum because zero means something: no shared word. Cosines of
one model lie close together around a mean that depends on the question, so they are standardised.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.meanings import Nearness

LEXICAL_WEIGHT: Final = 3.0
"""How many standard deviations of nearness the best match of words is worth."""

Scores = NDArray[np.float64]


def fuse(lexical: Scores, nearness: Nearness) -> Scores:
    """Return one score for each document; higher is better, any may be negative.

    Args:
        lexical: Shape (N,), zero where no word is shared.
        nearness: Shape (N,), cosines.
    """
    largest = lexical.max(initial=0.0)
    words = lexical / largest if largest > 0 else lexical
    deviation = float(nearness.std()) or 1.0
    meaning = (nearness - nearness.mean()) / deviation
    fused: Scores = LEXICAL_WEIGHT * words + meaning
    return fused
