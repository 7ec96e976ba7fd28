"""Words and meaning in one score.

    score(d) = w · c · lexical(d) / max(lexical) + nearness(d) + u · (s + t) · nearness by words(d)

A weighted sum of normalised scores, which Bruch, Gai and Ingber ("An Analysis of Fusion Functions
for Hybrid Retrieval", 2023) found to beat reciprocal ranks, and so did we (docs/quality.md). The
lexical score is scaled by its maximum because zero means something: no shared word. Words are
trusted by c, the share of the question that the best document by words says: where they explain
little of it, they only share a word by chance. Nearness is centred (index/comparison.py), so it
means the same in a library of thirty cases and in one of thousands, unlike a standardised one.

What vectors of words tell is wrong about other questions than the model is. It is added up, so it
helps most with questions that are short, s of 1, and with those that are put as residents put what
they need, which is what it was taught: t is how far the examples are trusted (index/examples).

Where vectors of words are all there is, they fill in what words leave open:

    score(d) = (1 - s / 2) · c · lexical(d) / max(lexical) + (1 - c) · nearness(d)

In a short question one shared word explains much of it, and tells less than that.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.comparison import Nearness

LEXICAL_WEIGHT: Final = 0.3
"""w, how much nearness the best match is worth that says the whole question in words: of .25 to
.5 what is good for the libraries of tests/quality as well as for replies to citizens."""

WORDS_BESIDE_MODEL: Final = 0.2
"""u. More is better still in the libraries of tests/quality, and worse for replies to citizens."""

_SHORT: Final = 6
_LONG: Final = 18
"""Characters of a question up to which it is as short as can be, and from which it is not."""

Scores = NDArray[np.float64]


def shortness(characters: int) -> float:
    """Return s, 0 to 1.

    Args:
        characters: Of what is asked.
    """
    return min(max((_LONG - characters) / (_LONG - _SHORT), 0.0), 1.0)


def fuse(
    lexical: Scores,
    trust: float,
    nearness: Nearness,
    by_words: Nearness | None,
    weight_by_words: float,
) -> Scores:
    """Return one score for each document; higher is better, any may be negative.

    Args:
        lexical: Shape (N,), zero where no word is shared.
        trust: c, 0 to 1.
        nearness: Shape (N,), centred, as a model tells it.
        by_words: Likewise, as vectors of words tell it; None if they know no word.
        weight_by_words: s + t, 0 to 2.
    """
    near = nearness.astype(np.float64)
    if by_words is not None:
        near += WORDS_BESIDE_MODEL * weight_by_words * by_words
    scores: Scores = LEXICAL_WEIGHT * trust * _scaled(lexical) + near
    return scores


def fill_in(lexical: Scores, trust: float, nearness: Nearness, short: float) -> Scores:
    """Return one score for each document, likewise, where vectors of words tell the nearness.

    Args:
        lexical: Shape (N,), zero where no word is shared.
        trust: c, 0 to 1.
        nearness: Shape (N,), centred.
        short: s, 0 to 1.
    """
    words = (1 - short / 2) * trust * _scaled(lexical)
    filled: Scores = words + (1 - trust) * nearness.astype(np.float64)
    return filled


def _scaled(lexical: Scores) -> Scores:
    largest = lexical.max(initial=0.0)
    return lexical / largest if largest > 0 else lexical
