"""Words in a question that name a place, a theme, a field or a collection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facet_words import FacetWords
from cases import EVERYTHING, Case, CaseFilter, CaseId, MemoryCaseStore


def case(number: int, **facts: str) -> Case:
    return Case(id=CaseId(f"case-{number}"), title="题", approach="做", **facts)  # type: ignore[arg-type] # the facts are valid themes and fields


STORE = MemoryCaseStore(
    [
        case(1, city="深圳市", district="宝安区", street="新安街道", community="安乐社区"),
        case(2, city="深圳市", district="福田区", street="南园街道", community="沙埔头社区"),
        case(3, city="洛阳市", community="中侨绿城社区", theme="民之所安", collection="第一期"),
        case(4, district="深汕特别合作区", field="老有颐养"),
    ]
)
WORDS = FacetWords(STORE)


@pytest.mark.parametrize(
    ("question", "said", "rest", "wanted"),
    [
        ("宝安区 夜市", "宝安区", "夜市", CaseFilter(district="宝安区")),
        ("宝安夜市", "宝安", "夜市", CaseFilter(district="宝安区")),
        ("夜市在宝安", "宝安", "夜市在", CaseFilter(district="宝安区")),
        ("洛阳充电", "洛阳", "充电", CaseFilter(city="洛阳市")),
        ("深汕养老", "深汕", "养老", CaseFilter(district="深汕特别合作区")),
        ("沙埔头租房", "沙埔头", "租房", CaseFilter(community="沙埔头社区")),
        ("安乐社区夜市", "安乐社区", "夜市", CaseFilter(community="安乐社区")),
        ("安乐的日子", "", "安乐的日子", EVERYTHING),
        ("南园街道 租房", "南园街道", "租房", CaseFilter(street="南园街道")),
        ("南园 租房", "", "南园 租房", EVERYTHING),
        ("民之所安 第一期", "民之所安、第一期", "",
         CaseFilter(theme="民之所安", collection="第一期")),
        ("老有颐养", "老有颐养", "", CaseFilter(field="老有颐养")),
        ("宝安和福田的夜市", "宝安", "和福田的夜市", CaseFilter(district="宝安区")),
        ("电动车充电", "", "电动车充电", EVERYTHING),
        ("", "", "", EVERYTHING),
    ],
)  # fmt: skip
def test_names_are_taken_out_of_a_question(
    question: str, said: str, rest: str, wanted: CaseFilter
) -> None:
    named = WORDS.read(question)

    assert (named.said, named.rest, named.filter) == (said, rest, wanted)


def test_what_the_caller_wants_wins_over_the_words() -> None:
    named = WORDS.read("宝安区 民之所安 夜市")

    narrowed = named.narrow(CaseFilter(district="福田区"))

    assert narrowed == CaseFilter(district="福田区", theme="民之所安")


def test_a_library_without_names_takes_nothing_out() -> None:
    words = FacetWords(MemoryCaseStore())

    assert words.read("宝安区 夜市").rest == "宝安区 夜市"
    assert words.read("宝安区 夜市").filter == EVERYTHING


@given(st.text())
def test_a_question_that_names_nothing_stays_as_it_is(question: str) -> None:
    named = WORDS.read(question)

    assert named.said or named.rest == question
