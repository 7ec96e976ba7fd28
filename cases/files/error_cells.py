"""Cells that show an error of Excel instead of what was meant."""

import re
from typing import Final

from cases.files.case_file import Cell

_ERROR: Final = re.compile(
    r"\s*#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|GETTING_DATA)\s*"
)


def is_error_cell(cell: Cell) -> bool:
    """Whether the cell holds nothing but an error: in a workbook, or as Excel saves it as text."""
    return isinstance(cell, str) and bool(_ERROR.fullmatch(cell))
