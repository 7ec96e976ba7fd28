"""Train the weights of index/reduction: `python -m tests.quality.fit_reduction`.

`frames.txt` has ways to ask with a gap (`…`), in which questions are put: what people need
(`index/data/needs.txt`, the wordings of `needs.py`) and what nothing answers. Three in ten stand
by themselves: most questions come without a word too many. What is seen in fewer than three
frames or questions is not learnt, or else the frames would be learnt by heart. No library is
looked at; of the judged queries 141 stand among the questions by chance. Takes a minute and a
half.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.colloquial import to_mandarin
from index.normaliser import Normaliser
from index.reduction.reducer import FILE, SLOTS, Slots, slots_of, split
from index.word_file import built_in, lines
from tests.quality.needs import NEEDS, read_needs

_FRAMES: Final = Path(__file__).with_name("frames.txt")
_SMALL_TALK: Final = Path(__file__).with_name("small_talk.txt")
_GAP: Final = "…"
_LONGEST: Final = 30
"""Characters of a question that is learnt from."""

_FRAMED: Final = re.compile(
    "请问|你好|谢谢|求助|怎么办|咋办|咋整|怎么解决|办法|案例|例子|经验|做法"
)
"""A question with one of these has something around it already."""

_EXAMPLES: Final = 80_000
_EPOCHS: Final = 4
_SHARES: Final = (0.25, 0.4, 0.35)
"""Of needs, of wordings of needs, and of what nothing answers."""

_BARE: Final = 0.3
"""The share of questions that stand by themselves."""

_EXCHANGED: Final = 0.1
_GREETED: Final = 0.1
"""Shares of frames that end as another one, and that begin with one more short beginning."""

_SHORT: Final = 6
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """A text, the bounds of what is asked in it, and the slots of its features."""

    text: str
    start: int
    end: int
    slots: Slots


def main() -> None:
    """Put questions into frames, learn, and write the weights."""
    chance = random.Random(2026)  # noqa: S311 - no secret
    examples = list(_examples(chance, _frames(), _questions(), _EXAMPLES))
    known = _known(examples)
    before, after = _learn(chance, examples, known)
    np.savez_compressed(FILE, before=before.astype(np.float16), after=after.astype(np.float16))


def _read(text: str) -> str:
    return to_mandarin(Normaliser().normalise(text))


def _frames() -> list[tuple[str, str]]:
    """Return what stands before and behind; a pause beside the gap is kept as a space."""
    frames = []
    for line in _FRAMES.read_text("utf-8").splitlines():
        before, _, behind = line.partition(_GAP)
        frames.append((_read(f"{before}x")[:-1], _read(f"x{behind}")[1:]))
    return frames


def _questions() -> list[list[str]]:
    """Return needs, wordings of needs, and what nothing answers."""
    talk = (built_in("off_topic.txt"), built_in("small_talk.txt"), _SMALL_TALK.read_text("utf-8"))
    kinds = (
        [text for _, text in lines(built_in("needs.txt"))],
        [text for need in read_needs(NEEDS) for text in need.asked],
        [text for file in talk for _, text in lines(file)],
    )
    read = [[_read(text) for text in kind] for kind in kinds]
    return [
        [text for text in kind if 0 < len(text) <= _LONGEST and not _FRAMED.search(text)]
        for kind in read
    ]


def _examples(
    chance: random.Random,
    frames: Sequence[tuple[str, str]],
    questions: list[list[str]],
    count: int,
) -> Iterator[_Example]:
    greetings = [before for before, _ in frames if 0 < len(before) <= _SHORT]
    for _ in range(count):
        (kind,) = chance.choices(questions, _SHARES)
        asked, before, behind = chance.choice(kind), "", ""
        if chance.random() >= _BARE:
            before, behind = chance.choice(frames)
            if chance.random() < _EXCHANGED:
                behind = chance.choice(frames)[1]
            if chance.random() < _GREETED:
                before = f"{chance.choice(greetings).strip()} {before}"
        text = f"{before}{asked}{behind}"
        start, end = len(before), len(before) + len(asked)
        yield _Example(text=text, start=start, end=end, slots=slots_of(text))


def _known(examples: Sequence[_Example]) -> NDArray[np.bool_]:
    """Return which slots are seen in enough different runs of text."""
    seen: dict[int, set[str]] = {}
    for example in examples:
        runs = (0, example.start), (example.start, example.end), (example.end, len(example.text))
        for start, end in runs:
            run = example.text[start:end]
            for slot in np.unique(example.slots[start:end]).tolist():
                texts = seen.setdefault(slot, set())
                if len(texts) < _FEWEST:
                    texts.add(run)
    known = np.zeros(SLOTS, dtype=np.bool_)
    known[[slot for slot, texts in seen.items() if len(texts) >= _FEWEST]] = True
    return known


def _learn(
    chance: random.Random, examples: list[_Example], known: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the averaged weights of what stands before, and behind."""
    now, summed = np.zeros((2, SLOTS)), np.zeros((2, SLOTS))
    step = 1
    for _ in range(_EPOCHS):
        chance.shuffle(examples)
        wrong = 0
        for example in examples:
            step += 1
            slots, count = example.slots, len(example.text)
            places = np.arange(count)
            start, end = split(
                now[0][slots].sum(axis=1), now[1][slots].sum(axis=1), places, places + 1
            )
            if (start, end) == (example.start, example.end):
                continue
            wrong += 1
            for side, right, taken in (
                (0, places < example.start, places < start),
                (1, places >= example.end, places >= end),
            ):
                for sign, moved in ((1.0, right & ~taken), (-1.0, taken & ~right)):
                    touched = slots[moved].ravel()
                    touched = touched[known[touched]]
                    np.add.at(now[side], touched, sign)
                    np.add.at(summed[side], touched, sign * step)
        print(f"wrong {wrong / len(examples):.3f}", flush=True)
    before, after = now - summed / step
    return before, after


if __name__ == "__main__":
    main()
