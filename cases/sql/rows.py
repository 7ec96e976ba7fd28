"""A case as a row, and back."""

import json
import re
from dataclasses import fields
from typing import Any, Final

from cases.case import Case
from cases.errors import InvalidCaseError, StoreUnavailableError

_NAMES: Final = tuple(entry.name for entry in fields(Case))
_LISTS: Final = ("tags", "asked_as")
_IMPOSSIBLE: Final = re.compile(r"[\x00\ud800-\udfff]")  # PostgreSQL's text, and UTF-8

Row = dict[str, str]
"""Column → text, every column there."""


def row_of(case: Case) -> Row:
    """Write the case down; lists become JSON."""
    row = {name: getattr(case, name) for name in _NAMES}
    for name in _LISTS:
        row[name] = json.dumps(row[name], ensure_ascii=False)
    return row


def case_of(row: Row) -> Case:
    """Read a case.

    Raises:
        StoreUnavailableError: The row was not written by us: it breaks the rules of a case.
    """
    values: dict[str, Any] = dict(row)
    try:
        for name in _LISTS:
            values[name] = tuple(json.loads(values[name]))
        return Case(**values)
    except (InvalidCaseError, ValueError, TypeError) as error:
        raise StoreUnavailableError(
            f"数据库里编号 {values['id']!r} 的案例读不出来（{error}），请重新导入这个案例"
        ) from error


def can_be_stored(text: str) -> bool:
    """Whether a database can hold the text at all; what it cannot, it need not look for."""
    return not _IMPOSSIBLE.search(text)
