"""What a reader of one format hands on: rows of named cells, not yet understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.files.case_file import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFault:
    """Something that the reader itself found wrong with a row."""

    column: str
    value: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One row as it stands in the file.

    Attributes:
        number: As a person counts it.
        where: The same in words, `第 17 行`.
        cells: Column as written → cell as written.
        faults: What the reader found wrong; a row with faults never becomes a case.
        is_broken: Whether the cells mean nothing, so that only `faults` are worth telling.
    """

    number: int
    where: str
    cells: Mapping[str, Cell]
    faults: tuple[RawFault, ...] = ()
    is_broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """All rows of a file, and its columns where the format has a header."""

    rows: Sequence[RawRow]
    columns: tuple[str, ...] = field(default=())
