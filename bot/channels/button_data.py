"""An action as the short text that a button carries, and back.

A platform gives a button some bytes (Telegram 64, 企业微信 1,024) and gives them back,
months later too, to whichever replica is up. So the text of an action (a question, a case id, a
facet's value) is written out whole as long as it fits: in 64 bytes about twenty Chinese
characters. A longer one is replaced by its length and a hash, and found again in what hangs
together with the button: the asking message that ours replies to, our own text, the labels beside
it. Nothing is kept in memory, so nothing is lost by a restart.

```
data    := kind [number] [ "=" text | "#" length "." digest ]
kind    := a ask · o open · r related · b browse · n number · > next · < previous
           w welcome · h help · x reindex
number  := page or number; when a facet is browsed, its index and a dot stand before it
```
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from bot.action import (
    Action,
    Ask,
    Browse,
    Help,
    NextPage,
    OpenCase,
    OpenNumber,
    PreviousPage,
    Reindex,
    ShowRelated,
    Welcome,
)
from cases import FACETS, CaseId

LONGEST_BYTES: Final = 64
"""What the narrowest platform gives a button."""

_DIGEST_CHARACTERS: Final = 16
_BIGGEST_PAGE: Final = 10**9 - 1
_PLAIN: Final[dict[str, Action]] = {
    ">": NextPage(),
    "<": PreviousPage(),
    "w": Welcome(),
    "h": Help(),
    "x": Reindex(),
}
_LETTERS: Final = {type(action): letter for letter, action in _PLAIN.items()}
_DATA: Final = re.compile(
    rf"(?P<kind>[aorbn])(?P<facet>[0-{len(FACETS) - 1}]\.)?(?P<number>\d{{1,9}})?"
    rf"(?:=(?P<text>.*)|\#(?P<length>\d{{1,6}})\.(?P<digest>[0-9a-f]{{{_DIGEST_CHARACTERS}}}))?",
    re.DOTALL | re.ASCII,
)


def encode(action: Action, *, longest: int = LONGEST_BYTES) -> str:
    """Return UTF-8 that `decode` understands; pages end at a thousand million.

    Total: every action has its text, whatever it contains.

    Args:
        action: What the button does.
        longest: Most bytes, at least 64.
    """
    head, text = _parts(action)
    whole = _whole(head, text)
    return whole if _fits(whole, longest) else f"{head}#{len(text)}.{_digest(text)}"


def decode(data: str, *, shown: Iterable[str] = ()) -> Action | None:
    """Return the action that a button carries.

    Args:
        data: Anything; only what `encode` wrote is understood.
        shown: Texts in which a long text may be found again.

    Returns:
        None if the data is not ours, or if its long text cannot be found.
    """
    if data in _PLAIN:
        return _PLAIN[data]
    fields = _DATA.fullmatch(data)
    if fields is None:
        return None
    text = fields["text"] or ""
    if fields["digest"]:
        found = _find(int(fields["length"]), fields["digest"], shown)
        if found is None:
            return None
        text = found
    return _action(fields["kind"], fields["facet"], int(fields["number"] or 1), text)


def long_text(action: Action) -> str | None:
    """Return the text that a button of 64 bytes cannot carry; None if it carries everything."""
    head, text = _parts(action)
    return None if _fits(_whole(head, text), LONGEST_BYTES) else text


def _parts(action: Action) -> tuple[str, str]:
    """Return the head of the data, and the action's text if it has one."""
    match action:
        case Ask(question=question, page=page):
            return f"a{_bounded(page)}", question
        case OpenCase(case_id=case_id):
            return "o", case_id
        case ShowRelated(case_id=case_id):
            return "r", case_id
        case Browse(facet=facet, value=value, page=page):
            chosen = "" if facet is None else f"{FACETS.index(facet)}."
            return f"b{chosen}{_bounded(page)}", value
        case OpenNumber(number=number):
            return f"n{_bounded(number)}", ""
        case _:
            return _LETTERS[type(action)], ""


def _whole(head: str, text: str) -> str:
    return f"{head}={text}" if text else head


def _action(kind: str, facet: str | None, number: int, text: str) -> Action:
    match kind:
        case "a":
            return Ask(question=text, page=number)
        case "o":
            return OpenCase(case_id=CaseId(text))
        case "r":
            return ShowRelated(case_id=CaseId(text))
        case "n":
            return OpenNumber(number=number)
        case _:
            chosen = None if facet is None else FACETS[int(facet[0])]
            return Browse(facet=chosen, value=text, page=number)


def _find(length: int, digest: str, shown: Iterable[str]) -> str | None:
    """Return the stretch of a shown text that has this length and this digest."""
    for text in shown:
        for start in range(len(text) - length + 1):
            stretch = text[start : start + length]
            if _digest(stretch) == digest:
                return stretch
    return None


def _fits(data: str, longest: int) -> bool:
    try:
        return len(data.encode()) <= longest
    except UnicodeEncodeError:  # a lone surrogate cannot travel
        return False


def _digest(text: str) -> str:
    size = _DIGEST_CHARACTERS // 2
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def _bounded(number: int) -> int:
    return min(max(number, 0), _BIGGEST_PAGE)
