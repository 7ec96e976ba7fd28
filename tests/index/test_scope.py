"""How a question is worded tells needs from small talk."""

from math import log

import pytest

from index.normaliser import Normaliser
from index.scope import Scope, built_in_scope
from index.word_file import built_in, lines


@pytest.fixture(scope="module")
def shipped() -> Scope:
    return built_in_scope(Normaliser().normalise, built_in("off_topic.txt"))


def test_the_log_ratio_is_what_the_formula_says() -> None:
    scope = Scope(["路烂", "路黑", "灯黑"], ["讲笑话"])

    smoothed = log((2 + 2) / (3 + 4)) - log(2 / (1 + 4))
    unseen = log(2 / (3 + 4)) - log(2 / (1 + 4))

    assert scope.log_ratio("路") == pytest.approx(smoothed)
    assert scope.log_ratio("鱼") == pytest.approx(unseen)
    assert scope.log_ratio("路鱼") == pytest.approx(smoothed + 2 * unseen)


def test_a_blank_question_says_nothing(shipped: Scope) -> None:
    assert shipped.log_ratio("") == 0.0
    assert shipped.log_ratio(" ") == 0.0


def test_what_is_said_twice_counts_once(shipped: Scope) -> None:
    assert shipped.log_ratio("吵吵吵吵") == shipped.log_ratio("吵吵")


@pytest.mark.parametrize("need", ["楼上漏水没人管", "孩子放学没人接", "欠薪", "车位被占"])
def test_needs_are_likelier_needs(shipped: Scope, need: str) -> None:
    assert shipped.log_ratio(need) > 0


@pytest.mark.parametrize("talk", ["讲个笑话吧", "明天股票会涨吗", "红烧肉怎么做好吃", "你叫什么"])
def test_small_talk_is_likelier_small_talk(shipped: Scope, talk: str) -> None:
    assert shipped.log_ratio(talk) < 0


@pytest.mark.parametrize("name", ["needs.txt", "small_talk.txt"])
def test_a_list_says_nothing_twice_and_nothing_that_another_says(name: str) -> None:
    said = {
        file: [line for _, line in lines(built_in(file))]
        for file in ("needs.txt", "small_talk.txt", "off_topic.txt")
    }

    own = said.pop(name)

    assert len(own) == len(set(own)) > 1_000
    assert not set(own).intersection(*said.values())
    assert all(set(own).isdisjoint(others) for others in said.values())
