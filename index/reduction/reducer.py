"""Leaves out of a question what people only put around what they ask for.

"老师好，想请教一下，广场舞这个事别处都是怎么弄的" asks for 广场舞. The rest would count as much
that no case answers, and as small talk, of which greetings and thanks are the surest sign; and it
would find cases of teachers. Information retrieval calls it query reduction (Kumaran and Carvalho,
"Reducing Long Queries Using Query Quality Predictors", 2009).

A question is read as three runs of characters: what stands before, what is asked, and what stands
behind. Of all ways to part it, the likeliest has the largest

    Σ_{k<i} before(k) + Σ_{k≥j} after(k) + b · (j - i)

where i and j are the bounds of what is asked, before(k) and after(k) tell how much rather than to
what is asked the character k belongs to what stands around it, and b favours to keep one. Both
are sums of weights of the characters beside k and of its distance from both ends. The weights are
those of an averaged perceptron (Collins, "Discriminative Training Methods for Hidden Markov
Models", 2002), which `tests/quality/fit_reduction.py` trains: on ways to ask with a gap, in which
questions are put.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).with_name("weights.npz")
"""An archive of numpy's with the arrays of `Weights`."""

SLOTS: Final = 1 << 18
"""How many weights there are; two features that share one do no harm (Weinberger and others,
"Feature Hashing for Large Scale Multitask Learning", 2009)."""

_KEPT: Final = 3.0
"""b, in the unit of the weights."""

_WINDOWS: Final = ((-1,), (0,), (1,), (-2, -1), (-1, 0), (0, 1), (1, 2))
"""Which characters beside one tell where it belongs."""

_WIDEST: Final = 2
_FARTHEST: Final = 4
"""Distances from an end count up to here."""

_LONGEST: Final = 100
"""A longer text is left whole: it is no question, but a letter, or a case whose like is sought."""

_EDGE: Final = 1
"""Stands for what is beyond an end."""

_FACTORS: Final = np.array([0x9E3779B1, 0x85EBCA6B], dtype=np.uint32)
_SALT: Final = np.uint32(0xC2B2AE35)
_TOP_BITS: Final = np.uint32(14)

Slots = NDArray[np.uint32]
"""Shape (characters, features)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the perceptron learnt, each of shape (SLOTS,)."""

    before: NDArray[np.float32]
    after: NDArray[np.float32]


class QueryReducer:
    """Reduces questions. Immutable; safe to call from several threads."""

    def __init__(self, weights: Weights) -> None:
        """Keep what was learnt."""
        self._weights = weights

    def bounds(self, text: str, tokens: Sequence[tuple[int, str]]) -> tuple[int, int]:
        """Return where what is asked starts and ends.

        Args:
            text: As `Analyser.normalise` returns it.
            tokens: Its (offset, word)s, as `Analyser.tokens` returns them; at least one. No word
                is parted.
        """
        if len(text) > _LONGEST:
            return 0, len(text)
        slots = slots_of(text)
        return split(
            self._weights.before[slots].sum(axis=1) - _KEPT,
            self._weights.after[slots].sum(axis=1) - _KEPT,
            np.array([offset for offset, _ in tokens]),
            np.array([offset + len(word) for offset, word in tokens]),
        )


@cache
def load_weights() -> Weights:
    """Read what ships with the program."""
    with np.load(FILE, allow_pickle=False) as file:
        return Weights(
            before=file["before"].astype(np.float32), after=file["after"].astype(np.float32)
        )


def slots_of(text: str) -> Slots:
    """Return where the weights of each character's features are."""
    count = len(text)
    codes = np.full(count + 2 * _WIDEST, _EDGE, dtype=np.uint32)
    codes[_WIDEST : _WIDEST + count] = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    places = np.arange(count, dtype=np.uint32)
    told = [
        [codes[_WIDEST + offset : _WIDEST + offset + count] for offset in window]
        for window in _WINDOWS
    ]
    told += [[np.minimum(places, _FARTHEST)], [np.minimum(places[::-1], _FARTHEST)]]
    columns = []
    for kind, values in enumerate(told, start=1):
        mixed = np.full(count, kind, dtype=np.uint32) * _SALT
        for value, factor in zip(values, _FACTORS, strict=False):
            mixed = (mixed ^ value) * factor
        columns.append(mixed >> _TOP_BITS)
    return np.stack(columns, axis=1)


def split(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> tuple[int, int]:
    """Return the bounds with the largest sum; the earliest, and the longest, of equals.

    Args:
        before: What each character adds if it stands before, shape (characters,).
        after: Likewise, behind.
        starts: Where what is asked may start, ascending, at least one.
        ends: Where it may end, ascending; as many, each behind the start of the same number.
    """
    left = np.concatenate(([0.0], np.cumsum(before)))[starts]
    right = np.concatenate((np.cumsum(after[::-1])[::-1], [0.0]))[ends]
    best_left = np.maximum.accumulate(left)
    last = len(ends) - 1 - int((best_left + right)[::-1].argmax())
    return int(starts[left[: last + 1].argmax()]), int(ends[last])
