"""Lists in one cell: 标签 and 群众怎么问.

People separate tags by any of 、，,；;| or a new line; wordings by ；;| or a new line only, as a
wording may well contain a comma. An item that itself contains a separator is kept whole by writing
the cell as a JSON list: `["便民、利民", "充电"]`. Both forms are read everywhere.
"""

import json
import re
from collections.abc import Sequence
from typing import Final, Literal

from cases.files.tidy_text import tidy_line

ListField = Literal["tags", "asked_as"]

_SEPARATORS: Final[dict[ListField, re.Pattern[str]]] = {
    "tags": re.compile(r"[、，,；;|｜\n]"),
    "asked_as": re.compile(r"[；;|｜\n]"),
}
_JOINERS: Final[dict[ListField, str]] = {"tags": "、", "asked_as": "\n"}


def split_list(name: ListField, text: str) -> tuple[str, ...]:
    """Read the items of a cell, tidied; empty items are left out."""
    items = _json_list(text)
    if items is None:
        items = _SEPARATORS[name].split(text)
    return tidy_items(items)


def tidy_items(items: Sequence[str]) -> tuple[str, ...]:
    """Tidy each item as one line; empty items are left out."""
    return tuple(filter(None, map(tidy_line, items)))


def join_list(name: ListField, items: Sequence[str]) -> str:
    """Write items into one cell so that `split_list` gives the same items back."""
    joined = _JOINERS[name].join(items)
    if split_list(name, joined) == tuple(items):
        return joined
    return json.dumps(list(items), ensure_ascii=False)


def _json_list(text: str) -> list[str] | None:
    if not (text.startswith('["') and text.endswith('"]')):
        return None
    try:
        items = json.loads(text)
    except ValueError:
        return None
    return items if all(isinstance(item, str) for item in items) else None
