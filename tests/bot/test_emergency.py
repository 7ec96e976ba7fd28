"""Whoever may be in danger first reads whom to call."""

import pytest

from bot import wording
from bot.emergency import advice_for
from cases import MemoryGapLog
from tests.bot.dialogue_double import Person


@pytest.mark.parametrize(
    "said",
    [
        "着火了",
        "楼上厨房起火了怎么办",
        "有人晕倒了",
        "被老公打了",
        "家里煤气好像泄漏了",
        "孩子掉河里了",
    ],
)
def test_danger_is_told_whom_to_call(said: str) -> None:
    assert advice_for(said) == wording.DANGER


@pytest.mark.parametrize("said", ["我不想活了", "活着没意思", "有个工友老说想自杀"])
def test_despair_is_told_who_listens(said: str) -> None:
    assert advice_for(said) == wording.DESPAIR


@pytest.mark.parametrize(
    "said",
    [
        "火灾",
        "家暴",
        "消防通道被堵",
        "热得想死",
        "电动车充电",
        "急救培训",
        "老人不想活动",
        "被人打扰",
        "煤气罐没气了",
        "防溺水宣传",
        "120",
        "",
    ],
)
def test_a_topic_is_no_emergency(said: str) -> None:
    assert advice_for(said) == ""


def test_cases_follow_where_there_are_any(resident: Person) -> None:
    reply = resident.hears("楼上往下扔东西，有人晕倒了")
    again = resident.hears("高空抛物")

    assert reply.opening.startswith(f"{wording.DANGER}\n")
    assert reply.cards
    assert "110" not in again.opening


def test_despair_that_no_case_answers_is_neither_searched_on_nor_noted(
    resident: Person, gaps: MemoryGapLog
) -> None:
    reply = resident.hears("我不想活了")

    assert reply.opening == wording.DESPAIR
    assert reply.choices == ()
    assert gaps.most_asked(1) == []
