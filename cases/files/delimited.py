"""Comma-separated files: read as people save them, written so that Excel opens them right.

A spreadsheet takes a cell that begins with = + - @ (also full-width), a tab or a carriage return
for a formula. Such a cell is written with a ' in front, and so is one that already begins with '
before such a character; reading takes exactly one ' away again, so nothing is lost.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

from cases.errors import UnreadableFileError
from cases.files.encodings import decode_text
from cases.files.grid import HEADER_IS_WITHIN, count_fields, find_header, rows_below
from cases.files.raw_rows import RawFile

_DELIMITERS: Final = ",\t;"
_END: Final = "end of file"
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED_FORMULA: Final = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def read_delimited(path: Path, data: bytes) -> RawFile:
    """Read a comma-, tab- or semicolon-separated file; rows are counted as Excel shows them.

    Raises:
        UnreadableFileError: Not text, no header, or a quotation mark that is never closed.
    """
    text = decode_text(path, data)
    grid = _parse(path, text, max(_DELIMITERS, key=lambda mark: _count_named(text, mark)))
    header = find_header(grid)
    if header is None:
        raise UnreadableFileError(path, "没有找到列名，请在第一行写上列名，至少要有“标题”和“做法”")
    return rows_below(path, grid, header)


def encode_delimited(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a UTF-8 file with BOM, which Excel recognises."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    for row in (columns, *rows):
        writer.writerow([_guard(cell) for cell in row])
    return sheet.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _count_named(text: str, delimiter: str) -> int:
    """Count the fields that the header names if this is the delimiter."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = list(islice(reader, HEADER_IS_WITHIN))
    except csv.Error:
        return 0
    header = find_header(head)
    return 0 if header is None else count_fields(head[header])


def _parse(path: Path, text: str, delimiter: str) -> list[list[str]]:
    """Parse every record; one line of our own at the end shows that no quote is left open."""
    lines = chain(io.StringIO(text, newline=""), ["\r\n", _END])
    grid: list[list[str]] = []
    try:
        grid.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error as fault:
        raise _open_quote(path, len(grid) + 1) from fault
    if grid[-1] != [_END]:
        raise _open_quote(path, len(grid))
    return [[_unguard(cell) for cell in row] for row in grid[:-1]]


def _open_quote(path: Path, row: int) -> UnreadableFileError:
    return UnreadableFileError(
        path, f'第 {row} 行有个英文引号 " 没有成对，后面的内容都连成了一格，请补上或删掉这个引号'
    )


def _guard(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED_FORMULA.match(cell) else cell
