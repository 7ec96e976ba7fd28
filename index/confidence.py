"""How sure the searcher is that its best hit answers the question."""

from typing import Final, Literal

Confidence = Literal["sure", "maybe", "none"]

_SURE: Final = 0.6
_MAYBE: Final = 0.35


def judge(coverage: float) -> Confidence:
    """Decide from how much of the question the best hit covers, 0 to 1."""
    if coverage >= _SURE:
        return "sure"
    return "maybe" if coverage >= _MAYBE else "none"
