"""Cells that show an error of Excel, WPS or LibreOffice instead of what was meant."""

import re
from typing import Final

from cases.files.case_file import Cell

_ERROR: Final = re.compile(
    r"\s*(?:#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!"
    r"|UNKNOWN!|BUSY!|EXTERNAL!|PYTHON!|GETTING_DATA)|(?:Err|错误)[:：]\d{3})\s*"
)


def is_error_cell(cell: Cell) -> bool:
    """Whether the cell holds nothing but an error, in a workbook or saved from one as text."""
    return isinstance(cell, str) and bool(_ERROR.fullmatch(cell))
