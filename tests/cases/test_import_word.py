"""Reading Word files: one case under each heading."""

from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE

from cases.files import CaseFile, read_case_file


@pytest.fixture
def document() -> Document:
    return docx.Document()


def _read(document: Document, folder: Path) -> CaseFile:
    path = folder / "案例.docx"
    document.save(str(path))
    return read_case_file(path)


def _add(document: Document, *paragraphs: str) -> None:
    for text in paragraphs:
        document.add_paragraph(text)


def test_labelled_lines_become_fields_and_paragraphs_continue_them(
    document: Document, tmp_path: Path
) -> None:
    document.add_heading("城南·巷充", level=1)
    _add(
        document,
        "难题：没地方充电。",
        "做法：拆掉危楼。",
        "",
        "建充电站。",
        "【成效】新增 100 多个。",
    )
    _add(document, "区: 南山", "主题：所安", "标签：充电、安全", "三、来源：深圳特区报")
    document.add_heading("乐翻夜市", level=2)
    _add(document, "做法", "划线经营。", "（二）社区：安乐社区")

    charging, market = _read(document, tmp_path).cases

    assert (charging.title, charging.problem) == ("城南·巷充", "没地方充电。")
    assert (charging.approach, charging.outcome) == ("拆掉危楼。\n建充电站。", "新增 100 多个。")
    assert (charging.place, charging.theme) == ("南山区", "民之所安")
    assert (charging.tags, charging.source) == (("充电", "安全"), "深圳特区报")
    assert (market.title, market.approach) == ("乐翻夜市", "划线经营。")
    assert market.community == "安乐社区"


def test_text_without_a_label_is_the_body(document: Document, tmp_path: Path) -> None:
    document.add_heading("甲", level=1)
    _add(document, "第一段。", "地点：不认识的名称，还是正文。", "链接：https://example.org/a:b")

    (case,) = _read(document, tmp_path).cases

    assert case.body == "第一段。\n地点：不认识的名称，还是正文。"
    assert case.url == "https://example.org/a:b"


def test_smaller_headings_that_name_a_field_belong_to_the_case(
    document: Document, tmp_path: Path
) -> None:
    document.add_heading("甲", level=1)
    document.add_heading("一、难题", level=2)
    _add(document, "吵。")
    document.add_heading("二、主要做法", level=2)
    _add(document, "装音柱。", "再巡查。")

    (case,) = _read(document, tmp_path).cases

    assert (case.title, case.problem, case.approach) == ("甲", "吵。", "装音柱。\n再巡查。")


def test_chapters_are_no_cases(document: Document, tmp_path: Path) -> None:
    document.add_heading("民生妙招汇编", level=0)
    document.add_heading("民之所盼", level=1)
    document.add_heading("甲", level=2)
    _add(document, "做法：做了。")

    case_file = _read(document, tmp_path)

    assert [case.title for case in case_file.cases] == ["甲"]
    assert case_file.rejected == ()


def test_a_chapter_with_text_of_its_own_is_told(document: Document, tmp_path: Path) -> None:
    document.add_heading("民之所盼", level=1)
    _add(document, "这一章讲急难愁盼。")
    document.add_heading("甲", level=2)
    _add(document, "做法：做了。")

    case_file = _read(document, tmp_path)

    assert [case.title for case in case_file.cases] == ["甲"]
    (fault,) = case_file.faults
    assert str(fault).startswith("第 1 个标题“民之所盼”，正文：下面还有小标题")
    assert case_file.rejected[0].cells["正文"] == "这一章讲急难愁盼。"


def test_a_heading_with_nothing_below_it_is_told(document: Document, tmp_path: Path) -> None:
    document.add_heading("甲", level=1)
    document.add_heading("乙", level=1)
    _add(document, "做法：做了。", "主题：所想")

    case_file = _read(document, tmp_path)

    assert [str(fault)[:18] for fault in case_file.faults] == [
        "第 1 个标题“甲”，做法：做法、摘",
        "第 2 个标题“乙”，主题：“所想”",
    ]


def test_tables_may_hold_the_fields(document: Document, tmp_path: Path) -> None:
    document.add_heading("甲", level=1)
    table = document.add_table(rows=4, cols=4)
    texts = (("区", "南山", "社区", "大新社区"), ("做法", "", "", ""), ("联系人", "张三", "", ""))
    for row, cells in zip(table.rows, texts, strict=False):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[1].cells[1].merge(table.rows[1].cells[3]).text = "建充电站"
    _add(document, "表后面的话。")

    case_file = _read(document, tmp_path)

    (case,) = case_file.cases
    assert (case.place, case.approach) == ("南山区大新社区", "建充电站")
    assert case.body == "表后面的话。"
    assert case_file.unknown_columns == ("联系人",)


def test_what_stands_before_the_first_heading_is_passed_over(
    document: Document, tmp_path: Path
) -> None:
    _add(document, "封面", "做法：不属于哪个案例")
    document.add_table(rows=1, cols=2)
    document.add_heading("甲", level=3)
    _add(document, "做法：做了。")

    assert [case.approach for case in _read(document, tmp_path).cases] == ["做了。"]


def test_a_style_built_on_a_heading_is_a_heading(document: Document, tmp_path: Path) -> None:
    style = document.styles.add_style("案例名", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("甲", style="案例名")
    document.add_paragraph("做法：做了。")

    assert [case.title for case in _read(document, tmp_path).cases] == ["甲"]


def test_a_second_title_in_the_text_is_told(document: Document, tmp_path: Path) -> None:
    document.add_heading("案例一", level=1)
    _add(document, "标题：城南巷充", "做法：做了。")

    (fault,) = _read(document, tmp_path).faults

    assert fault.remedy == "和“标题”说的是同一项（标题），请只留一个"
