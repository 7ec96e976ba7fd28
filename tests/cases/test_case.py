"""The rules of a case, in the words that people read when one is broken."""

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import CHINESE_NAMES, FIELDS, STATUSES, THEMES, Case, CaseId, InvalidCaseError
from cases.case import is_case_date

CASE = Case(id=CaseId("a"), title="城南·巷充", approach="把充电桩建进巷子")


def faults_of(**changes: Any) -> list[str]:  # noqa: ANN401 - any field, right or wrong
    """Change a valid case and return what is said against it."""
    try:
        replace(CASE, **changes)
    except InvalidCaseError as error:
        return [str(fault) for fault in error.faults]
    return []


# -- what a case must have


def test_every_field_has_its_chinese_name_in_the_order_of_the_fields() -> None:
    assert list(CHINESE_NAMES) == [entry.name for entry in fields(Case)]
    assert len(set(CHINESE_NAMES.values())) == len(CHINESE_NAMES)


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CASE.title = "改"  # type: ignore[misc]  # that it fails is the point


@pytest.mark.parametrize("blank", ["", " ", "\u3000\n"])
def test_a_title_is_required(blank: str) -> None:
    assert faults_of(title=blank) == ["标题是空的，每个案例都要有标题"]


@pytest.mark.parametrize("name", ["approach", "summary", "body"])
def test_one_of_approach_summary_and_body_is_enough(name: str) -> None:
    assert faults_of(**{"approach": "", name: "有内容"}) == []


@pytest.mark.parametrize("blank", ["", " \n"])
def test_without_approach_summary_and_body_there_is_no_case(blank: str) -> None:
    assert faults_of(approach=blank) == ["做法、摘要、正文都是空的，至少要填一项"]


# -- the id


@pytest.mark.parametrize("good", ["a", "7", "bao-an_1.2", "城南·巷充", "案" * 13, "x" * 40])
def test_an_id_of_letters_and_digits_is_allowed(good: str) -> None:
    assert faults_of(id=good) == []


@pytest.mark.parametrize("bad", ["", "-a", "·a", "a b", "a/b", "a\n", "a\x00", "<b>", "\ud800"])
def test_an_id_with_anything_else_is_refused(bad: str) -> None:
    assert any(
        said.startswith(f"编号“{bad}”不能用，只能有文字、数字和") for said in faults_of(id=bad)
    )


@pytest.mark.parametrize("long", ["案" * 14, "x" * 41])
def test_an_id_must_fit_a_telegram_button(long: str) -> None:
    (said,) = faults_of(id=long)

    assert said.endswith("太长，最多 40 个字母或 13 个汉字")


# -- lengths


@pytest.mark.parametrize(
    ("name", "longest"),
    [
        ("title", 80),
        ("problem", 2_000),
        ("approach", 5_000),
        ("outcome", 2_000),
        ("summary", 500),
        ("body", 50_000),
        ("city", 20),
        ("district", 20),
        ("street", 20),
        ("community", 40),
        ("lead", 80),
        ("collection", 40),
        ("contributor", 20),
        ("source", 200),
    ],
)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name: str, longest: int) -> None:
    chinese = CHINESE_NAMES[name]

    assert faults_of(**{name: "字" * longest}) == []
    assert faults_of(**{name: "字" * (longest + 1)}) == [
        f"{chinese} {longest + 1} 个字，最多 {longest} 个字"
    ]


def test_an_address_may_have_500_characters() -> None:
    address = "https://example.org/".ljust(500, "a")

    assert faults_of(url=address) == []
    assert faults_of(url=f"{address}a") == ["链接 501 个字，最多 500 个字"]


@pytest.mark.parametrize(("name", "most", "longest"), [("tags", 20, 20), ("asked_as", 50, 100)])
def test_lists_have_a_limit_and_so_has_each_of_their_texts(
    name: str, most: int, longest: int
) -> None:
    chinese = CHINESE_NAMES[name]

    assert faults_of(**{name: ("字" * longest,) * most}) == []
    assert faults_of(**{name: ("字",) * (most + 1)}) == [
        f"{chinese}有 {most + 1} 个，最多 {most} 个"
    ]
    (said,) = faults_of(**{name: ("字" * (longest + 1),)})
    assert said.endswith(f"”有 {longest + 1} 个字，每个最多 {longest} 个字")


@pytest.mark.parametrize("name", ["tags", "asked_as"])
def test_a_list_holds_no_blank_text(name: str) -> None:
    assert faults_of(**{name: ("充电", " ")}) == [f"{CHINESE_NAMES[name]}里有一个是空的，请删掉"]


# -- choices


@pytest.mark.parametrize(
    ("name", "allowed"), [("theme", ("", *THEMES)), ("field", ("", *FIELDS)), ("status", STATUSES)]
)
def test_choices_are_taken_from_their_list(name: str, allowed: tuple[str, ...]) -> None:
    for choice in allowed:
        assert faults_of(**{name: choice}) == []

    (said,) = faults_of(**{name: "别的"})
    choices = "、".join(filter(None, allowed))
    assert said == f"{CHINESE_NAMES[name]}“别的”不认识，请改成其中一个：{choices}"


def test_a_status_is_never_empty() -> None:
    (said,) = faults_of(status="")

    assert said.startswith("状态“”不认识")


# -- control characters


@pytest.mark.parametrize("name", [name for name in CHINESE_NAMES if name not in {"id", "status"}])
def test_no_text_holds_control_characters(name: str) -> None:
    value: Any = ("充\x00电",) if name in {"tags", "asked_as"} else "充\x00电"

    assert f"{CHINESE_NAMES[name]}里有看不见的控制字符，请删掉" in faults_of(**{name: value})


@pytest.mark.parametrize("letter", ["\x07", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff", "\udc00"])
def test_what_no_database_or_page_can_hold_is_refused(letter: str) -> None:
    assert faults_of(body=letter) != []


@pytest.mark.parametrize("letter", ["\t", "\n", "\r\n", "\u3000", "😀", "𠮷", "<script>", "&"])
def test_what_people_write_is_kept(letter: str) -> None:
    assert faults_of(body=f"一{letter}二") == []


# -- addresses and dates


@pytest.mark.parametrize("good", ["http://a.cn", "https://www.sz.gov.cn/案例?id=1#x"])
def test_a_web_address_is_a_link(good: str) -> None:
    assert faults_of(url=good) == []


@pytest.mark.parametrize(
    "bad",
    [
        "www.sz.gov.cn",
        "javascript:alert(1)",
        "ftp://a.cn",
        "https://",
        "https://a b",
        "http://[",
        "无",
    ],
)
def test_anything_else_is_no_link(bad: str) -> None:
    assert faults_of(url=bad) == [f"链接“{bad}”不是网址，要以 http:// 或 https:// 开头"]


@pytest.mark.parametrize("good", ["2025", "2025-04", "2025-04-17", "2024-02-29", "2000-02-29"])
def test_a_date_is_as_exact_as_is_known(good: str) -> None:
    assert is_case_date(good)
    assert faults_of(date=good) == []


@pytest.mark.parametrize(
    "bad",
    [
        *("2025-4-17", "2025年4月", "25", "2025-13", "2025-00", "2025-04-31", "2025-02-29"),
        *("1900-02-29", "2025-04-17 ", "2025-04-17\n", "2025/04/17", "２０２５", "0000", "明天"),
    ],
)
def test_a_day_that_does_not_exist_is_no_date(bad: str) -> None:
    assert faults_of(date=bad) == [f"日期“{bad}”不是日期，请写成 2025-04-17、2025-04 或 2025"]


@given(day=st.dates())
def test_dates_agree_with_the_calendar(day: Any) -> None:  # noqa: ANN401 - a datetime.date
    assert is_case_date(day.isoformat()) == (1_000 <= day.year <= 2_999)


# -- what is said


def test_one_look_tells_all_that_is_wrong() -> None:
    with pytest.raises(InvalidCaseError) as caught:
        Case(id=CaseId(""), title="", date="明天")

    assert [fault.field for fault in caught.value.faults] == ["标题", "编号", "做法", "日期"]
    assert str(caught.value).count("；") == 3


def test_a_long_value_is_cut_where_it_is_quoted() -> None:
    with pytest.raises(InvalidCaseError) as caught:
        replace(CASE, url="x" * 400)

    (fault,) = caught.value.faults
    assert fault.value == "x" * 39 + "…"
    assert len(str(fault)) < 80


# -- where it happened, and who may see it


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("深圳市", "南山区", "南头街道", "大新社区"), "南山区南头街道大新社区"),
        (("", "宝安区", "", "沙埔头"), "宝安区沙埔头"),
        (("深圳市", "", "", ""), "深圳市"),
        (("广州市", "越秀区", "", ""), "广州市越秀区"),
        (("", "", "", ""), ""),
    ],
)
def test_a_place_leaves_the_home_city_unsaid(place: tuple[str, str, str, str], said: str) -> None:
    city, district, street, community = place

    case = replace(CASE, city=city, district=district, street=street, community=community)

    assert case.place == said


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_is_published_is_public(status: Any) -> None:  # noqa: ANN401 - a Status
    assert replace(CASE, status=status).is_public == (status == "已发布")
