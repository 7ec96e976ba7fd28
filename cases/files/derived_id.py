"""An id for a case that came without one."""

import base64
import hashlib
import unicodedata
from typing import Final

from cases.case import CaseId

_LENGTH: Final = 12  # base32 characters: 60 bits, enough for millions of cases without a clash


def derive_id(*, city: str, district: str, street: str, community: str, title: str) -> CaseId:
    """Derive an id from where the case happened and what it is called.

    The same place and title always give the same id, whatever else of the case changes; blanks,
    case and full-width characters make no difference.
    """
    parts = (city, district, street, community, title)
    plain = "\x1f".join("".join(_fold(part).split()) for part in parts)
    digest = hashlib.blake2b(plain.encode(), digest_size=8).digest()
    return CaseId("c" + base64.b32encode(digest).decode().lower()[:_LENGTH])


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
