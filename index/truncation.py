"""Where a ranked list ends: what only shares a word, or a mood, with the question is not shown."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_WEAKEST: Final = 0.4
"""By words, a hit has to score this share of the best one: 6 of 10 hits that are left are judged
relevant, and 8 of 10 that are relevant are left."""

_WEAKEST_BY_MEANING: Final = 0.6
"""With meaning, this share. Of all judged queries none of the right ones among the first three
goes."""

_FEW: Final = 5
_WEAKEST_BEYOND: Final = 0.75
"""After the first few, with meaning, this share, unless a hit says all that is asked. Of all
judged queries 8 instead of 99 are answered with more than a fifth of the library, 2.4 instead of
3.0 hits are left, and of the right ones among the first ten 94.7 instead of 95.3 %."""

_LEAST_BY_MEANING: Final = 0.2
"""And never less than this: where the best one is weak, the rest is mood alone. Of the other
library's fitting queries a third fewer hits are left, and none of the right ones among the first
three goes."""

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


def worth_showing(scores: Scores, found: Mask, best: float, says_all: Mask | None) -> Mask:
    """Return which documents are worth a look; the best one always is.

    Args:
        scores: Shape (N,), any may be negative.
        found: Shape (N,); at least one.
        best: The highest score of what was found.
        says_all: Shape (N,), which documents say in words all that is asked; None if meaning is
            not in the scores.
    """
    if says_all is None:
        return found & (scores >= min(best * _WEAKEST, best))
    shown = found & (scores >= min(max(best * _WEAKEST_BY_MEANING, _LEAST_BY_MEANING), best))
    if np.count_nonzero(shown) <= _FEW:
        return shown
    last_of_few = np.partition(scores[shown], -_FEW)[-_FEW]
    near = scores >= min(best * _WEAKEST_BEYOND, last_of_few)
    worth: Mask = shown & (near | says_all)
    return worth
