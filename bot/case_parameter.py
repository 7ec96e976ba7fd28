"""A case as a parameter: in a Telegram deep link, in the scene of a WeChat QR code.

Both hold at most 64 characters, safely of `A-Za-z0-9_-`. Most ids fit in as they are; one with
other characters (at most 40 bytes, see `Case.id`) is written in base64url.
"""

import base64
import binascii
import re
from typing import Final

from cases import CaseId

_PLAIN_PREFIX: Final = "case_"
_ENCODED_PREFIX: Final = "c64_"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST: Final = 64


def case_parameter(case_id: CaseId) -> str:
    """Return the parameter that stands for the case, at most 64 characters."""
    plain = _PLAIN_PREFIX + case_id
    if _PLAIN.fullmatch(case_id) and len(plain) <= _LONGEST:
        return plain
    return _ENCODED_PREFIX + base64.urlsafe_b64encode(case_id.encode()).decode().rstrip("=")


def case_in(parameter: str) -> CaseId | None:
    """Return the id of the case that the parameter stands for; None if it stands for none."""
    if parameter.startswith(_PLAIN_PREFIX):
        return CaseId(parameter.removeprefix(_PLAIN_PREFIX)) or None
    if not parameter.startswith(_ENCODED_PREFIX):
        return None
    encoded = parameter.removeprefix(_ENCODED_PREFIX)
    if not _PLAIN.fullmatch(encoded):
        return None
    try:
        return CaseId(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError):
        return None
