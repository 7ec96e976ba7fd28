"""The file of rejected rows: nothing lost, corrected and imported again."""

import json
from pathlib import Path

import docx
import pytest
import xlsxwriter

from cases.errors import UnreadableFileError
from cases.files import CaseFile, RejectedRow, RowFault, read_case_file, write_rejected

_TEXT = "案例标题,做法,备注,日期\n甲,,=1,上个月\n乙,做,,2025\n,做,-,2025/1/2\n"


def _csv(folder: Path, text: str = _TEXT, name: str = "案例.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_file_gives_a_csv_file_with_the_reasons(tmp_path: Path) -> None:
    path = _csv(tmp_path)

    written = write_rejected(path, read_case_file(path))

    assert written == tmp_path / "案例-rejected.csv"
    assert written.read_text(encoding="utf-8-sig").splitlines() == [
        "案例标题,做法,备注,日期,原因",
        "甲,,'=1,上个月,\"第 2 行，做法：做法、摘要、正文都是空的，至少要填一项",
        '第 2 行，日期：“上个月”不是日期，请写成 2025-04-17、2025-04 或 2025"',
        ",做,'-,2025/1/2,第 4 行，案例标题：是空的，每个案例都要有标题",
    ]


def test_the_rejected_rows_can_be_corrected_and_imported(tmp_path: Path) -> None:
    path = _csv(tmp_path)
    written = write_rejected(path, read_case_file(path))
    assert written
    text = written.read_text(encoding="utf-8-sig")
    written.write_text(
        text.replace("甲,,", "甲,做了,").replace("上个月", "2025"), encoding="utf-8"
    )

    again = read_case_file(written)

    assert [case.title for case in again.cases] == ["甲"]
    assert again.unknown_columns == ("备注",)
    assert again.rejected[0].cells == {
        "案例标题": "",
        "做法": "做",
        "备注": "-",
        "日期": "2025/1/2",
    }


_DOUBLED = "编号,标题,做法\n1,甲,做\n1,乙,做\n"


@pytest.mark.parametrize("text", [_DOUBLED, "标题,做法\n甲,做\n甲,别的\n"])
def test_a_row_whose_id_another_has_waits_until_its_reason_is_cleared(
    tmp_path: Path, text: str
) -> None:
    path = _csv(tmp_path, text)
    first = write_rejected(path, read_case_file(path))
    assert first

    unmended = read_case_file(first)
    second = write_rejected(first, unmended)
    assert second
    still_unmended = read_case_file(second)

    assert unmended.cases == still_unmended.cases == ()
    (fault,) = still_unmended.faults
    assert str(fault) == (
        "第 2 行，原因：上次因为和另一行是同一个案例而没有导入，请改好后清空“原因”这一格；"
        "要替换那个案例，也请清空"
    )
    assert still_unmended.rejected[0].cells == read_case_file(path).rejected[0].cells


def test_a_row_whose_reason_is_cleared_is_imported(tmp_path: Path) -> None:
    path = _csv(tmp_path, _DOUBLED)
    written = write_rejected(path, read_case_file(path))
    assert written
    reason = "第 3 行，编号：和第 2 行的编号相同，请改成不同的编号，或删去一行\n"
    text = written.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    assert f'1,乙,做,"{reason}改好后请清空这一格，不清空就不导入"' in text

    written.write_text("编号,标题,做法,原因\n2,乙,做,\n", encoding="utf-8")

    assert [case.id for case in read_case_file(written).cases] == ["2"]


def test_json_lines_with_a_doubled_id_wait_as_well(tmp_path: Path) -> None:
    path = tmp_path / "案例.jsonl"
    path.write_text('{"编号": "1", "标题": "甲", "做法": "做"}\n' * 2, encoding="utf-8")
    written = write_rejected(path, read_case_file(path))
    assert written

    assert read_case_file(written).cases == ()


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = _csv(tmp_path)
    case_file = read_case_file(path)

    first = write_rejected(path, case_file)
    second = write_rejected(path, case_file)
    third = write_rejected(tmp_path / "案例-rejected-2.csv", case_file)

    names = [written.name for written in (first, second, third) if written]
    assert names == ["案例-rejected.csv", "案例-rejected-2.csv", "案例-rejected-3.csv"]


def test_nothing_rejected_writes_nothing(tmp_path: Path) -> None:
    assert write_rejected(tmp_path / "案例.csv", CaseFile(cases=())) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_a_workbook_gives_a_workbook(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "案例.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("标题", "做法", "电话"))
        sheet.write_row(1, 0, ("", "做", 13800138000))
    case_file = read_case_file(path)

    written = write_rejected(path.with_suffix(ending), case_file)

    assert written == tmp_path / "案例-rejected.xlsx"
    again = read_case_file(written)
    assert [row.cells for row in again.rejected] == [
        {"标题": "", "做法": "做", "电话": "13800138000"}
    ]


def test_json_lines_keep_their_lists_and_broken_lines(tmp_path: Path) -> None:
    path = tmp_path / "案例.jsonl"
    lines = (
        '{"标题": "", "做法": "做", "标签": ["a、b"], "x": "\\ud800"}',
        "{坏",
        '{"标题": "好"}',
    )
    path.write_text("\n".join(lines), encoding="utf-8")

    written = write_rejected(path, read_case_file(path))

    assert written == tmp_path / "案例-rejected.jsonl"
    first, second, third = map(json.loads, written.read_text(encoding="utf-8").splitlines())
    assert first == {
        "标题": "",
        "做法": "做",
        "标签": ["a、b"],
        "x": "\ud800",
        "原因": "第 1 行，标题：是空的，每个案例都要有标题",
    }
    assert second == {"原文": "{坏", "原因": "第 2 行：不是完整的 JSON，请检查引号、逗号和括号"}
    assert third["标题"] == "好"


def test_word_gives_a_table_with_a_column_for_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "案例.docx"
    document = docx.Document()
    document.add_heading("甲", level=1)
    document.add_paragraph("区：南山")
    document.save(str(path))

    written = write_rejected(path, read_case_file(path))

    assert written == tmp_path / "案例-rejected.csv"
    assert [row.cells for row in read_case_file(written).rejected] == [
        {"标题": "甲", "区": "南山", "做法": ""}
    ]


def test_a_list_goes_into_one_cell(tmp_path: Path) -> None:
    fault = RowFault(row=1, where="第 1 行", column="", value="", remedy="不行")
    row = RejectedRow(row=1, cells={"问法": ("a；b", "c"), "标签": ("x", "y")}, faults=(fault,))

    written = write_rejected(tmp_path / "案例.csv", CaseFile(cases=(), rejected=(row,)))

    assert written
    assert written.read_text(encoding="utf-8-sig").splitlines()[1] == (
        '"[""a；b"", ""c""]",x、y,第 1 行：不行'
    )


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = _csv(tmp_path)
    case_file = read_case_file(path)

    with pytest.raises(UnreadableFileError, match="写不进去"):
        write_rejected(tmp_path / "没有" / "案例.csv", case_file)
