"""Write cases to a file, and rejected rows to a file that can be corrected and imported again."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from cases.case import CHINESE_NAMES, Case
from cases.errors import UnreadableFileError
from cases.files.case_file import CaseFile, Cell, RejectedRow
from cases.files.columns import CLEAR_THE_REASON, REASON_COLUMN, field_of
from cases.files.delimited import encode_delimited
from cases.files.excel import encode_excel
from cases.files.json_lines import encode_json_lines
from cases.files.list_cells import join_list

_ENCODERS: Final[Mapping[str, Callable[[Sequence[str], list[list[str]]], bytes]]] = {
    ".csv": encode_delimited,
    ".xlsx": encode_excel,
}
_EXCEL: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_ALREADY_REJECTED: Final = re.compile(r"-rejected(-\d+)?$")


def write_case_file(path: Path, cases: Iterable[Case]) -> None:
    """Write .csv, .xlsx or .jsonl; `read_case_file` gives the same cases back.

    Only an id in full-width characters, which no import gives, comes back in plain ones.

    The file appears whole or not at all; one that was there is replaced.

    Raises:
        UnreadableFileError: Another ending, or the place cannot be written to.
    """
    ending = path.suffix.lower()
    if ending == ".jsonl":
        _replace(path, encode_json_lines(map(_json_object, cases)))
    elif ending in _ENCODERS:
        columns = list(CHINESE_NAMES.values())
        _replace(path, _ENCODERS[ending](columns, [_cells(case) for case in cases]))
    else:
        raise UnreadableFileError(path, "不能导出成这种文件，请用 .csv、.xlsx 或 .jsonl")


def write_rejected(path: Path, case_file: CaseFile) -> Path | None:
    """Write the rejected rows beside the imported file, each with its reasons.

    Args:
        path: The imported file; `案例.xlsx` gives `案例-rejected.xlsx`, or `案例-rejected-2.xlsx`
            where that is taken. Excel files give .xlsx, .jsonl gives .jsonl, others .csv.
        case_file: What was read from it.

    Returns:
        The new file, with the original cells and a column 原因; None if nothing was rejected.

    Raises:
        UnreadableFileError: The folder cannot be written to.
    """
    if not case_file.rejected:
        return None
    ending = _rejected_ending(path)
    data = _encode_rejected(ending, case_file.rejected)
    target = _reserve(path, ending)
    _replace(target, data)
    return target


def _cells(case: Case) -> list[str]:
    return [_cell_text(name, getattr(case, name)) for name in CHINESE_NAMES]


def _cell_text(field: str | None, cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return join_list("tags" if field == "tags" else "asked_as", cell)


def _json_object(case: Case) -> dict[str, Cell]:
    return {name: value for name in CHINESE_NAMES if (value := getattr(case, name))}


def _rejected_ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending in _EXCEL:
        return ".xlsx"
    return ending if ending == ".jsonl" else ".csv"


def _encode_rejected(ending: str, rows: Sequence[RejectedRow]) -> bytes:
    reasons = [_reason(row) for row in rows]
    if ending == ".jsonl":
        return encode_json_lines(
            {**row.cells, REASON_COLUMN: reason} for row, reason in zip(rows, reasons, strict=True)
        )
    columns = _rejected_columns(rows)
    table = [
        [*(_cell_text(field_of(column), row.cells.get(column, "")) for column in columns), reason]
        for row, reason in zip(rows, reasons, strict=True)
    ]
    return _ENCODERS[ending]([*columns, REASON_COLUMN], table)


def _reason(row: RejectedRow) -> str:
    lines = list(map(str, row.faults))
    return "\n".join([*lines, CLEAR_THE_REASON] if row.has_taken_id else lines)


def _rejected_columns(rows: Sequence[RejectedRow]) -> list[str]:
    """Return the columns of the file, and those that it lacked: there is something to fill in."""
    written = (column for row in rows for column in row.cells)
    lacking = (fault.column for row in rows for fault in row.faults if field_of(fault.column))
    return list(dict.fromkeys([*written, *lacking]))


def _reserve(path: Path, ending: str) -> Path:
    """Create an empty file under the first free name."""
    stem = _ALREADY_REJECTED.sub("", path.stem)
    target, number = path.with_name(f"{stem}-rejected{ending}"), 1
    while True:
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            target = path.with_name(f"{stem}-rejected-{number}{ending}")
        except OSError as fault:
            raise _unwritable(target, fault) from fault
        else:
            return target


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file first, so that a crash leaves the old one whole."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise _unwritable(path, fault) from fault


def _unwritable(path: Path, fault: OSError) -> UnreadableFileError:
    reason = "写不进去，请检查文件夹是否存在、有没有权限、磁盘满没满"
    return UnreadableFileError(path, reason, fault=fault)
