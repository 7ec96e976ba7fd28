"""Commands that compute for long, beside a server that people wait for."""

import os
from typing import Final

_LESS_URGENT: Final = 10
"""Niceness, of 19 at most: a process of 0 gets nine times as much of a processor they share."""


def let_others_first() -> None:
    """Have this process take what others leave of the processor; alone it is as fast as ever."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(max(0, _LESS_URGENT - os.nice(0)))
