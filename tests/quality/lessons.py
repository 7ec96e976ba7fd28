"""How models learn from problems as a booklet tells them, and as residents put them (`needs.py`).

A model learns by contrast (van den Oord, Li and Vinyals, "Representation Learning with Contrastive
Predictive Coding", 2018): in a batch of needs, half of which are near to each other, a question
shall be nearer to its need's passage, and to another question, the title or a sentence of it, than
to those of all others and to small talk:

    minimise  -log exp(cos(q, d) / τ) / Σ_d' exp(cos(q, d') / τ)
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import torch
from torch.nn import functional

from index.pinyin import character_readings
from index.word_file import built_in, lines
from tests.quality.needs import Need

_NEAREST: Final = 12
_MISTYPED: Final = 0.15
_TOO_NEAR: Final = 0.8
"""Needs that were this near before learning, seen from the middle of all, tell the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A batch: the numbers of B needs, a question, the passage and another telling of each."""

    numbers: list[int]
    questions: list[str]
    passages: list[str]
    others: list[str]
    small_talk: list[str]


class Lessons:
    """Lessons drawn by chance, the same in every run."""

    def __init__(
        self,
        needs: Sequence[Need],
        vectors: Any,  # noqa: ANN401 - torch's types say little
        *,
        at_once: int,
        talk: int,
        chance: int = 1,
    ) -> None:
        """Keep what they are drawn from.

        Args:
            needs: All there are.
            vectors: Of their passages before learning, shape (needs, dimensions).
            at_once: Needs in a lesson.
            talk: Small talk in a lesson.
            chance: Another number draws others.
        """
        centred = functional.normalize(vectors - vectors.mean(0), dim=-1)
        self._nearness = centred @ centred.T
        self._near = self._nearness.topk(_NEAREST).indices[:, 1:].tolist()
        self._needs = needs
        self._at_once, self._talk = at_once, talk
        self._random = Random(chance)  # noqa: S311 - repeatable, not secret
        self._small_talk = [
            text
            for file in ("small_talk.txt", "off_topic.txt")
            for _, text in lines(built_in(file))
        ]
        self._sounding: dict[str, list[str]] = defaultdict(list)
        for character, readings in character_readings().items():
            self._sounding[readings[0]].append(character)

    def __iter__(self) -> Iterator[Lesson]:
        """Yield lessons without end: half of the needs chosen freely, half near to others."""
        choose = self._random.choice
        while True:
            numbers = self._random.sample(range(len(self._needs)), self._at_once // 2)
            chosen = dict.fromkeys(numbers)
            while len(chosen) < self._at_once:
                chosen[choose(self._near[choose(numbers)])] = None
                numbers = list(chosen)
            questions, others = zip(*map(self._draw, numbers), strict=True)
            yield Lesson(
                numbers=numbers,
                questions=list(questions),
                passages=[self._needs[number].passage for number in numbers],
                others=list(others),
                small_talk=self._random.sample(self._small_talk, self._talk),
            )

    def loss(self, lesson: Lesson, encode: Callable[[Sequence[str]], Any], *, at: float) -> Any:  # noqa: ANN401
        """Return what is to be minimised.

        Args:
            lesson: Of this object.
            encode: Returns the unit vectors of texts.
            at: τ.
        """
        count = len(lesson.numbers)
        asked = encode([*lesson.questions, *lesson.small_talk])
        told, also = encode(lesson.passages), encode(lesson.others)
        right = torch.arange(count)
        near = self._nearness[lesson.numbers][:, lesson.numbers]
        same = (near > _TOO_NEAR) & ~torch.eye(count, dtype=torch.bool)

        def scores(vectors: Any) -> Any:  # noqa: ANN401
            return (asked[:count] @ vectors.T / at).masked_fill(same, -torch.inf)

        talk = asked[:count] @ asked[count:].T / at
        to_passages = scores(told)
        return (
            functional.cross_entropy(torch.hstack([to_passages, talk]), right)
            + functional.cross_entropy(torch.hstack([scores(also), talk]), right)
            + functional.cross_entropy(to_passages.T, right) / 2
        ) / 2.5

    def _draw(self, number: int) -> tuple[str, str]:
        need = self._needs[number]
        question, other = self._random.sample(need.asked, 2)
        if self._random.random() < _MISTYPED:
            question = self._mistyped(question)
        told = self._random.choice(need.parts or (need.passage,))
        return question, self._random.choice((other, told))

    def _mistyped(self, text: str) -> str:
        """Put a character in the place of one that sounds alike."""
        readings = character_readings()
        places = [place for place, character in enumerate(text) if character in readings]
        if not places:
            return text
        place = self._random.choice(places)
        alike = self._random.choice(self._sounding[readings[text[place]][0]])
        return text[:place] + alike + text[place + 1 :]
