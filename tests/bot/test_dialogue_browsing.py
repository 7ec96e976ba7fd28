"""Looking around: by theme, field, district and collection, and places within a question."""

import pytest

from cases import CaseId
from tests.bot.dialogue_double import Person, choices_of, lines, titles

CHARGING = CaseId("daxin-xiangchong")


def test_browsing_begins_with_four_ways_to_look(resident: Person) -> None:
    said = resident.reads("浏览")

    assert said == lines(
        """
        想按什么看？

        可以回复：主题 · 领域 · 区 · 期

        回复名字也可以，例如“主题”。
        """
    )


def test_themes_and_fields_keep_their_own_order(resident: Person) -> None:
    themes = resident.reads("主题")
    fields = resident.hears("领域")

    assert themes == lines(
        """
        按主题看：

        可以回复：民之所盼 · 民之所安 · 民之所需 · 民之所享 · 民之所向

        回复名字也可以，例如“民之所盼”。
        """
    )
    names = [choice.label.partition("（")[0] for choice in choices_of(fields)]
    assert names == [
        "幼有善育",
        "学有优教",
        "劳有厚得",
        "病有良医",
        "老有颐养",
        "住有宜居",
        "弱有众扶",
    ]


@pytest.mark.parametrize("facet", ["主题", "领域", "区", "期"])
def test_every_value_that_can_be_browsed_has_the_cases_it_promises(
    resident: Person, facet: str
) -> None:
    values = resident.hears(facet)

    for choice in choices_of(values):
        name, _, count = choice.label.rstrip("）").partition("（")
        listed = resident.hears(action=choice.action)
        typed = resident.hears(name)

        assert listed.opening == f"“{name}”有 {count} 个案例："
        assert typed == listed


def test_what_the_terminal_offers_is_understood_when_it_is_typed(resident: Person) -> None:
    offered = resident.reads("区").partition("可以回复：")[2].partition("\n")[0].split(" · ")

    answers = [resident.hears(name).opening for name in offered]

    assert "宝安区" in offered
    assert all(
        answer.startswith(f"“{name}”有 ") for name, answer in zip(offered, answers, strict=True)
    )


def test_a_district_is_browsed_newest_first(resident: Person) -> None:
    listed = resident.hears("宝安区")

    assert listed.opening == "“宝安区”有 5 个案例："
    assert titles(listed)[0] == "安乐社区定向音柱：化解广场舞噪音扰民"


@pytest.mark.parametrize("question", ["宝安区 夜市", "宝安夜市", "夜市，宝安"])
def test_a_place_in_the_question_narrows_it(resident: Person, question: str) -> None:
    answer = resident.hears(question)

    assert answer.opening == "在“宝安区”里找到 1 个案例："
    assert titles(answer) == ["安乐社区「乐翻夜市」：流动摊贩规范经营"]


def test_a_theme_in_the_question_narrows_it(resident: Person) -> None:
    answer = resident.hears("民之所安 电动车充电")

    assert answer.opening.startswith("在“民之所安”里找到 ")
    assert answer.cards[0].case_id == CHARGING


def test_a_place_where_nothing_fits_is_said_and_other_places_are_shown(resident: Person) -> None:
    answer = resident.hears("盐田区 骑手租房")

    assert answer.opening == "盐田区还没有合适的案例，先看看别处是怎么做的："
    assert answer.cards[0].case_id == "shaputou-qishou-youhui"


def test_of_two_names_alone_the_narrower_is_browsed(resident: Person) -> None:
    both = resident.hears("宝安区 民之所安")

    assert both == resident.hears("宝安区")
