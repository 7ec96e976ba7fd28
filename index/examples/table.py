"""Turns a question towards how its like was told: what a small model alone does not know.

The questions of many problems lie beside the passages that tell of them. The few that are nearest
to a question lend it the meaning of their passages:

    q' = q + c β Σᵢ wᵢ pᵢ,    wᵢ = exp(cosᵢ / τ) / Σⱼ exp(cosⱼ / τ)

over the k nearest questions i. Small talk is among these questions, and lends nothing. Nor do
examples that are not near: c rises from 0 to 1 with the cosine of the nearest.

Rocchio's feedback ("Relevance Feedback in Information Retrieval", 1971), only that what is taken
for relevant is in a collection of its own, as Diaz and Metzler have it ("Improving the Estimation
of Relevance Models Using Large External Corpora", 2006). The questions are compared in fewer
dimensions (their principal components, seen from their middle), and only those of the problems
that lie nearest as a whole.

Each archive belongs to one encoder; `tests/quality/fit_examples.py` makes them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

MODELS_FILE: Final = Path(__file__).with_name("examples.npz")
WORDS_FILE: Final = Path(__file__).with_name("word_examples.npz")
"""Archives of numpy's, each with the name of its encoder and what `Examples` is made of."""

_NEAREST: Final = 4
_TEMPERATURE: Final = 0.1
"""k and τ, chosen on made-up libraries of tests/quality and on replies to citizens."""

_RISE: Final = 0.1
"""How much nearer than where they begin to be trusted examples are trusted fully."""

_PROBLEMS: Final = 100
"""Problems whose questions are compared one by one. With half as many, one in 300 is lost."""

Floats = NDArray[np.float32]
Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A question, turned.

    Attributes:
        vector: Of length 1, shape (dimensions,).
        asked: How near the questions of problems are: the mean cosine of the nearest.
        small_talk: How near small talk is, likewise.
        trust: c, how far the examples are trusted, 0 to 1.
    """

    vector: Floats
    asked: float
    small_talk: float
    trust: float


class Examples:
    """E problems, their Q questions in r dimensions and the passages that tell of them. Immutable.

    What is stored are directions; vectors have length 1 when they are read.
    """

    def __init__(
        self,
        *,
        basis: Floats,
        middle: Floats,
        asked: Levels,
        counts: NDArray[np.int64],
        told: Levels,
        small_talk: Levels,
        weight: float,
        far: float,
    ) -> None:
        """Find where each problem lies as a whole.

        Args:
            basis: Shape (r, dimensions), orthonormal rows.
            middle: Of all questions, shape (dimensions,).
            asked: Directions of the questions, problem by problem, shape (Q, r).
            counts: How many each problem has, at least 1; shape (E,).
            told: Directions of the passages, shape (E, dimensions).
            small_talk: Directions of what nothing is told about, shape (any, r).
            weight: β, how much the passages that are lent count beside the question.
            far: The cosine of the nearest example from which c rises.
        """
        self._basis, self._middle = basis, middle
        self._counts, self._told = counts, told
        self._starts = np.cumsum(counts) - counts
        self._asked, self._small_talk = _unit(asked), _unit(small_talk)
        self._wholes = _unit(np.add.reduceat(self._asked, self._starts))
        self._weight, self._far = weight, far

    def turned(self, question: Floats) -> Turned:
        """Turn the vector of a question towards how its like was told.

        Args:
            question: A unit vector, shape (dimensions,).
        """
        seen = np.vecdot(self._basis, question - self._middle)
        seen /= max(float(np.linalg.norm(seen)), float(np.finfo(np.float32).tiny))
        problems = _largest(np.vecdot(self._wholes, seen), _PROBLEMS)
        counts = self._counts[problems]
        shifts = np.repeat(self._starts[problems] - (np.cumsum(counts) - counts), counts)
        asked = np.vecdot(self._asked.take(np.arange(len(shifts)) + shifts, axis=0), seen)
        small_talk = np.vecdot(self._small_talk, seen)
        near, near_talk = _largest(asked, _NEAREST), _largest(small_talk, _NEAREST)
        cosines = np.concatenate((asked[near], small_talk[near_talk]))
        nearest = _largest(cosines, _NEAREST)
        weights = np.exp((cosines - cosines.max()) / _TEMPERATURE)
        weights /= weights[nearest].sum()
        is_told = nearest[nearest < len(near)]
        passages = _unit(self._told[np.repeat(problems, counts)[near[is_told]]])
        trust = min(max((float(asked.max()) - self._far) / _RISE, 0.0), 1.0)
        vector = question + self._weight * trust * weights[is_told] @ passages
        return Turned(
            vector=(vector / np.linalg.norm(vector)).astype(np.float32),
            asked=float(asked[near].mean()),
            small_talk=float(small_talk[near_talk].mean()),
            trust=trust,
        )


@cache
def examples_of(encoder: str) -> Examples | None:
    """Load the examples that ship with the program: 50 ms, once; None for another encoder.

    Args:
        encoder: Name of what makes the vectors.
    """
    for path in (MODELS_FILE, WORDS_FILE):
        with np.load(path, allow_pickle=False) as file:
            if str(file["encoder"]) == encoder:
                return Examples(
                    basis=file["basis"].astype(np.float32),
                    middle=file["middle"],
                    asked=file["asked"],
                    counts=file["counts"].astype(np.int64),
                    told=file["told"],
                    small_talk=file["small_talk"],
                    weight=float(file["weight"]),
                    far=float(file["far"]),
                )
    return None


def _unit(directions: NDArray[np.generic]) -> Floats:
    """Return rows of length 1."""
    rows = directions.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return rows


def _largest(values: Floats, count: int) -> NDArray[np.int64]:
    """Return the places of the largest values, all of them if there are no more, ascending."""
    if len(values) <= count:
        return np.arange(len(values))
    return np.sort(np.argpartition(values, -count)[-count:])
