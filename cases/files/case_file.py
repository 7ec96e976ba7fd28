"""What came out of one case file: the cases, and every row that has to be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.case import Case

Cell = str | tuple[str, ...]
"""A cell as it stood in the file; only JSON has real lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """One thing to correct.

    Attributes:
        row: The row as a person counts it: Excel's row, the line of a .jsonl file, the how-manieth
            heading of a Word file.
        where: The same in words, `第 17 行`.
        column: As it is written in the file; the Chinese field name if the file has no such
            column; empty if the fault is the row's own.
        value: The broken value, cut to a readable length.
        remedy: Why, and what to do.
    """

    row: int
    where: str
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line: `第 17 行，标题：96 个字，最多 80 个字`."""
        place = f"{self.where}，{self.column}" if self.column else self.where
        return f"{place}：{self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that did not become a case.

    Attributes:
        row: As in `RowFault`.
        cells: Column as written in the file → cell as written in the file.
        faults: Everything that is wrong with it, at least one.
        has_taken_id: Whether another row has its id: taken for itself it could replace a case.
    """

    row: int
    cells: Mapping[str, Cell]
    faults: tuple[RowFault, ...]
    has_taken_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The outcome of reading one file, in the order of the file.

    Attributes:
        cases: Every good row; no id comes twice.
        rejected: Every bad row.
        unknown_columns: Columns that no field is known for; what they hold is not imported.
    """

    cases: tuple[Case, ...]
    rejected: tuple[RejectedRow, ...] = ()
    unknown_columns: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[RowFault, ...]:
        """Every fault of every rejected row, in the order of the file."""
        return tuple(fault for row in self.rejected for fault in row.faults)
