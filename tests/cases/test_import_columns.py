"""Column names as people write them."""

import pytest

from cases.case import CHINESE_NAMES
from cases.files.columns import field_of, is_reason_column


@pytest.mark.parametrize(("field", "chinese"), CHINESE_NAMES.items())
def test_a_field_is_known_by_its_chinese_and_its_english_name(field: str, chinese: str) -> None:
    assert field_of(chinese) == field
    assert field_of(field) == field
    assert field_of(field.upper()) == field


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("案例标题", "title"),
        ("名称", "title"),
        ("题目", "title"),
        ("问题", "problem"),
        ("痛点", "problem"),
        ("背景", "problem"),
        ("妙招", "approach"),
        ("举措", "approach"),
        ("解决办法", "approach"),
        ("效果", "outcome"),
        ("成果", "outcome"),
        ("内容", "body"),
        ("全文", "body"),
        ("简介", "summary"),
        ("城市", "city"),
        ("行政区", "district"),
        ("辖区", "district"),
        ("所在区", "district"),
        ("镇", "street"),
        ("街道办", "street"),
        ("村", "community"),
        ("居委会", "community"),
        ("责任单位", "lead"),
        ("lead_organisation", "lead"),
        ("关键词", "tags"),
        ("问法", "asked_as"),
        ("常见问法", "asked_as"),
        ("期数", "collection"),
        ("网址", "url"),
        ("原文链接", "url"),
        ("source_url", "url"),
        ("发布日期", "date"),
        ("时间", "date"),
        ("case_id", "id"),
        ("contributor_kind", "contributor"),
    ],
)
def test_what_people_write_instead_is_known_too(column: str, field: str) -> None:
    assert field_of(column) == field


@pytest.mark.parametrize(
    "column",
    [
        "标题*",
        " 标 题 ",
        "标题（必填）",
        "标题(80字以内)",
        "标题：",
        "\ufeff标题",
        "*标题",
        "标题\n（必填）",
    ],
)
def test_marks_blanks_and_notes_around_a_name_make_no_difference(column: str) -> None:
    assert field_of(column) == "title"


@pytest.mark.parametrize("column", ["ＴＩＴＬＥ", "Case ID", "Source-URL", "asked as"])
def test_full_width_letters_case_and_hyphens_make_no_difference(column: str) -> None:
    assert field_of(column) is not None


@pytest.mark.parametrize("column", ["", "备注", "序号", "联系电话", "（必填）", "*"])
def test_other_names_are_no_field(column: str) -> None:
    assert field_of(column) is None


def test_the_column_of_reasons_is_recognised() -> None:
    assert is_reason_column(" 原因 ")
    assert not is_reason_column("原因分析")
