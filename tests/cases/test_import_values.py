"""What people write in a cell, and what the case then says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import CaseFilter, UnknownThemeError, read_filter
from cases.files.derived_id import derive_id
from cases.files.list_cells import join_list, split_list
from cases.files.tidy_text import cut, tidy_line, tidy_text
from cases.values import read_date, read_field, read_id, read_place, read_status, read_theme


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-11-03", "2025-11-03"),
        ("2025-11-3", "2025-11-03"),
        ("2025/11/3", "2025-11-03"),
        ("2025.11.3", "2025-11-03"),
        ("2025年11月3日", "2025-11-03"),
        ("2025 年 11 月 3 号", "2025-11-03"),
        ("２０２５年１１月３日", "2025-11-03"),
        ("20251103", "2025-11-03"),
        ("2025年11月", "2025-11"),
        ("2025-11", "2025-11"),
        ("2025/1", "2025-01"),
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025-11-03 10:30:00", "2025-11-03"),
        ("2025-11-3 9:05", "2025-11-03"),
        ("2025-11-03T10:30:00.5+08:00", "2025-11-03"),
        ("45964", "2025-11-03"),
        ("45964.4375", "2025-11-03"),
    ],
)
def test_dates_are_read_however_they_are_written(written: str, read: str) -> None:
    assert read_date(written) == read


@pytest.mark.parametrize(
    "written", ["上个月", "2025-11-03-01", "11/3/2025", "2025-11/3", "12", ""]
)
def test_what_is_no_date_stays_as_it_is(written: str) -> None:
    assert read_date(written) == written


@pytest.mark.parametrize("written", ["民之所盼", "所盼", "“民之所盼”", "「所盼」"])
def test_a_theme_may_be_written_short(written: str) -> None:
    assert read_theme(written) == "民之所盼"


@pytest.mark.parametrize("written", ["ND-1001", "ＮＤ－１００１", "ND-1001\u3000"])
def test_an_id_in_full_width_characters_is_the_same_id(written: str) -> None:
    assert read_id(written) == "ND-1001"


def test_an_unknown_theme_and_field_are_left_to_the_case() -> None:
    assert read_theme("所想") == "所想"
    assert read_field("“住有宜居”") == "住有宜居"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", "已发布"),
        ("公开", "已发布"),
        ("Published", "已发布"),
        ("draft", "草稿"),
        ("下架", "已撤下"),
        ("withdrawn", "已撤下"),
        ("草稿", "草稿"),
        ("审核中", "审核中"),
        ("Checking", "Checking"),
    ],
)
def test_status_words_are_understood(written: str, read: str) -> None:
    assert read_status(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (("", "南山"), ("深圳市", "南山区")),
        (("深圳", "大鹏"), ("深圳市", "大鹏新区")),
        (("深圳市", "深汕"), ("深圳市", "深汕特别合作区")),
        (("", "南山区"), ("深圳市", "南山区")),
        (("鹤岗市", "南山"), ("鹤岗市", "南山")),
        (("", "浦东新区"), ("", "浦东新区")),
        (("深圳", ""), ("深圳市", "")),
        (("", ""), ("", "")),
    ],
)
def test_only_shenzhens_own_places_are_completed(
    written: tuple[str, str], read: tuple[str, str]
) -> None:
    assert read_place(*written) == read


def test_tags_part_at_every_separator_and_wordings_not_at_commas() -> None:
    text = "充电、电动车，安全,消防;a；b|c\nd、"

    tags = split_list("tags", text)
    wordings = split_list("asked_as", "没地方充电，怎么办；楼下、楼道能充吗|充电\n\n充电桩")

    assert tags == ("充电", "电动车", "安全", "消防", "a", "b", "c", "d")
    assert wordings == ("没地方充电，怎么办", "楼下、楼道能充吗", "充电", "充电桩")


@pytest.mark.parametrize("broken", ['["a"', '["a", "b]', '["a"x"]', '["a", 1, "b"]'])
def test_what_only_looks_like_a_json_list_is_plain_text(broken: str) -> None:
    assert split_list("asked_as", broken) == (broken,)


@given(st.lists(st.text()).map(lambda items: tuple(filter(None, map(tidy_line, items)))))
def test_lists_come_back_from_a_cell_whatever_their_items_hold(items: tuple[str, ...]) -> None:
    assert split_list("tags", tidy_text(join_list("tags", items))) == items
    assert split_list("asked_as", tidy_text(join_list("asked_as", items))) == items


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)
    assert tidy_line(tidy_line(text)) == tidy_line(text)


def test_tidying_keeps_lines_and_tabs_and_drops_what_nobody_sees() -> None:
    assert tidy_text("\u3000一\r\n二\r三\v四\t五\x00\u200b\ufeff ") == "一\n二\n三\n四\t五"
    assert tidy_line("一 \n 二") == "一 二"


def test_a_long_value_is_cut_for_a_message() -> None:
    assert cut("一二三四", 3) == "一二…"
    assert cut("一二三", 3) == "一二三"


def test_an_id_depends_on_place_and_title_alone() -> None:
    place = {"city": "深圳市", "district": "南山区", "street": "", "community": ""}

    case_id = derive_id(**place, title="城南·巷充")

    assert case_id == "ctcr3s3ilb3s4"
    assert len(case_id) == 13
    assert derive_id(**place, title=" 城南 ·巷充") == case_id
    assert derive_id(**place, title="城南巷充") != case_id
    assert derive_id(**place | {"community": "大新社区"}, title="城南·巷充") != case_id


def test_a_filter_may_be_written_as_short_as_in_a_file() -> None:
    short = read_filter(district=" 南山 ", theme="“所盼”", collection="第一期 ")

    assert short == CaseFilter(district="南山区", theme="民之所盼", collection="第一期")


def test_a_filter_keeps_the_names_of_other_cities() -> None:
    assert read_filter(district="天河区") == CaseFilter(district="天河区")


def test_a_filter_of_nothing_lets_everything_through() -> None:
    assert read_filter(district=" ", theme=" ").is_empty


def test_a_theme_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownThemeError, match="没有“所想”这个主题"):
        read_filter(theme="所想")
