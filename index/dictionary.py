"""What jieba's dictionary tells of words beyond how to cut: how usual they are.

The file is read as data: neither jieba nor a tokenizer is loaded. It is large, so this is for
building an index; a search is given what it needs by the snapshot.
"""

import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

_PAIR: Final = re.compile(r"^([一-龥]{2}) (\d+)", re.MULTILINE)
_ALONE: Final = re.compile(r"^([一-龥]) (\d{4,})", re.MULTILINE)


@cache
def pair_counts() -> dict[str, int]:
    """Return how often each word of two characters stands in jieba's corpus; at least 1."""
    return {word: int(count) for word, count in _PAIR.findall(_dictionary_text())}


@cache
def character_counts() -> dict[str, int]:
    """Return how often a character stands there as a word by itself, from 1,000 times on."""
    return {word: int(count) for word, count in _ALONE.findall(_dictionary_text())}


def _dictionary_text() -> str:
    path = distribution("jieba").locate_file("jieba/dict.txt")
    return Path(str(path)).read_text(encoding="utf-8")
