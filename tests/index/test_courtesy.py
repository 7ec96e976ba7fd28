"""Greetings, thanks and ways to ask around a question change nothing about what is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.courtesy import without_courtesies
from index.normaliser import Normaliser

normalise = Normaliser().normalise


@pytest.mark.parametrize(
    "said",
    [
        "广场舞",
        "广场舞，谢谢",
        "你好，广场舞怎么解决？",
        "请问广场舞怎么办",
        "您好！请问广场舞有什么好办法？谢谢！",
        "你好，我想问一下，广场舞怎么办呢？急，在线等",
        "广场舞麻烦帮忙看看",
        "咨询：有没有关于广场舞的做法",
        "Hello，廣場舞點算",
    ],
)
def test_what_is_only_polite_is_left_out(said: str) -> None:
    assert without_courtesies(normalise(said)) == "广场舞"


@pytest.mark.parametrize(
    "said",
    [
        "你好",
        "谢谢你",
        "您好 请问",
        "怎么办",
        "咨询台",
        "感谢信",
        "孩子发急",
        "麻烦事太多",
        "",
        "有没有",
    ],
)
def test_nothing_else_is_touched(said: str) -> None:
    assert without_courtesies(said) == said


@given(st.text().map(normalise))
def test_something_is_always_left_of_something(text: str) -> None:
    asked = without_courtesies(text)

    assert asked in text
    assert bool(asked) == bool(text)
    assert asked == asked.strip()


def test_it_stays_fast_on_what_never_ends() -> None:
    assert without_courtesies("你好" * 5_000 + "广场舞" + "谢谢" * 5_000) == "广场舞"
    assert without_courtesies("怎么办" * 20_000 + "x").endswith("x")
