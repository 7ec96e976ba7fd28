"""Excel workbooks: read as officials lay them out, written so that nothing is lost.

Reading takes the first sheet that has a header. A value in merged cells counts for every row
that it spans, except 编号 and 标题. What one cell shows as #DIV/0! is read as #DIV/0!, and what it
shows as 96% as 96%, the latter in .xlsx only.

A cell holds at most 32,767 characters. Longer text goes on in a column 正文（续 1） to its right,
and reading puts it together again.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import python_calamine as calamine
import xlsxwriter

from cases.errors import UnreadableFileError
from cases.files import ods_package, xls_workbook, xlsx_package
from cases.files.columns import field_of
from cases.files.grid import find_header, rows_below
from cases.files.raw_rows import RawFile
from cases.files.xlsx_package import find_percent_cells, measure_sheet

_Value = float | str | bool | time | date | datetime | timedelta

_MOST_IN_A_CELL: Final = 32_767  # UTF-16 units, Excel's own limit
_MOST_CELLS: Final = 5_000_000
_CONTINUED: Final = re.compile(r"(.+)\(续 ?\d+\)")
_NEVER_SPREAD: Final = frozenset({"id", "title"})
_DIGITS: Final = ".15g"  # as many as Excel keeps
_WIDTHS: Final = {"标题": 32, "难题": 40, "做法": 56, "成效": 40, "摘要": 40, "正文": 56} | {
    "群众怎么问": 32,
    "链接": 32,
}
_USUAL_WIDTH: Final = 14
_ERROR_FINDERS: Final = (
    xlsx_package.find_error_cells,
    xls_workbook.find_error_cells,
    ods_package.find_error_cells,
)
"""Each knows its own format, and nothing of the others'; a file's ending may be wrong."""


def read_excel(path: Path, data: bytes) -> RawFile:
    """Read the sheet of cases of an .xlsx, .xls or .ods workbook.

    Raises:
        UnreadableFileError: No workbook, a damaged or a protected one, or no header.
    """
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for sheet_name in workbook.sheet_names:
                _refuse_sprawl(path, sheet_name, *measure_sheet(data, sheet_name))
                sheet = workbook.get_sheet_by_name(sheet_name)
                grid = _texts(sheet, find_percent_cells(data, sheet_name))
                for find_error_cells in _ERROR_FINDERS:
                    _show_errors(grid, find_error_cells(data, sheet_name))
                header = find_header(grid)
                if header is not None:
                    _spread_merged(grid, header, sheet.merged_cell_ranges or [])
                    _join_continued(grid, header)
                    return rows_below(path, grid, header)
            sheets = "、".join(f"“{name}”" for name in workbook.sheet_names)
    except calamine.PasswordError as fault:
        raise UnreadableFileError(path, "设了打开密码，请在 Excel 里去掉密码后再试") from fault
    except (calamine.CalamineError, OSError) as fault:
        raise UnreadableFileError(
            path, "不是 Excel 文件，或者已经损坏，请用 Excel 打开，另存为 .xlsx 后再试"
        ) from fault
    raise UnreadableFileError(
        path, f"工作表{sheets}里没有找到列名，请在案例上方写一行列名，至少要有“标题”和“做法”"
    )


def encode_excel(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a workbook of one sheet; every cell is text, so a formula stays what was written."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("案例")
        bold = workbook.add_format({"bold": True, "valign": "top", "bg_color": "#E8F1EC"})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        headings, table = _lay_out(columns, rows)
        for index, heading in enumerate(headings):
            sheet.set_column(index, index, _WIDTHS.get(heading, _USUAL_WIDTH), wrapped)
            sheet.write_string(0, index, heading, bold)
        for number, row in enumerate(table, start=1):
            for index, text in enumerate(row):
                if text:
                    sheet.write_string(number, index, text, wrapped)
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(table) + 1}"})
    return data.getvalue()


def _refuse_sprawl(path: Path, sheet_name: str, rows: int, columns: int) -> None:
    """Refuse a sheet with a stray cell so far out that memory would not take what is between."""
    if rows * columns > _MOST_CELLS:
        raise UnreadableFileError(
            path,
            f"工作表“{sheet_name}”一直用到第 {rows} 行、第 {columns} 列，多半是远处误填了一格，"
            "请把案例复制到新的工作表，或拆成几个文件",
        )


def _texts(
    sheet: calamine.CalamineSheet, percent_cells: frozenset[tuple[int, int]]
) -> list[list[str]]:
    return [
        [
            _text(value, is_percent=(row, column) in percent_cells)
            for column, value in enumerate(values)
        ]
        for row, values in enumerate(sheet.to_python(skip_empty_area=False))
    ]


def _text(value: _Value, *, is_percent: bool) -> str:
    """Write a value as the sheet shows it, as far as calamine tells."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return f"{value * 100:{_DIGITS}}%" if is_percent else f"{value:{_DIGITS}}"
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time.min else value)
    return str(value)


def _show_errors(grid: list[list[str]], errors: Mapping[tuple[int, int], str]) -> None:
    """Put errors into their cells, which the grid may not reach: calamine sees nothing there."""
    for (row, column), error in errors.items():
        grid += [[] for _ in range(row + 1 - len(grid))]
        grid[row] += [""] * (column + 1 - len(grid[row]))
        grid[row][column] = error


def _spread_merged(
    grid: list[list[str]],
    header: int,
    ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    """Repeat what merged cells hold in every filled row below the header that they span."""
    for (top, column), (bottom, _) in ranges:
        if header < top < len(grid) and field_of(grid[header][column]) not in _NEVER_SPREAD:
            for row in grid[top + 1 : bottom + 1]:
                if any(row):
                    row[column] = grid[top][column]


def _join_continued(grid: list[list[str]], header: int) -> None:
    """Put text that went on in 正文（续 1） back to where it began, and blank that column."""
    headings = [unicodedata.normalize("NFKC", cell).strip() for cell in grid[header]]
    for index, heading in enumerate(headings):
        continued = _CONTINUED.fullmatch(heading)
        if continued and continued[1] in headings[:index]:
            first = headings.index(continued[1])
            grid[header][index] = ""
            for row in grid[header + 1 :]:
                row[first] += row[index]
                row[index] = ""


def _lay_out(
    columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    """Give a column whose longest text needs several cells as many columns."""
    pieces = [[_pieces(text) for text in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*pieces, strict=True)] or [1] * len(columns)
    headings = [
        heading if part == 0 else f"{heading}（续 {part}）"
        for heading, width in zip(columns, widths, strict=True)
        for part in range(width)
    ]
    table = [
        [
            parts[part] if part < len(parts) else ""
            for parts, width in zip(row, widths, strict=True)
            for part in range(width)
        ]
        for row in pieces
    ]
    return headings, table


def _pieces(text: str) -> list[str]:
    """Cut text into what fits a cell, at least one piece."""
    if 2 * len(text) <= _MOST_IN_A_CELL:
        return [text]
    pieces, start, size = [], 0, 0
    for position, character in enumerate(text):
        units = 2 if character > "\uffff" else 1
        if size + units > _MOST_IN_A_CELL:
            pieces.append(text[start:position])
            start, size = position, 0
        size += units
    return [*pieces, text[start:]]
