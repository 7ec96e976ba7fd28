"""What calamine does not tell of an .xlsx sheet, looked up in the package itself.

Which cells show a percentage: whoever types 96% into Excel gets the number 0.96, shown as 96%, and
calamine tells the number only. Which cells show an error such as #DIV/0!: to calamine they are
empty. How far the sheet reaches: calamine takes memory for every cell up
to the farthest one, and ends the process if there is not enough.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

_BUILT_IN_PERCENT: Final = frozenset({"9", "10"})
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')  # shown as it is: no number format
_FILLED_CELL: Final = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*[^/]>')
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d+)")
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
_SAYS_ERROR: Final = re.compile(rb"""\bt=["']e["']""")
_NOTHING: Final[frozenset[tuple[int, int]]] = frozenset()


def measure_sheet(data: bytes, sheet_name: str) -> tuple[int, int]:
    """Return how many rows and columns the sheet reaches over.

    (0, 0) for other workbooks than .xlsx, and for one whose parts cannot be made out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            cells = _FILLED_CELL.findall(package.read(_sheet_path(package, sheet_name)))
    except _UNKNOWN:
        return 0, 0
    positions = [_position(cell.decode()) for cell in cells]
    rows = max((row for row, _ in positions), default=-1)
    columns = max((column for _, column in positions), default=-1)
    return rows + 1, columns + 1


def find_percent_cells(data: bytes, sheet_name: str) -> frozenset[tuple[int, int]]:
    """Return (row, column), from 0, of each cell that is formatted as a percentage.

    Empty for other workbooks than .xlsx, and for one whose formats cannot be made out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            styles = _percent_styles(package)
            return _cells_of_style(package, sheet_name, styles) if styles else _NOTHING
    except _UNKNOWN:
        return _NOTHING


def find_error_cells(data: bytes, sheet_name: str) -> Mapping[tuple[int, int], str]:
    """Return (row, column), from 0 → what it shows, for each cell that shows an error.

    Empty for other workbooks than .xlsx, and for one whose parts cannot be made out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if not _SAYS_ERROR.search(package.read(_sheet_path(package, sheet_name))):
                return {}
            return {
                _position(cell.get("r", "")): cell.findtext("{*}v", "")
                for cell in _cells(package, sheet_name)
                if cell.get("t") == "e"
            }
    except _UNKNOWN:
        return {}


def _percent_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the cell styles that show a percentage."""
    root = _parse(package, "xl/styles.xml")
    percents = _BUILT_IN_PERCENT | {
        entry.get("numFmtId", "")
        for entry in root.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _LITERAL.sub("", entry.get("formatCode", ""))
    }
    return frozenset(
        str(number)
        for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
        if style.get("numFmtId") in percents
    )


def _cells_of_style(
    package: zipfile.ZipFile, sheet_name: str, styles: frozenset[str]
) -> frozenset[tuple[int, int]]:
    return frozenset(
        _position(cell.get("r", ""))
        for cell in _cells(package, sheet_name)
        if cell.get("s") in styles
    )


def _cells(package: zipfile.ZipFile, sheet_name: str) -> Iterator[ET.Element]:
    """Yield the cells of a sheet; each lasts until the end of its row."""
    with package.open(_sheet_path(package, sheet_name)) as sheet:
        for _, element in ET.iterparse(sheet):  # noqa: S314 - expat stops entity bombs
            if element.tag.endswith("}c"):
                yield element
            elif element.tag.endswith("}row"):
                element.clear()


def _sheet_path(package: zipfile.ZipFile, sheet_name: str) -> str:
    """Follow workbook.xml and its relations to the part that holds the sheet."""
    sheets = _parse(package, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet")
    sheet = {entry.get("name"): entry for entry in sheets}[sheet_name]
    wanted = [value for name, value in sheet.items() if name.endswith("/relationships}id")]
    relations = _parse(package, "xl/_rels/workbook.xml.rels")
    target = {entry.get("Id"): entry.get("Target", "") for entry in relations}[wanted[0]]
    return posixpath.join("/xl", target).lstrip("/")


def _parse(package: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(package.read(part))  # noqa: S314 - expat stops entity bombs


def _position(reference: str) -> tuple[int, int]:
    """Read A1 as (0, 0).

    Raises:
        ValueError: It is no reference.
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
