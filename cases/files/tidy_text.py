"""Text as it is kept: no stray line ends, no invisible characters, no blanks around it."""

import re
from typing import Final

_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_BREAK: Final = re.compile(r"\s*\n\s*")


def tidy_text(text: str) -> str:
    r"""Unify line ends to `\n`, drop control and zero-width characters, trim."""
    return _INVISIBLE.sub("", _LINE_END.sub("\n", text)).strip()


def tidy_line(text: str) -> str:
    """Tidy text that belongs on one line: a line break becomes a space."""
    return _LINE_BREAK.sub(" ", tidy_text(text))


def cut(text: str, longest: int = 40) -> str:
    """Shorten a value for a message."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
