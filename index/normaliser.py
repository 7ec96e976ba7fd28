"""One spelling for what means the same: the first step of indexing and of searching."""

import re
import unicodedata
from typing import Final

from opencc import OpenCC

_NOT_WORD: Final = re.compile(r"[\W_]+")
_UNREADABLE: Final = re.compile("[\0\ud800-\udfff]")
"""OpenCC takes UTF-8, which has no halves of characters, and stops reading at a zero."""

_MOST_PASSES: Final = 4


class Normaliser:
    """Folds width, case, script and punctuation. Safe to call from several threads."""

    def __init__(self) -> None:
        """Load OpenCC's Traditional → Simplified tables, with the characters of Hong Kong."""
        self._converter = OpenCC("hk2s")

    def normalise(self, text: str) -> str:
        """Return the text in lower-case Simplified characters, letters and digits only.

        NFKC folds full-width forms; everything that is no letter or digit (punctuation, emoji,
        control characters, halves of characters) becomes one space between what is left.
        Idempotent.
        """
        whole = _UNREADABLE.sub(" ", text)
        folded = unicodedata.normalize("NFKC", whole).lower()
        simplified = unicodedata.normalize("NFKC", self._simplify(folded))
        return _NOT_WORD.sub(" ", simplified).strip()

    def _simplify(self, text: str) -> str:
        """Convert until nothing changes: 乾縣 becomes 乾县, and 乾县 becomes 干县."""
        for _ in range(_MOST_PASSES):
            simplified: str = self._converter.convert(text)
            if simplified == text:
                break
            text = simplified
        return text
