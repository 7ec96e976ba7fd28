"""What is only said to be polite, around what is asked.

"你好，广场舞怎么办？谢谢" asks for 广场舞. The rest would count as much that no case answers, and
as small talk, of which greetings and thanks are the surest sign.
"""

import re
from functools import cache
from typing import Final

from index.normaliser import Normaliser
from index.word_file import built_in, lines

_FILE: Final = "courtesies.txt"
_ASKED: Final = "…"
"""Stands in the file for what is asked."""


def without_courtesies(normalised: str) -> str:
    """Return what is asked; a text that is nothing but polite as it is.

    Args:
        normalised: Text as `Normaliser.normalise` returns it.
    """
    before, behind = _courtesies()
    asked = behind.sub("", before.sub("", normalised))
    return asked or normalised


@cache
def _courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches all courtesies before, and all behind a question."""
    normalise = Normaliser().normalise
    before, behind = [], []
    for _, entry in lines(built_in(_FILE)):
        start, _, end = entry.partition(_ASKED)
        if start:
            before.append(
                re.escape(normalise(start)) + (r"(?:\s+|$)" if start[-1] == " " else r"\s*")
            )
        else:
            behind.append((r"(?:\s+|^)" if end[0] == " " else r"\s*") + re.escape(normalise(end)))
    return (
        re.compile(rf"^(?:{'|'.join(sorted(before, key=len, reverse=True))})+"),
        re.compile(rf"(?:{'|'.join(sorted(behind, key=len, reverse=True))})+$"),
    )
