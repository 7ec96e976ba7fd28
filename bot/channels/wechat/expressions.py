"""WeChat's expressions: pictures of its keyboard, which arrive as text."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

_CODE: Final = r"/:[!-~]+"
"""How older clients send them: /::D, /:strong."""

_ENGLISH: Final = r"\[[A-Za-z][A-Za-z ]{1,20}\]"
"""A client in English: [Smile]. Nobody here puts an English word into such brackets."""


def without_expressions(text: str) -> str:
    """Return what is said in words."""
    return _expression().sub("", text).strip()


@cache
def _expression() -> re.Pattern[str]:
    written = files("bot.channels.wechat").joinpath("expressions.txt").read_text("utf-8")
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    names = "|".join(re.escape(name) for line in lines for name in line.split())
    return re.compile(rf"{_CODE}|{_ENGLISH}|\[(?:{names})\]")
