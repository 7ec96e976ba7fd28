"""Reading workbooks as officials lay them out."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
import python_calamine as calamine
import xlsxwriter

from cases.errors import UnreadableFileError
from cases.files import CaseFile, read_case_file
from cases.files.xlsx_package import find_error_cells, find_percent_cells, measure_sheet

_HEADER = ("标题", "做法", "区", "日期")


class _Workbook:
    """Writes a workbook of one or several sheets and reads it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "案例.xlsx"
        self.book = xlsxwriter.Workbook(str(self.path))

    def add_sheet(self, rows: Sequence[Sequence[object]] = (), name: str | None = None) -> object:
        sheet = self.book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date | datetime | time):
                    form = self.book.add_format({"num_format": "yyyy/m/d"})
                    sheet.write_datetime(number, column, value, form)
                elif isinstance(value, float | int | str):
                    sheet.write(number, column, value)
        return sheet

    def read(self) -> CaseFile:
        self.book.close()
        return read_case_file(self.path)


@pytest.fixture
def workbook(tmp_path: Path) -> _Workbook:
    return _Workbook(tmp_path)


def test_numbers_and_dates_are_read_as_a_person_sees_them(workbook: _Workbook) -> None:
    rows = (
        ("编号", "标题", "做法", "成效", "日期"),
        (7, 110, 0.1 + 0.2, 194, datetime(2025, 11, 3)),  # noqa: DTZ001 - Excel knows no zones
        (8, "乙", "做", 12345678901, datetime(2025, 11, 3, 10, 30)),  # noqa: DTZ001 - likewise
        (9, "丙", "做", True, 45964),
        (10, "丁", "做", "", 2025),
    )
    workbook.add_sheet(rows)

    cases = workbook.read().cases

    assert [case.id for case in cases] == ["7", "8", "9", "10"]
    assert (cases[0].title, cases[0].approach, cases[0].outcome) == ("110", "0.3", "194")
    assert [case.outcome for case in cases[1:]] == ["12345678901", "TRUE", ""]
    assert [case.date for case in cases] == ["2025-11-03", "2025-11-03", "2025-11-03", "2025"]


def test_a_time_of_day_is_no_date(workbook: _Workbook) -> None:
    workbook.add_sheet((_HEADER, ("甲", "做", "", time(10, 30))))

    faults = workbook.read().faults

    assert [fault.value for fault in faults] == ["10:30:00"]


def test_title_lines_and_empty_rows_around_the_header_are_passed_over(workbook: _Workbook) -> None:
    rows = (
        (),
        ("深圳市“民生妙招”案例汇总表（标题、做法必填）",),
        ("填报单位：", "南山区"),
        ("", *_HEADER),
        (),
        ("", "甲", "做", "南山"),
        ("", "", " ", ""),
        ("", "", "漏了标题"),
    )
    workbook.add_sheet(rows)

    case_file = workbook.read()

    assert [case.title for case in case_file.cases] == ["甲"]
    assert [str(fault) for fault in case_file.faults] == [
        "第 8 行，标题：是空的，每个案例都要有标题"
    ]


def test_the_first_sheet_with_a_header_is_read(workbook: _Workbook) -> None:
    workbook.add_sheet(name="说明")
    workbook.add_sheet((("标题", "必填，最多 80 个字"), ("做法", "必填")), name="填表")
    workbook.add_sheet((_HEADER, ("甲", "做")), name="案例")
    workbook.add_sheet((_HEADER, ("乙", "做")), name="旧案例")

    assert [case.title for case in workbook.read().cases] == ["甲"]


def test_a_workbook_without_a_header_names_its_sheets(workbook: _Workbook) -> None:
    workbook.add_sheet((("姓名",),), name="名单")

    with pytest.raises(UnreadableFileError, match="工作表“名单”里没有找到列名"):
        workbook.read()


def test_merged_cells_count_for_every_row_they_span(workbook: _Workbook) -> None:
    rows = (_HEADER, ("甲", "一"), ("乙", "二"), (), ("丙", "三", "福田"), ("", "四"))
    sheet = workbook.add_sheet(rows)
    sheet.merge_range(1, 2, 3, 2, "南山")  # type: ignore[attr-defined] # xlsxwriter has no types
    sheet.merge_range(4, 0, 5, 0, "丙")  # type: ignore[attr-defined] # xlsxwriter has no types

    case_file = workbook.read()

    places = [(case.title, case.district) for case in case_file.cases]
    assert places == [("甲", "南山区"), ("乙", "南山区"), ("丙", "福田区")]
    assert [row.row for row in case_file.rejected] == [6]


def test_merged_cells_may_reach_beyond_the_last_row(workbook: _Workbook) -> None:
    sheet = workbook.add_sheet((_HEADER, ("甲", "一"), ("乙", "二")))
    sheet.merge_range(1, 2, 9, 2, "南山")  # type: ignore[attr-defined] # xlsxwriter has no types
    sheet.merge_range(20, 0, 30, 0, "")  # type: ignore[attr-defined] # xlsxwriter has no types

    assert [case.district for case in workbook.read().cases] == ["南山区", "南山区"]


def test_a_stray_cell_far_out_is_told_before_memory_runs_out(workbook: _Workbook) -> None:
    sheet = workbook.add_sheet((_HEADER, ("甲", "一")), name="案例")
    sheet.write(1_048_575, 16_383, "x")  # type: ignore[attr-defined] # xlsxwriter has no types

    with pytest.raises(UnreadableFileError, match="一直用到第 1048576 行、第 16384 列"):
        workbook.read()


def test_a_percentage_is_read_as_it_is_shown(workbook: _Workbook) -> None:
    sheet = workbook.add_sheet(
        (("标题", "做法", "成效"), ("甲", "做"), ("乙", "做"), ("丙", "做"))
    )
    for row, (form, value) in enumerate((("0%", 0.96), ('0.0"%"', 0.5), ("0.0%", 0.125)), start=1):
        style = workbook.book.add_format({"num_format": form})
        sheet.write_number(row, 2, value, style)  # type: ignore[attr-defined] # likewise

    outcomes = [case.outcome for case in workbook.read().cases]

    assert outcomes == ["96%", "0.5", "12.5%"]


def test_a_cell_that_shows_an_error_is_told(workbook: _Workbook) -> None:
    sheet = workbook.book.add_worksheet()
    sheet.write_row(0, 0, ("标题", "做法", "成效", "日期", "心情"))
    sheet.write_row(1, 0, ("甲", "做"))
    sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 3, "=NA()", None, "#N/A")
    sheet.write_row(2, 0, ("乙", "做", "好"))
    sheet.write_formula(2, 4, "=NA()", None, "#N/A")
    sheet.write_row(3, 1, ("做", "好"))
    sheet.write_formula(3, 0, "=NA()", None, "#N/A")
    sheet.write_row(4, 1, ("做", "好"))
    sheet.write_formula(4, 0, "=NA()", None, "#N/A")

    read = workbook.read()

    remedy = "是公式的错误值 {}，请改好公式，或直接填上内容"
    assert [case.title for case in read.cases] == ["乙"]
    assert [str(fault) for fault in read.faults] == [
        f"第 2 行，成效：{remedy.format('#DIV/0!')}",
        f"第 2 行，日期：{remedy.format('#N/A')}",
        f"第 4 行，标题：{remedy.format('#N/A')}",
        f"第 5 行，标题：{remedy.format('#N/A')}",
    ]
    assert read.rejected[0].cells["成效"] == "#DIV/0!"


def test_what_shows_no_error_is_passed_over(workbook: _Workbook) -> None:
    workbook.add_sheet([("#N/A", 1)], "案例")
    workbook.book.close()

    assert find_error_cells(workbook.path.read_bytes(), "案例") == {}
    assert find_error_cells(b"x", "案例") == {}


def test_percentages_of_what_is_no_workbook_are_none() -> None:
    assert find_percent_cells(b"x", "案例") == frozenset()


def test_percentages_are_passed_over_where_the_workbook_is_odd(workbook: _Workbook) -> None:
    sheet = workbook.add_sheet(name="案例")
    style = workbook.book.add_format({"num_format": 9})
    sheet.write_number(0, 0, 0.5, style)  # type: ignore[attr-defined] # xlsxwriter has no types
    workbook.book.close()
    data = BytesIO()
    with zipfile.ZipFile(workbook.path) as package, zipfile.ZipFile(data, "w") as odd:
        for name in package.namelist():
            odd.writestr(name, package.read(name).replace(b'<c r="A1"', b'<c r="?"'))

    assert find_percent_cells(workbook.path.read_bytes(), "案例") == {(0, 0)}
    assert find_percent_cells(workbook.path.read_bytes(), "别的") == frozenset()
    assert find_percent_cells(data.getvalue(), "案例") == frozenset()
    assert measure_sheet(workbook.path.read_bytes(), "案例") == (1, 1)
    assert measure_sheet(data.getvalue(), "案例") == (0, 0)
    assert measure_sheet(data.getvalue(), "别的") == (0, 0)


def test_a_workbook_with_a_password_says_so(
    workbook: _Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ProtectedWorkbook:
        """Stands in for an encrypted .xls, which no library at hand can write."""

        @classmethod
        def from_filelike(cls, _file: BytesIO) -> None:
            raise calamine.PasswordError

    monkeypatch.setattr(calamine, "CalamineWorkbook", ProtectedWorkbook)
    workbook.add_sheet((_HEADER,))

    with pytest.raises(UnreadableFileError, match="设了打开密码"):
        workbook.read()


def test_text_that_looks_like_an_escape_or_a_formula_stays_text(workbook: _Workbook) -> None:
    sheet = workbook.add_sheet((("标题", "做法"),))
    sheet.write_string(1, 0, "_x0041_")  # type: ignore[attr-defined] # xlsxwriter has no types
    sheet.write_string(1, 1, "=1+1")  # type: ignore[attr-defined] # xlsxwriter has no types

    (case,) = workbook.read().cases

    assert (case.title, case.approach) == ("_x0041_", "=1+1")


def test_a_workbook_under_the_old_ending_is_read_too(workbook: _Workbook) -> None:
    workbook.add_sheet((_HEADER, ("甲", "做")))
    workbook.book.close()
    renamed = workbook.path.rename(workbook.path.with_suffix(".xls"))

    assert [case.title for case in read_case_file(renamed).cases] == ["甲"]
