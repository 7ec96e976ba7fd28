"""One after the other for one person, side by side for all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

_MOST_WAITING: Final = 30


class CrowdedError(Exception):
    """Somebody sends more than we can work on."""


class Turns:
    """Lets what one person says be answered in its order; people do not wait for each other."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    @asynccontextmanager
    async def of(self, person: str) -> AsyncIterator[None]:
        """Wait until everything that the person said before has been answered.

        Raises:
            CrowdedError: Thirty messages of the person wait already.
        """
        waiting = self._waiting.get(person, 0)
        if waiting >= _MOST_WAITING:
            raise CrowdedError
        self._waiting[person] = waiting + 1
        try:
            async with self._locks.setdefault(person, asyncio.Lock()):
                yield
        finally:
            self._waiting[person] -= 1
            if not self._waiting[person]:
                del self._waiting[person], self._locks[person]
