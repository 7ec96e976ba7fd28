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

_LONGEST: Final = 20
"""Characters at the end in which a courtesy is looked for: it has fewer."""

_PARTICLE: Final = "[吗呢啊呀吧嘛哦啦哈]?"
"""May follow what is said at the end."""


def without_courtesies(normalised: str) -> str:
    """Return what is asked; a text that is nothing but polite as it is.

    Args:
        normalised: Text as `Normaliser.normalise` returns it.
    """
    before, behind = _courtesies()
    asked = before.sub("", normalised)
    while found := behind.search(asked, max(len(asked) - _LONGEST, 0)):
        asked = asked[: found.start()]
    return asked or normalised


@cache
def _courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches all courtesies before a question, and the last one behind it."""
    normalise = Normaliser().normalise
    before, behind = [], []
    for _, entry in lines(built_in(_FILE)):
        start, _, end = entry.partition(_ASKED)
        if start:
            pause = r"(?:\s+|$)" if start.endswith(" ") else r"\s*"
            before.append(re.escape(normalise(start)) + pause)
        else:
            pause = r"(?:\s+|^)" if end.startswith(" ") else r"\s*"
            behind.append(pause + re.escape(normalise(end)) + _PARTICLE)
    return re.compile(rf"^(?:{_any_of(before)})+"), re.compile(rf"(?:{_any_of(behind)})$")


def _any_of(patterns: list[str]) -> str:
    """Return what matches any, the longest first."""
    return "|".join(sorted(patterns, key=len, reverse=True))
