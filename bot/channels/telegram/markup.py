"""Styled text for Telegram: runs of plain text that are escaped only when written as HTML.

Text is cut and marked as runs, never as HTML, so that no entity and no escape can break.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from bot.marking import matched_spans

_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `href` makes it a link."""

    text: str
    is_bold: bool = False
    href: str = ""

    @property
    def html(self) -> str:
        """Return it in Telegram's subset of HTML; characters that cannot be sent are left out."""
        written = escape(sendable(self.text), quote=False)
        if not written:
            return ""
        if self.is_bold:
            written = f"<b>{written}</b>"
        if self.href:
            written = f'<a href="{escape(sendable(self.href))}">{written}</a>'
        return written


def bold(text: str) -> Run:
    """Return the text in bold."""
    return Run(text, is_bold=True)


def linked(text: str, href: str) -> Run:
    """Return the text as a link."""
    return Run(text, href=href)


def as_html(runs: Iterable[Run]) -> str:
    """Write the runs one after the other."""
    return "".join(run.html for run in runs)


def as_text(runs: Iterable[Run]) -> str:
    """Return what a reader sees, without style."""
    return "".join(run.text for run in runs)


def sendable(text: str) -> str:
    """Leave out control characters and lone surrogates, which Telegram refuses."""
    return _UNSENDABLE.sub("", text)


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, which is how Telegram measures a message."""
    return len(text.encode("utf-16-le", "replace")) // 2


def marked(text: str, words: Iterable[str]) -> Iterator[Run]:
    """Yield the text with the matched words in bold."""
    written = 0
    for start, end in matched_spans(text, words):
        if written < start:
            yield Run(text[written:start])
        yield bold(text[start:end])
        written = end
    if written < len(text):
        yield Run(text[written:])
