"""Whether this process can answer questions now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """The answer to "may people be sent here?".

    Attributes:
        is_ready: Index loaded and database reachable.
        problems: What is missing, in plain Chinese without secrets; empty when ready.
    """

    is_ready: bool
    problems: tuple[str, ...] = ()
