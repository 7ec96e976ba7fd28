"""From raw rows to cases: every row is judged by itself, and all its faults are told at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from cases.case import CHINESE_NAMES, Case
from cases.errors import FieldFault, InvalidCaseError
from cases.files.case_file import CaseFile, Cell, RejectedRow, RowFault
from cases.files.columns import REASON_COLUMN, field_of, is_reason_column, wants_reason_cleared
from cases.files.derived_id import derive_id
from cases.files.error_cells import is_error_cell
from cases.files.list_cells import ListField, split_list, tidy_items
from cases.files.raw_rows import RawFault, RawFile, RawRow
from cases.files.taken_ids import TakenIds
from cases.files.tidy_text import cut, tidy_line, tidy_text
from cases.values import read_date, read_field, read_id, read_place, read_status, read_theme

Progress = Callable[[int, int | None], None]
"""Called with the number of rows done and, where it is known, of all rows."""

_LISTS: Final[tuple[ListField, ...]] = ("tags", "asked_as")
_LONG_TEXTS: Final = frozenset({"problem", "approach", "outcome", "summary", "body"})
_CODES: Final[Mapping[str, Callable[[str], str]]] = {
    "date": read_date,
    "field": read_field,
    "id": read_id,
    "status": read_status,
    "theme": read_theme,
}
_REASON_STANDS: Final = RawFault(
    column=REASON_COLUMN,
    value="",
    remedy="上次因为和另一行是同一个案例而没有导入，请改好后清空“原因”这一格；要替换那个案例，也请清空",
)


def understand(
    raw: RawFile,
    path: Path,
    *,
    progress: Progress | None = None,
    taken: TakenIds | None = None,
) -> CaseFile:
    """Turn every row into a case or into a list of its faults.

    Args:
        raw: The rows.
        path: The file that they come from.
        progress: Called after each row.
        taken: The ids that earlier files of the same import have; this file's are added.
    """
    taken = taken or TakenIds()
    cases: list[Case] = []
    rejected: list[RejectedRow] = []
    unknown = {column: None for column in raw.columns if _is_unknown(column)}
    for done, row in enumerate(raw.rows, start=1):
        if not row.is_broken:
            unknown |= {column: None for column in row.cells if _is_unknown(column)}
        outcome = _judge(row, path, taken)
        if isinstance(outcome, Case):
            cases.append(outcome)
        else:
            rejected.append(outcome)
        if progress:
            progress(done, len(raw.rows))
    return CaseFile(cases=tuple(cases), rejected=tuple(rejected), unknown_columns=tuple(unknown))


def _is_unknown(column: str) -> bool:
    return field_of(column) is None and not is_reason_column(column)


def _judge(row: RawRow, path: Path, taken: TakenIds) -> Case | RejectedRow:
    """Make the case, or say all that is wrong."""
    if row.is_broken:
        return _reject(row, row.faults)
    columns, doubled = _columns_by_field(row.cells)
    values = _read_values({field: row.cells[column] for field, column in columns.items()})
    errors = _error_cells(row, columns)
    made = _make(values, columns)
    broken = [] if isinstance(made, Case) else made
    taken_id = _same_id(row, values, columns, partial(taken.take, path=path, row=row))
    if not taken_id and wants_reason_cleared(row.cells):
        taken_id = [_REASON_STANDS]
    faults = [*row.faults, *doubled, *errors.values()]
    faults += [fault for fault in broken if fault.column not in errors] + taken_id
    if isinstance(made, Case) and not faults:
        return made
    return _reject(row, faults, has_taken_id=bool(taken_id))


def _make(values: Mapping[str, Any], columns: Mapping[str, str]) -> Case | list[RawFault]:
    try:
        return Case(**values)
    except InvalidCaseError as broken:
        return [_told(fault, columns) for fault in broken.faults]


def _reject(row: RawRow, faults: Iterable[RawFault], *, has_taken_id: bool = False) -> RejectedRow:
    return RejectedRow(
        row=row.number,
        cells={name: cell for name, cell in row.cells.items() if not is_reason_column(name)},
        faults=tuple(_placed(fault, row) for fault in faults),
        has_taken_id=has_taken_id,
    )


def _columns_by_field(cells: Mapping[str, Cell]) -> tuple[dict[str, str], list[RawFault]]:
    """Return field → column, and a fault for each second column of the same field."""
    columns: dict[str, str] = {}
    doubled: list[RawFault] = []
    for column, cell in cells.items():
        field = field_of(column)
        if field is None:
            continue
        first = columns.setdefault(field, column)
        if first != column:
            remedy = f"和“{first}”说的是同一项（{CHINESE_NAMES[field]}），请只留一个"
            doubled.append(RawFault(column=column, value=cut(_as_text(cell)), remedy=remedy))
    return columns, doubled


def _error_cells(row: RawRow, columns: Mapping[str, str]) -> dict[str, RawFault]:
    """Return column → fault for each cell that shows an error instead of what was meant."""
    return {
        column: RawFault(
            column=column,
            value=_as_text(row.cells[column]).strip(),
            remedy=f"是公式的错误值 {_as_text(row.cells[column]).strip()}，"
            "请改好公式，或直接填上内容",
        )
        for column in columns.values()
        if is_error_cell(row.cells[column])
    }


def _read_values(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Read each cell as its field wants it; what is empty is left to the case's defaults."""
    values: dict[str, Any] = {"title": ""}
    for field, cell in cells.items():
        value = _read_value(field, cell)
        if value:
            values[field] = value
    city, district = read_place(values.get("city", ""), values.get("district", ""))
    values |= {"city": city, "district": district}
    if "id" not in values:
        places = {name: values.get(name, "") for name in ("street", "community", "title")}
        values["id"] = derive_id(city=city, district=district, **places)
    return values


def _read_value(field: str, cell: Cell) -> str | tuple[str, ...]:
    for name in _LISTS:
        if field == name:
            is_list = isinstance(cell, tuple)
            return tidy_items(cell) if is_list else split_list(name, tidy_text(_as_text(cell)))
    if field in _LONG_TEXTS:
        return tidy_text(_as_text(cell))
    line = tidy_line(_as_text(cell))
    return _CODES[field](line) if field in _CODES and line else line


def _as_text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "\n".join(cell)


def _same_id(
    row: RawRow,
    values: Mapping[str, Any],
    columns: Mapping[str, str],
    take: Callable[[str], str | None],
) -> list[RawFault]:
    """Say that an earlier row has the same id; a row without a title and an id has none."""
    case_id, title = values["id"], values["title"]
    is_given = "id" in columns and bool(_read_value("id", row.cells[columns["id"]]))
    if is_error_cell(case_id if is_given else title) or not (is_given or title):
        return []
    earlier = take(case_id)
    if earlier is None:
        return []
    if is_given:
        remedy = f"和{earlier}的编号相同，请改成不同的编号，或删去一行"
        return [RawFault(column=columns["id"], value=cut(case_id), remedy=remedy)]
    remedy = f"和{earlier}的地点、标题都相同，请删去一行；若是两个案例，请填上不同的编号"
    return [RawFault(column=columns["title"], value=cut(title), remedy=remedy)]


def _told(fault: FieldFault, columns: Mapping[str, str]) -> RawFault:
    """Name the column as the file does."""
    field = field_of(fault.field)
    column = columns.get(field, fault.field) if field else fault.field
    continues_the_name = fault.reason.startswith("、")
    remedy = str(fault) if continues_the_name else fault.reason.strip()
    return RawFault(column=column, value=fault.value, remedy=remedy)


def _placed(fault: RawFault, row: RawRow) -> RowFault:
    return RowFault(
        row=row.number,
        where=row.where,
        column=fault.column,
        value=fault.value,
        remedy=fault.remedy,
    )
