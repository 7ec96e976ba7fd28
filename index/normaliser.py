"""One spelling for what means the same: the first step of indexing and of searching."""

import re
import unicodedata
from typing import Final

from opencc import OpenCC

_NOT_WORD: Final = re.compile(r"[\W_]+")


class Normaliser:
    """Folds width, case, script and punctuation. Safe to call from several threads."""

    def __init__(self) -> None:
        """Load OpenCC's Traditional → Simplified tables."""
        self._converter = OpenCC("t2s")

    def normalise(self, text: str) -> str:
        """Return the text in lower-case Simplified characters, letters and digits only.

        NFKC folds full-width forms; everything that is no letter or digit (punctuation, emoji,
        control characters) becomes one space between what is left. Idempotent.
        """
        folded = unicodedata.normalize("NFKC", text).lower()
        simplified: str = self._converter.convert(folded)
        return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", simplified)).strip()
