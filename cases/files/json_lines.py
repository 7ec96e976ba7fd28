"""JSON Lines: one object a line, lists as lists, field names in English or Chinese."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from cases.errors import UnreadableFileError
from cases.files.case_file import Cell
from cases.files.encodings import decode_text
from cases.files.raw_rows import RawFault, RawFile, RawRow
from cases.files.tidy_text import cut

_WHOLE_LINE: Final = "原文"
"""Under this name a line that is no JSON object is kept in a file of rejected rows."""


def read_json_lines(path: Path, data: bytes) -> RawFile:
    """Read one object a line; blank lines are passed over.

    Raises:
        UnreadableFileError: Not text, or not one line is a JSON object.
    """
    lines = decode_text(path, data).split("\n")
    rows = [_raw_row(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if all(row.is_broken for row in rows):
        raise UnreadableFileError(
            path, '没有一行是 JSON 对象，每行要像 {"标题": "…", "做法": "…"} 这样'
        )
    return RawFile(rows=rows)


def encode_json_lines(objects: Iterable[Mapping[str, Cell]]) -> bytes:
    """Write one object a line, as UTF-8."""
    lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in objects)
    return "".join(lines).encode(errors="backslashreplace")


def _raw_row(number: int, line: str) -> RawRow:
    where = f"第 {number} 行"
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return _broken_row(number, where, line, "不是完整的 JSON，请检查引号、逗号和括号")
    if not isinstance(entry, dict):
        return _broken_row(number, where, line, "不是 JSON 对象，请写在 { } 里")
    nested = [name for name, value in entry.items() if _is_nested(value)]
    faults = tuple(
        RawFault(column=name, value=cut(_as_json(entry[name])), remedy="请写成文字或文字的列表")
        for name in nested
    )
    cells = {name: _cell(value) for name, value in entry.items()}
    return RawRow(number=number, where=where, cells=cells, faults=faults)


def _broken_row(number: int, where: str, line: str, remedy: str) -> RawRow:
    return RawRow(
        number=number,
        where=where,
        cells={_WHOLE_LINE: line.strip()},
        faults=(RawFault(column="", value=cut(line.strip()), remedy=remedy),),
        is_broken=True,
    )


def _is_nested(value: Any) -> bool:  # noqa: ANN401 - JSON can be anything
    if isinstance(value, list):
        return any(isinstance(item, list | dict) for item in value)
    return isinstance(value, dict)


def _cell(value: Any) -> Cell:  # noqa: ANN401 - JSON can be anything
    if isinstance(value, list) and not _is_nested(value):
        return tuple(map(_scalar, value))
    return _scalar(value)


def _scalar(value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _as_json(value)


def _as_json(value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    return json.dumps(value, ensure_ascii=False)
