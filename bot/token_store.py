"""Where the access tokens of platforms are kept, sealed, so that every replica uses the same.

A platform hands out a few tokens a day: replicas that each fetched their own would use up the
quota, or make each other's tokens invalid.
"""

from typing import Protocol


class TokenStore(Protocol):
    """Keeps one sealed token per name. Safe to call from several threads.

    Both methods may raise `StoreUnavailableError`.
    """

    def load(self, name: str, /) -> bytes | None:
        """Return what was saved last under the name; None if nothing was."""
        ...

    def save(self, name: str, sealed: bytes, /) -> None:
        """Replace what is kept under the name."""
        ...


class MemoryTokenStore:
    """Keeps tokens as long as the process lives; a `TokenStore` for tests and trials."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, bytes] = {}

    def load(self, name: str, /) -> bytes | None:
        """See `TokenStore.load`."""
        return self._kept.get(name)

    def save(self, name: str, sealed: bytes, /) -> None:
        """See `TokenStore.save`."""
        self._kept[name] = sealed
