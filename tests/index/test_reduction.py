"""What people put around what they ask for is told from it, whatever they ask for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.reduction import QueryReducer, load_weights
from index.reduction.reducer import SLOTS, slots_of, split

ANALYSER = Analyser(Normaliser(), JiebaSegmenter(["广场舞"]))
REDUCER = QueryReducer(load_weights())
TEXTS = st.text(st.sampled_from("你好请问广场舞怎么办谢谢ab1 楼下跳舞太吵了"), max_size=30)


def asked(question: str) -> str:
    text = ANALYSER.normalise(question)
    tokens = ANALYSER.tokens(text)
    if not tokens:
        return ""
    start, end = REDUCER.bounds(text, tokens)
    return text[start:end]


@pytest.mark.parametrize(
    "question",
    [
        "广场舞",
        "广场舞，谢谢",
        "你好，广场舞怎么解决？",
        "麻烦问下广场舞这块有没有经验",
        "您好！请问广场舞有什么好办法？谢谢！",
        "你好，我想问一下广场舞的事，急，在线等",
        "老师好，想请教一下，广场舞这个事别处都是怎么弄的呀",
        "不好意思打擾了，請問廣場舞有什麼好辦法",
    ],
)
def test_what_stands_around_is_left_out(question: str) -> None:
    assert asked(question) == "广场舞"


@pytest.mark.parametrize(
    "question",
    [
        "你好",
        "谢谢你",
        "怎么办",
        "感谢信",
        "麻烦事太多",
        "楼下跳舞太吵",
        "培训班跑路退不了钱",
        "老师收礼",
        "guangchangwu",
    ],
)
def test_what_says_only_what_is_asked_stays_whole(question: str) -> None:
    assert asked(question) == question


@given(TEXTS)
def test_something_is_always_asked_and_no_word_is_parted(question: str) -> None:
    text = ANALYSER.normalise(question)
    tokens = ANALYSER.tokens(text)
    if not tokens:
        return

    start, end = REDUCER.bounds(text, tokens)

    assert start < end
    assert start in {offset for offset, _ in tokens}
    assert end in {offset + len(word) for offset, word in tokens}


def test_a_letter_is_left_whole() -> None:
    letter = ANALYSER.normalise("尊敬的领导您好，" + "楼下每天晚上跳舞太吵了，" * 10 + "谢谢")

    assert REDUCER.bounds(letter, ANALYSER.tokens(letter)) == (0, len(letter))


@given(st.text(max_size=50))
def test_every_feature_has_a_weight(text: str) -> None:
    text = ANALYSER.normalise(text)

    slots = slots_of(text)

    assert len(slots) == len(text)
    assert (slots < SLOTS).all()


def test_a_character_is_told_by_its_neighbours_and_by_its_distance_from_the_ends() -> None:
    one, other = slots_of("问广场舞吗呢的了呀"), slots_of("问广场舞吗呢的了啊")

    assert (one[:3] == other[:3]).all()
    assert (one[-1] != other[-1]).any()
    assert (slots_of("啊啊啊")[0] != slots_of("啊啊啊")[2]).any()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([3.0, -1.0, -1.0], [-1.0, -1.0, 3.0], (1, 2)),
        ([-1.0, -1.0, -1.0], [-1.0, -1.0, -1.0], (0, 3)),
        ([3.0, 3.0, 3.0], [-1.0, -1.0, -1.0], (2, 3)),
        ([-1.0, -1.0, -1.0], [3.0, 3.0, 3.0], (0, 1)),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], (0, 3)),
    ],
)
def test_the_bounds_have_the_largest_sum(
    before: list[float], after: list[float], expected: tuple[int, int]
) -> None:
    places = np.arange(3)

    bounds = split(
        np.array(before, dtype=np.float32),
        np.array(after, dtype=np.float32),
        places,
        places + 1,
    )

    assert bounds == expected
