"""An answer that a thread promises to the event loop, in time or not at all."""

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Promise(Generic[T]):
    """Either the thread keeps it or the loop gives up on it, whichever comes first."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Promise nothing yet; call this in the loop."""
        self._loop = loop
        self._future: asyncio.Future[T | None] = loop.create_future()
        self._lock = threading.Lock()
        self._is_settled = False

    def keep(self, value: T) -> bool:
        """Hand the value over; return whether anybody still waits for it."""
        return self._settle(lambda: self._future.set_result(value))

    def fail(self, error: Exception) -> bool:
        """Hand an error over; return whether anybody still waits."""
        return self._settle(lambda: self._future.set_exception(error))

    async def wait(self, seconds: float) -> T | None:
        """Return the value; None if it does not come in time, and then it never will."""
        timer = self._loop.call_later(seconds, self._give_up)
        try:
            return await self._future
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        with self._lock:
            if self._is_settled:
                return
            self._is_settled = True
        self._future.set_result(None)

    def _settle(self, hand_over: Callable[[], None]) -> bool:
        with self._lock:
            if self._is_settled:
                return False
            self._is_settled = True
        self._loop.call_soon_threadsafe(self._hand_over, hand_over)
        return True

    def _hand_over(self, hand_over: Callable[[], None]) -> None:
        if not self._future.done():  # cancelled, when the server stops
            hand_over()
