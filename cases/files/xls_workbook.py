"""What calamine does not tell of an .xls sheet: which cells show an error, not just nothing."""

import struct
from collections.abc import Mapping
from typing import Final

import xlrd

_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNKNOWN: Final = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    LookupError,
    ValueError,
)


def find_error_cells(data: bytes, sheet_name: str) -> Mapping[tuple[int, int], str]:
    """Return (row, column), from 0 → what it shows, for each cell that shows an error.

    Empty for other workbooks than .xls, and for one whose parts cannot be made out.
    """
    if not data.startswith(_OLE_MARK):
        return {}
    try:
        with xlrd.open_workbook(file_contents=data, on_demand=True, logfile=_Nowhere()) as book:
            sheet = book.sheet_by_name(sheet_name)
            return {
                (row, column): xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#N/A")
                for row in range(sheet.nrows)
                for column in range(sheet.ncols)
                if sheet.cell_type(row, column) == xlrd.XL_CELL_ERROR
            }
    except _UNKNOWN:
        return {}


class _Nowhere:
    """Where xlrd writes its remarks: they are no business of the person who imports."""

    def write(self, _: str) -> None:
        """Forget it."""
