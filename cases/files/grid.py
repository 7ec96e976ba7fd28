"""A grid of cell texts, as .csv and Excel give it: where is the header, what are the rows."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from cases.case import CHINESE_NAMES
from cases.errors import UnreadableFileError
from cases.files.columns import field_of
from cases.files.raw_rows import RawFault, RawFile, RawRow
from cases.files.tidy_text import cut, tidy_line

Grid = Sequence[Sequence[str]]

_CONTENT: Final = frozenset({"approach", "summary", "body"})
HEADER_IS_WITHIN: Final = 30
"""Rows; official tables carry titles and notes above the header."""


def find_header(grid: Grid) -> int | None:
    """Return the index of the row that names the columns; None if there is none near the top.

    It has a 标题 and a 做法, 摘要 or 正文: nothing else tells it from a list of instructions.
    Where several rows have, it is the one that names most fields.
    """
    candidates = [index for index, row in enumerate(grid[:HEADER_IS_WITHIN]) if _is_header(row)]
    return max(candidates, key=lambda index: count_fields(grid[index]), default=None)


def _is_header(row: Sequence[str]) -> bool:
    fields = set(_fields(row))
    return "title" in fields and not fields.isdisjoint(_CONTENT)


def count_fields(row: Sequence[str]) -> int:
    """Count the fields that this row names, as a header would."""
    return len(set(_fields(row)))


def rows_below(path: Path, grid: Grid, header: int) -> RawFile:
    """Return the rows under the header; rows that fill no known column are passed over.

    Raises:
        UnreadableFileError: Two columns are about the same field.
    """
    columns = _column_names(grid, header)
    _refuse_doubled(path, columns)
    rows = [
        _raw_row(number, cells, columns)
        for number, cells in enumerate(grid[header + 1 :], start=header + 2)
        if _has_content(cells, columns)
    ]
    return RawFile(rows=rows, columns=tuple(filter(None, columns)))


def _fields(row: Sequence[str]) -> list[str]:
    return [field for cell in row if (field := field_of(cell))]


def _column_names(grid: Grid, header: int) -> list[str]:
    """Name every column; one without a heading is named by its place if it holds anything.

    A blank name stands for a column that is blank altogether.
    """
    names: list[str] = []
    for index, heading in enumerate(grid[header]):
        name = tidy_line(heading)
        is_used = any(index < len(row) and row[index].strip() for row in grid[header + 1 :])
        if not name and is_used:
            name = f"第 {index + 1} 列"
        elif name in names and field_of(name) is None:
            name = f"{name}（第 {index + 1} 列）"
        names.append(name)
    return names


def _refuse_doubled(path: Path, columns: Sequence[str]) -> None:
    first_by_field: dict[str, str] = {}
    for column in columns:
        field = field_of(column)
        if field is None:
            continue
        if field in first_by_field:
            raise UnreadableFileError(
                path,
                f"“{first_by_field[field]}”和“{column}”两列说的是同一项"
                f"（{CHINESE_NAMES[field]}），请只留一列",
            )
        first_by_field[field] = column


def _has_content(cells: Sequence[str], columns: Sequence[str]) -> bool:
    named = zip(columns, cells, strict=False)
    return any(tidy_line(cell) for name, cell in named if field_of(name)) or any(
        cell.strip() for cell in cells[len(columns) :]
    )


def _raw_row(number: int, cells: Sequence[str], columns: Sequence[str]) -> RawRow:
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    named = {name: cell for name, cell in zip(columns, padded, strict=False) if name}
    surplus = dict(_surplus(cells, len(columns)))
    remedy = "表头没有这一列，多半是前面有逗号没放进引号，请对齐各列"
    faults = tuple(
        RawFault(column=name, value=cut(cell), remedy=remedy) for name, cell in surplus.items()
    )
    return RawRow(number=number, where=f"第 {number} 行", cells=named | surplus, faults=faults)


def _surplus(cells: Sequence[str], width: int) -> Iterator[tuple[str, str]]:
    for index, cell in enumerate(cells[width:], start=width + 1):
        if cell.strip():
            yield f"第 {index} 列", cell
