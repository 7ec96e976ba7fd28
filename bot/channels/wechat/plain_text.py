"""Text as WeChat shows it: no markup but links, measured in bytes, cut between sentences."""

import re
from typing import Final

LONGEST_TEXT: Final = 1800
"""Bytes in UTF-8 of an answer. WeChat takes 2,048, and nothing at all of one that is longer."""

SENTENCE_ENDS: Final = "。！？!?…"

_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]+"
)
"""Control characters, marks that turn the direction of a line, halves of characters."""

_UNLINKABLE: Final = re.compile("[\"'<>&#%?=+\\s]")
_MENU_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SENTENCE: Final = re.compile(r"[^。！？!?…\n]*[。！？!?…]+[”’」』）)]*|[^。！？!?…\n]*\n")


def plain(text: str) -> str:
    """Return what was written by others as text: nothing in it is a link or steers the screen.

    WeChat undoes no escapes, so a sign that begins markup becomes its full-width twin.
    """
    return _UNPRINTABLE.sub(" ", text).replace("<", "＜").replace(">", "＞")


def tappable(label: str, *, says: str, menu_id: str = "0") -> str:
    """Return a label that says something for the person who taps it.

    Tapping sends `says` as a text message, with `menu_id` beside it.

    Args:
        label: What is shown, plain already.
        says: What is sent. With signs that an address cannot hold there is no link.
        menu_id: What comes back as `bizmsgmenuid`.
    """
    if not says or _UNLINKABLE.search(says) or not _MENU_ID.fullmatch(menu_id):
        return label
    address = f"weixin://bizmsgmenu?msgmenucontent={says}&msgmenuid={menu_id}"
    return f'<a href="{address}">{label}</a>'


def size(text: str) -> int:
    """Return the bytes of the text in UTF-8."""
    return len(text.encode())


def ended(text: str) -> str:
    """Return the text with a full stop, unless it ends as a sentence does."""
    return text if not text or text[-1] in SENTENCE_ENDS else f"{text.rstrip('，、；,;：:')}。"


def first_sentences(text: str, longest: int) -> str:
    """Return as many whole sentences as fit into so many bytes.

    Of a first sentence that is longer by itself the beginning is returned, with an ellipsis.
    """
    if size(text) <= longest:
        return text
    end = 0
    for sentence in _SENTENCE.finditer(text):
        if size(text[: sentence.end()]) > longest:
            break
        end = sentence.end()
    return text[:end].rstrip() or _beginning(text, longest)


def _beginning(text: str, longest: int) -> str:
    return text.encode()[: max(longest - size("…"), 0)].decode(errors="ignore") + "…"
