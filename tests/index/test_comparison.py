"""Questions beside documents, seen from the middle of all vectors."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

from index.comparison import Comparison
from index.encoder import Vectors
from index.errors import EncoderUnavailableError
from index.examples import Examples
from index.meanings import Meanings

DIMENSIONS: Final = 16


def unit(rows: NDArray[np.float64]) -> Vectors:
    unit_rows: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit_rows


def cone(seed: int, count: int) -> Vectors:
    """Return vectors that point about the same way, as a model's do."""
    return unit(np.random.default_rng(seed).normal(size=(count, DIMENSIONS)) + 2.0)


class OneVector:
    """An encoder to which every question is the same, or that is down."""

    name = "one"
    dimensions = DIMENSIONS

    def __init__(self, vector: NDArray[np.float32]) -> None:
        self.vector = vector
        self.is_down = False
        self.asked: list[str] = []

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        if self.is_down:
            raise EncoderUnavailableError("语义服务没有回答。")
        self.asked += texts
        return np.repeat(self.vector[np.newaxis], len(texts), axis=0)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        return self.encode_questions(texts)


PASSAGES = np.vstack((cone(1, 3), np.zeros((1, DIMENSIONS), dtype=np.float32)))
QUESTIONS = cone(2, 9)  # two of the first document, none of the others, seven off-topic ones
MEANINGS = Meanings(
    encoder="one",
    passages=PASSAGES,
    questions=QUESTIONS,
    starts=np.array([0, 2, 2, 2, 9]),
    keys=np.arange(1, 5, dtype=np.uint64),
)
QUESTION = cone(3, 1)[0]


def centred(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return centred_on(QUESTIONS[2:].mean(axis=0), vectors)


def centred_on(centre: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return cosines(QUESTION - centre, vectors - centre)


def centred_by(question: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    centre = QUESTIONS[2:].mean(axis=0)
    return cosines(question - centre, vectors - centre)


def cosines(one: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    told: NDArray[np.float32] = (
        others @ one / np.linalg.norm(others, axis=-1) / np.linalg.norm(one)
    )
    return told


def smooth(near: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the smooth maximum of each row."""
    weights = np.exp(near / 0.05)
    told: NDArray[np.float32] = (weights * near).sum(axis=1) / weights.sum(axis=1)
    return told


def together(
    passages: NDArray[np.float32], questions: NDArray[np.float32] | float
) -> NDArray[np.float32]:
    """Return how near passages and the nearest of their questions are as one."""
    told: NDArray[np.float32] = np.float32(0.65) * passages + np.float32(0.35) * questions
    return told


def levels(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    told: NDArray[np.int8] = np.rint(100 * vectors).astype(np.int8)
    return told


def test_centred_cosines_are_those_of_the_vectors_less_the_middle() -> None:
    compared = Comparison(MEANINGS, OneVector(QUESTION)).compare("问")

    assert compared is not None
    asked = centred(QUESTIONS[:2])
    nearest = np.average(asked, weights=np.exp(asked / 0.05))
    expected = [together(centred(PASSAGES[0]), float(nearest)), *centred(PASSAGES[1:3])]
    assert compared.centred.tolist() == pytest.approx(expected, abs=1e-5)


def test_of_the_off_topic_questions_the_five_nearest_are_told() -> None:
    compared = Comparison(MEANINGS, OneVector(QUESTION)).compare("问")

    assert compared is not None
    five = np.sort(centred(QUESTIONS[2:]))[-5:]
    assert compared.off_topic == pytest.approx(float(five.mean()), abs=1e-5)


def test_with_examples_the_turned_question_is_compared_with_passages() -> None:
    examples = Examples(
        basis=np.eye(DIMENSIONS, dtype=np.float32),
        middle=np.zeros(DIMENSIONS, dtype=np.float32),
        asked=levels(QUESTION[np.newaxis]),
        counts=np.array([1]),
        told=levels(PASSAGES[2:3]),
        small_talk=levels(-cone(6, 4)),
        weight=2.5,
        far=0.55,
    )
    comparison = Comparison(MEANINGS, OneVector(QUESTION), examples)

    plain = Comparison(MEANINGS, OneVector(QUESTION)).compare("问")
    compared = comparison.compare("问")

    assert plain is not None
    assert compared is not None
    assert compared.turned is not None
    vector = compared.turned.vector
    expected = centred_by(vector, PASSAGES[1:3])
    assert compared.centred[1:].tolist() == pytest.approx(expected.tolist(), abs=1e-5)
    assert compared.centred[2] > plain.centred[2]
    questions = plain.centred[0] - together(centred(PASSAGES[0]), 0)
    told = together(centred_by(vector, PASSAGES[:1])[0], 0)
    assert compared.centred[0] == pytest.approx(told + questions, abs=1e-5)
    assert compared.off_topic == plain.off_topic


def test_a_document_without_a_passage_is_near_nothing() -> None:
    meanings = Meanings(
        encoder="one",
        passages=np.vstack((PASSAGES[3:], PASSAGES[:1])),
        questions=QUESTIONS[2:],
        starts=np.array([0, 0, 7]),
        keys=np.arange(1, 3, dtype=np.uint64),
    )

    compared = Comparison(meanings, OneVector(QUESTION)).compare("问")

    assert compared is not None
    assert compared.centred.tolist() == [0.0]


def test_a_question_that_is_paged_through_is_encoded_once() -> None:
    encoder = OneVector(QUESTION)
    comparison = Comparison(MEANINGS, encoder)

    comparison.compare("问")
    comparison.compare("问")

    assert encoder.asked == ["问"]


def test_an_encoder_that_is_down_is_asked_again_next_time() -> None:
    encoder = OneVector(QUESTION)
    comparison = Comparison(MEANINGS, encoder)

    encoder.is_down = True
    nothing = comparison.compare("问")
    encoder.is_down = False

    assert nothing is None
    assert comparison.compare("问") is not None


def large_library(count: int) -> Meanings:
    """Return documents with two questions each, of which the last ones are far from everything."""
    return Meanings(
        encoder="one",
        passages=np.vstack((cone(4, count), PASSAGES[3:])),
        questions=np.vstack((cone(5, 2 * count), QUESTIONS[2:])),
        starts=np.array([*range(0, 2 * count + 1, 2), 2 * count + 7]),
        keys=np.arange(1, count + 2, dtype=np.uint64),
    )


def test_of_a_large_library_the_nearest_passages_are_looked_at_closely() -> None:
    meanings = large_library(1_000)
    centre = QUESTIONS[2:].mean(axis=0)

    compared = Comparison(meanings, OneVector(QUESTION)).compare("问")

    assert compared is not None
    passages = centred_on(centre, meanings.passages[:-1])
    questions = smooth(centred_on(centre, meanings.questions[:-7]).reshape(-1, 2))
    whole = together(passages, questions)
    order = np.argsort(-passages)
    near, far = order[:100], order[100:]
    assert compared.centred[near].tolist() == pytest.approx(whole[near].tolist(), abs=1e-5)
    assert compared.centred[far].tolist() == pytest.approx(passages[far].tolist(), abs=1e-5)


def test_what_words_found_is_looked_at_closely_too() -> None:
    meanings = large_library(1_000)
    centre = QUESTIONS[2:].mean(axis=0)
    last = int(np.argmin(centred_on(centre, meanings.passages[:-1])))

    compared = Comparison(meanings, OneVector(QUESTION)).compare("问", also=[last])

    assert compared is not None
    passage = centred_on(centre, meanings.passages[last])
    questions = centred_on(centre, meanings.questions[2 * last : 2 * last + 2])
    expected = together(passage, smooth(questions[np.newaxis]))
    assert compared.centred[last] == pytest.approx(float(expected[0]), abs=1e-5)
