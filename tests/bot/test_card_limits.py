"""A case at a glance: never more than 200 Chinese characters, and its figure is seen."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import cite, glance, make_card, open_case
from bot.link import CaseLink
from cases import Case, CaseId
from cases.built_in import built_in_library

LINK: Final = CaseLink("https://miaozhao.example.cn")
LIBRARY: Final = {case.id: case for case in built_in_library()}
READ_WITH_IT: Final = "看全文"
"""What a channel writes below a card."""

characters = st.sampled_from("社区充电车位投诉下降多个。，；！？\n 、：:,.0123456789%abc年月")


def text(longest: int, *, shortest: int = 0) -> st.SearchStrategy[str]:
    return st.text(characters, min_size=shortest, max_size=longest)


cases = st.builds(
    Case,
    id=st.just(CaseId("case-1")),
    title=text(79).map(lambda rest: f"题{rest}"),
    problem=text(300),
    approach=text(300).map(lambda rest: f"做{rest}"),
    outcome=text(300),
    district=text(20),
    street=text(20),
    community=text(40),
)


def chinese_characters(shown: str) -> int:
    return len(re.findall(r"[一-鿿]", shown))


@given(cases)
def test_a_card_has_at_most_200_characters_with_its_labels_and_link(case: Case) -> None:
    card = make_card(case, number=1, link=LINK)

    labelled = "".join(label + words for label, words in card.sections)
    assert len(card.title + card.place + labelled + READ_WITH_IT) <= 200


@pytest.mark.parametrize("case", LIBRARY.values(), ids=lambda case: case.id)
def test_every_built_in_case_fits_on_its_card(case: Case) -> None:
    card = make_card(case, number=1, link=LINK)

    shown = card.title + card.place + "".join(map("".join, card.sections)) + READ_WITH_IT
    assert chinese_characters(shown) <= 200
    assert card.approach
    assert card.url == f"https://miaozhao.example.cn/c/{case.id}"


@given(cases)
def test_a_glance_has_at_most_140_characters_on_one_line(case: Case) -> None:
    shown = glance(case)

    assert 0 < len(shown) <= 140
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (
            "居民都说好，街坊们的关系也更近了。大家出门方便多了。投诉下降96%。此后再没有反弹。",
            "投诉下降96%。",
        ),
        (
            "在各方共同努力之下，经过三个多月的持续整治，辖区内电动自行车违规停放充电的投诉下降96%。",
            "辖区内电动自行车违规停放充电的投诉下降96%。",
        ),
        (
            "经过各方三个多月的共同努力和持续不断的整治以后辖区内电动自行车违规停放充电的投诉下降96%了",
            "96%了",
        ),
        (
            "2024年以来各项工作稳步推进并且得到居民的一致好评和支持，夜间的投诉量下降了1,234宗。",
            "夜间的投诉量下降了1,234宗。",
        ),
        (
            "2024年12月全部完成改造并且得到居民的一致好评和支持，大家都觉得住得更舒心更安心了。",
            "2024年12月全部完成改造并且得到居民的一致好评和支持。",
        ),
        (
            "居民都说好，街坊们的关系也更近了。大家出门方便多了，孩子上学也有了安全的路。",
            "居民都说好，街坊们的关系也更近了。",
        ),
    ],
)
def test_the_figure_of_a_long_outcome_stays_in_sight(outcome: str, shown: str) -> None:
    case = Case(id=CaseId("case-1"), title="题", approach="做", outcome=outcome)

    assert make_card(case, number=1, link=LINK).outcome == shown


@given(text(200), st.from_regex(r"[1-9][0-9]{0,5}(\.[0-9]{1,2})?%", fullmatch=True), text(200))
def test_wherever_it_stands_a_figure_is_shown_whole(before: str, figure: str, after: str) -> None:
    outcome = f"{re.sub('[0-9%.,:]', '', before)}降{figure}后{after}"
    case = Case(id=CaseId("case-1"), title="题", approach="做", outcome=outcome)

    assert figure in make_card(case, number=1, link=LINK).outcome


def test_a_card_without_an_approach_takes_the_summary_then_the_body() -> None:
    summarised = Case(id=CaseId("a"), title="题", summary="摘要里说", body="正文里说")
    told = Case(id=CaseId("b"), title="题", body="正文里说")

    assert make_card(summarised, number=1, link=LINK).approach == "摘要里说"
    assert make_card(told, number=1, link=LINK).approach == "正文里说"


def test_an_opened_case_has_every_text_that_there_is_in_reading_order() -> None:
    case = Case(id=CaseId("a"), title="题", problem="甲", summary="丁", body="戊", outcome="丙")

    opened = open_case(case, LINK)

    assert opened.sections == (("难题", "甲"), ("成效", "丙"), ("摘要", "丁"), ("正文", "戊"))
    assert opened.url == "https://miaozhao.example.cn/c/a"


def test_a_citation_names_title_place_outcome_source_and_address() -> None:
    assert cite(LIBRARY[CaseId("anle-lefan-yeshi")], LINK) == (
        "安乐社区「乐翻夜市」：流动摊贩规范经营（宝安区新安街道安乐社区）："
        "商圈客流涨了30%，居民的投诉降了93%。"
        "来源：《深圳：以“党建锦囊·民生妙招”破解治理难题》，"
        "https://www.gdzz.gov.cn/zgxc/gddt/content/post_24542.html"
    )


def test_a_citation_of_what_is_not_known_says_where_it_was_read() -> None:
    case = Case(id=CaseId("a-b"), title="题目", approach="做")

    assert cite(case, LINK) == "题目。来源：妙招案例库，https://miaozhao.example.cn/c/a-b"
