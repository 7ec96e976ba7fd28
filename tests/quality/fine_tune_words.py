"""The last step of making index/word_vectors: words learn what residents mean by them.

As a model does (`lessons.py`), only that a text is the sum of its words, each counting by
how rare it is among the passages (index/word_encoder.py). They learn from rules in the words of
the law, too, and keep to where they were:

    minimise  loss + k · (1 - cos(v, v'))

over the sums v of words thrown together, which lay at v' before learning.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from bot.commands.console import progress_bar
from index.coverage import rarity
from tests.quality.lessons import Lessons
from tests.quality.needs import NEEDS, RULES, Need, read_needs

_STEPS: Final = 500
"""Thrice as many find no more of the judged queries' cases."""

_AT_ONCE: Final = 256
_SMALL_TALK: Final = 32
_TEMPERATURE: Final = 0.1
_LEARNING_RATE: Final = 0.003
_KEEPING: Final = 3.0
"""k."""

_WAYS: Final = 3

_THROWN_TOGETHER: Final = 512, 5
"""Texts, and words in each."""

Matrix = NDArray[np.float32]


def learn(vectors: Matrix, read: Callable[[str], Sequence[int]]) -> Matrix:
    """Return the vectors after learning: the mean of a few ways to learn.

    Wortsman et al., "Model Soups", 2022.

    Args:
        vectors: Shape (words, dimensions).
        read: Text → the numbers of its words.
    """
    needs = [*read_needs(NEEDS), *read_needs(RULES)]
    table = _Table(torch.tensor(vectors), read, needs)
    learnt = [table.learn(chance) for chance in range(1, _WAYS + 1)]
    mean: Matrix = (sum(learnt) / _WAYS).numpy()
    return mean


class _Table:
    """The vectors of words before learning."""

    def __init__(
        self,
        known: Any,  # noqa: ANN401 - torch's types say little
        read: Callable[[str], Sequence[int]],
        needs: Sequence[Need],
    ) -> None:
        self._known = known
        self._read = lru_cache(maxsize=None)(read)
        self._needs = needs
        self._weights = _weights([read(need.passage) for need in needs], len(known))

    def learn(self, chance: int) -> Any:  # noqa: ANN401
        """Return the vectors after one way to learn."""
        torch.manual_seed(chance)
        learning = self._known.clone().requires_grad_()
        optimiser = torch.optim.Adam([learning], lr=_LEARNING_RATE)
        pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / _STEPS)
        with torch.no_grad():
            passages = self._added(self._known, [need.passage for need in self._needs])
        lessons = Lessons(self._needs, passages, at_once=_AT_ONCE, talk=_SMALL_TALK, chance=chance)
        with progress_bar(f"学习说法，第 {chance} 遍") as progress:
            for step, lesson in enumerate(islice(lessons, _STEPS), start=1):
                loss = lessons.loss(lesson, partial(self._added, learning), at=_TEMPERATURE)
                loss = loss + _KEEPING * self._moved(learning)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                pace.step()
                progress(step, _STEPS)
        return learning.detach()

    def _added(self, table: Any, texts: Sequence[str]) -> Any:  # noqa: ANN401
        """Return the unit vectors of texts."""
        said = [self._read(text) for text in texts]
        ends = np.cumsum([len(words) for words in said])
        starts = torch.tensor([0, *ends[:-1]])
        numbers = torch.tensor(list(chain.from_iterable(said)))
        weights = self._weights[numbers]
        sums = functional.embedding_bag(
            numbers, table, starts, mode="sum", per_sample_weights=weights
        )
        return functional.normalize(sums, dim=-1)

    def _moved(self, learning: Any) -> Any:  # noqa: ANN401
        """Return how far words thrown together have moved."""
        numbers = torch.randint(len(learning), _THROWN_TOGETHER)
        sums, before = (
            (table[numbers] * self._weights[numbers][..., None]).sum(1)
            for table in (learning, self._known)
        )
        return (1 - functional.cosine_similarity(sums, before)).mean()


def _weights(passages: Sequence[Sequence[int]], words: int) -> Any:  # noqa: ANN401
    """Return how much each word counts, shape (words,)."""
    frequencies = np.zeros(words, dtype=np.int64)
    for said in passages:
        frequencies[list(set(said))] += 1
    rarities = [rarity(int(frequency), len(passages)) for frequency in frequencies]
    return torch.tensor(rarities, dtype=torch.float32)
