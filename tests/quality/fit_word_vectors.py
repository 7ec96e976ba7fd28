"""Make index/word_vectors: `python -m tests.quality.fit_word_vectors bge-small-zh-v1.5.onnx`.

A text's vector is to be the sum of its words' vectors, brought to length 1. So the words are given
the vectors with which such sums lie nearest to where bge-small-zh-v1.5 sees the whole text:

    minimise  Σ_texts 1 - cos(Σ_words v(word), bge(text))

as a student learns from its teacher (Hinton, Vinyals and Dean, "Distilling the Knowledge in a
Neural Network", 2015). The texts are words and phrases thrown together, which need no corpus:
everyday phrases of `synonyms.txt`, and the words of jieba's dictionary. Before learning, a word
has the vector that the teacher gives to it alone, the less of it the commoner the word (Arora,
Liang and Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", 2017).

In the end they learn how residents put what cases tell (`fine_tune_words.py`).

Neither a library nor a judged query is looked at. Takes twenty minutes on two cores; asks for the
extra `semantic`, for torch, and for the teacher as it was published (index/bge/README.md). Raise
`NAME` in index/word_vectors/table.py when the files change.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import distribution
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

import index.bge
import index.word_vectors
from bot.commands.console import progress_bar
from index.analyser import Analyser
from index.bge import Model
from index.builder import dictionary_words
from index.encoder import Vectors
from index.local_encoder import LocalEncoder
from index.word_file import built_in, lines
from tests.quality.built_in_analyser import built_in_analyser_and_phrases
from tests.quality.fine_tune_words import learn

_DIMENSIONS: Final = 128
"""Twice as many find no more of the judged queries' cases."""

_USUAL_WORDS: Final = 80_000
_USUAL: Final = re.compile(r"^([一-鿿]{1,5}) (\d+)", re.MULTILINE)
_TEXTS: Final = 600_000
_MOST_PHRASES: Final = 3
_MOST_WORDS: Final = 4
_EVENING: Final = 0.5
"""Words come up by this power of how often they are said: rare ones must be learnt, too."""

_COMMON: Final = 1e-3
"""a of a / (a + p), p being the share of all that is said that is this word."""

_AT_ONCE: Final = 1_024
_EPOCHS: Final = 4
_LEARNING_RATE: Final = 0.01
_MEAN_DECAY: Final = 0.9
_SQUARE_DECAY: Final = 0.98

_VOCABULARY: Final = Path(index.bge.__file__).with_name("vocabulary.txt")
_OF_TEACHER: Final = 512
"""Dimensions."""

_Matrix = NDArray[np.float32]
_Numbers = NDArray[np.int64]


def main(published: Path) -> None:
    """Make texts, ask the teacher, learn, and write the files."""
    random = np.random.default_rng(2026)
    analyser, phrases = built_in_analyser_and_phrases()
    usual, counts = _usual_words()
    words = [*usual, *sorted(set(dictionary_words(phrases, analyser.normalise)) - set(usual))]
    shares = np.zeros(len(words))
    shares[: len(usual)] = counts / counts.sum()
    texts = [*phrases, *_mixed(phrases, usual, shares[: len(usual)], random)]
    teacher = LocalEncoder(lambda: Model(published, _VOCABULARY), _OF_TEACHER)
    targets, axes = _principal(_encode(teacher, texts))
    alone = _encode(teacher, words)
    start = _unit((alone - alone.mean(0)) @ axes)
    start *= (_COMMON / (_COMMON + shares))[:, np.newaxis]
    numbers = {word: number for number, word in enumerate(words)}
    said = [np.array(known_words(text, analyser, numbers), np.int64) for text in texts]
    vectors = _learn(start.astype(np.float32), said, targets, random)
    _write(words, fine_tuned(vectors, analyser, numbers))


def known_words(text: str, analyser: Analyser, numbers: Mapping[str, int]) -> list[int]:
    """Return the numbers of a normalised text's words."""
    return [numbers[word] for word in analyser.words(text) if word in numbers]


def fine_tuned(vectors: _Matrix, analyser: Analyser, numbers: Mapping[str, int]) -> _Matrix:
    """Return the vectors after they learnt what residents mean, question words left out."""
    asking = {
        number
        for _, word in lines(built_in("question_words.txt"))
        if (number := numbers.get(word)) is not None
    }

    def read(text: str) -> list[int]:
        said = known_words(analyser.normalise(text), analyser, numbers)
        return [number for number in said if number not in asking]

    return learn(vectors, read)


def _usual_words() -> tuple[list[str], NDArray[np.float64]]:
    """Return the words that jieba's corpus says most, and how often it does."""
    path = Path(str(distribution("jieba").locate_file("jieba/dict.txt")))
    rows = _USUAL.findall(path.read_text(encoding="utf-8"))
    rows.sort(key=lambda row: -int(row[1]))
    del rows[_USUAL_WORDS:]
    return [word for word, _ in rows], np.array([float(count) for _, count in rows])


def _mixed(
    phrases: Sequence[str],
    words: Sequence[str],
    shares: NDArray[np.float64],
    random: np.random.Generator,
) -> Iterator[str]:
    """Yield texts of phrases and words in any order; a few are of nothing."""
    probable = shares**_EVENING / (shares**_EVENING).sum()
    some_phrases = random.integers(len(phrases), size=(_TEXTS, _MOST_PHRASES))
    some_words = random.choice(len(words), size=(_TEXTS, _MOST_WORDS), p=probable)
    counts = random.integers((_MOST_PHRASES + 1, _MOST_WORDS + 1), size=(_TEXTS, 2))
    for chosen, beside, (many, more) in zip(some_phrases, some_words, counts, strict=True):
        parts = [phrases[n] for n in chosen[:many]] + [words[n] for n in beside[:more]]
        random.shuffle(parts)
        yield "".join(parts)


def _encode(teacher: LocalEncoder, texts: Sequence[str]) -> Vectors:
    vectors = np.empty((len(texts), teacher.dimensions), dtype=np.float32)
    with progress_bar("问老师") as show:
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            vectors[start : start + len(some)] = teacher.encode_questions(some)
            show(start + len(some), len(texts))
    return vectors


def _principal(vectors: Vectors) -> tuple[_Matrix, _Matrix]:
    """Return the vectors, from their middle, on the axes that tell most apart; and the axes."""
    centred = vectors - vectors.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    axes = directions[:, : -_DIMENSIONS - 1 : -1]
    return _unit(centred @ axes), axes


def _unit(rows: _Matrix) -> _Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: _Matrix = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def _learn(
    vectors: _Matrix, said: Sequence[_Numbers], targets: _Matrix, random: np.random.Generator
) -> _Matrix:
    """Return the vectors after going through the texts a few times, with Adam.

    Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015; a word's components share
    one mean square, and words that do not come up are left as they are.
    """
    order = np.array([number for number, words in enumerate(said) if len(words)])
    means, squares = np.zeros_like(vectors), np.zeros(len(vectors), dtype=np.float32)
    steps = np.zeros(len(vectors), dtype=np.int64)
    batches = len(order) // _AT_ONCE
    with progress_bar("学习") as show:
        for done in range(_EPOCHS * batches):
            if done % batches == 0:
                random.shuffle(order)
            batch = order[done % batches * _AT_ONCE :][:_AT_ONCE]
            words, slopes = _slopes(vectors, [said[number] for number in batch], targets[batch])
            steps[words] += 1
            means[words] += (1 - _MEAN_DECAY) * (slopes - means[words])
            squares[words] += (1 - _SQUARE_DECAY) * ((slopes**2).mean(1) - squares[words])
            mean = means[words] / (1 - _MEAN_DECAY ** steps[words])[:, np.newaxis]
            size = np.sqrt(squares[words] / (1 - _SQUARE_DECAY ** steps[words]))[:, np.newaxis]
            rate = _LEARNING_RATE * (1 - done / (_EPOCHS * batches))
            vectors[words] -= (rate * mean / (size + 1e-8)).astype(np.float32)
            show(done + 1, _EPOCHS * batches)
    return vectors


def _slopes(
    vectors: _Matrix, said: Sequence[_Numbers], targets: _Matrix
) -> tuple[_Numbers, _Matrix]:
    """Return the words of a batch, each once, and the slope of its loss in their vectors."""
    counts = np.array([len(words) for words in said])
    words = np.concatenate(said)
    sums = np.add.reduceat(vectors[words], np.cumsum(counts) - counts)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True) + np.float32(1e-6)
    units = sums / lengths
    cosines = np.vecdot(units, targets)[:, np.newaxis]
    of_each = np.repeat((cosines * units - targets) / lengths, counts, axis=0)
    order = np.argsort(words, kind="stable")
    distinct, first = np.unique(words[order], return_index=True)
    return distinct, np.add.reduceat(of_each[order], first)


def _write(words: Sequence[str], vectors: _Matrix) -> None:
    folder = Path(index.word_vectors.__file__).parent
    scales = np.maximum(np.abs(vectors).max(1), np.finfo(np.float32).tiny) / 127
    np.save(folder / "vectors.npy", np.round(vectors / scales[:, np.newaxis]).astype(np.int8))
    np.save(folder / "scales.npy", scales.astype(np.float32))
    text = "".join(chain.from_iterable((word, "\n") for word in words))
    (folder / "words.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
