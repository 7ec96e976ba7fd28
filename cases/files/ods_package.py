"""What calamine does not tell of an .ods sheet: which cells show an error.

To calamine they are empty, or 0.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import IO, Final
from xml.etree import ElementTree as ET

from cases.files.error_cells import is_error_cell

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE: Final = f"{{{_OASIS}:table:1.0}}"
_PARAGRAPH: Final = f"{{{_OASIS}:text:1.0}}p"
_VALUE_TYPE: Final = (
    "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
)
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_MOST: Final = 100_000
"""Errors that are told; one row can stand for a million."""

_UNKNOWN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    LookupError,
    NotImplementedError,  # what zipfile raises for a compression that it does not know
    RuntimeError,
    ValueError,
)


def find_error_cells(data: bytes, sheet_name: str) -> Mapping[tuple[int, int], str]:
    """Return (row, column), from 0 → what it shows, for each cell that shows an error.

    Empty for other workbooks than .ods, and for one whose parts cannot be made out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("content.xml") as content:
            return dict(islice(_errors(content, sheet_name), _MOST))
    except _UNKNOWN:
        return {}


def _errors(content: IO[bytes], sheet_name: str) -> Iterator[tuple[tuple[int, int], str]]:
    is_wanted, row = False, 0
    for event, element in ET.iterparse(content, ("start", "end")):  # noqa: S314 - expat stops entity bombs
        if element.tag == f"{_TABLE}table":
            is_wanted = event == "start" and element.get(f"{_TABLE}name") == sheet_name
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            if is_wanted:
                rows = range(row, row + _times(element, "rows"))
                shown = dict(_errors_of_row(element))
                if shown:
                    yield from (((r, column), shown[column]) for r, column in product(rows, shown))
                row = rows.stop
            element.clear()


def _errors_of_row(row: ET.Element) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if cell.tag in _CELLS:
            columns = range(column, column + _times(cell, "columns"))
            error = _error(cell)
            if error:
                yield from ((c, error) for c in columns)
            column = columns.stop


def _error(cell: ET.Element) -> str:
    """Return the error that a cell shows; one in words that nobody knows is told as #VALUE!."""
    shown = "".join("".join(paragraph.itertext()) for paragraph in cell.iterfind(_PARAGRAPH))
    if is_error_cell(shown):
        return shown.strip()
    return "#VALUE!" if cell.get(_VALUE_TYPE) == "error" else ""


def _times(element: ET.Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
