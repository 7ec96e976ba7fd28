"""What can go wrong with cases.

```
CasesError
├── InvalidCaseError        a case breaks its own rules (one fault per broken field)
├── UnknownThemeError       somebody asks for a theme that there is not
├── UnreadableFileError     a whole import file cannot be read or written
└── StoreUnavailableError   the database does not answer, or refuses to write
```

Messages are Chinese: an admin reads them. Facts stay on the exception as attributes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class CasesError(Exception):
    """Base of every error of this package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """One broken field: which, its value cut to a readable length, why, and the remedy."""

    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        """Say it in one clause, with the Chinese column name."""
        return f"{self.field}{self.reason}"


class InvalidCaseError(CasesError, ValueError):
    """A case breaks its own rules.

    Attributes:
        faults: Every broken field, at least one.
    """

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        """Keep the faults; the message joins them."""
        self.faults = tuple(faults)
        super().__init__("；".join(map(str, self.faults)))


class UnknownThemeError(CasesError):
    """Somebody asks for a theme that there is not.

    Attributes:
        theme: As it was asked for.
    """

    def __init__(self, theme: str) -> None:
        """Keep the theme."""
        self.theme = theme
        super().__init__(f"没有“{theme}”这个主题")


class UnreadableFileError(CasesError):
    """A whole file cannot be read or written.

    Attributes:
        path: The file.
        reason: Why, and what to do now, in Chinese.
        fault: What the system refused, in the system's own language; None if it refused nothing.
    """

    def __init__(self, path: Path, reason: str, *, fault: OSError | None = None) -> None:
        """Keep the facts; the message names the file."""
        self.path = path
        self.reason = reason
        self.fault = fault
        super().__init__(f"{path.name}：{reason}")


class StoreUnavailableError(CasesError):
    """The database does not answer, is read-only, or refuses our credentials.

    The message says so without the address: it may carry a password.
    """
