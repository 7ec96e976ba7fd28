"""Threads that take turns: one works off what waits, another takes over when it is held up.

Python runs one thread at a time. Threads that work side by side take the lock from each other at
every call into the database, and wake each other for every message: together they need half as
long again as one by itself.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import structlog

_log = structlog.get_logger(__name__)

_THREADS: Final = 4
_HELD_UP_SECONDS: Final = 0.02
"""A piece of work takes a millisecond or two; who needs more waits for something."""

_MOST_WAITING: Final = 1_000
"""Pieces of work; they take about two seconds."""

Work = Callable[[], object]


class Shift:
    """Does what it is given in threads of its own, mostly in one."""

    def __init__(
        self,
        name: str,
        *,
        most_waiting: int = _MOST_WAITING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start no thread yet.

        Args:
            name: Of the threads.
            most_waiting: How many pieces of work may wait.
            clock: Seconds that only grow.
        """
        self.threads: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix=name)
        self._most_waiting = most_waiting
        self._clock = clock
        self._waiting: deque[Work] = deque()
        self._changing = threading.Lock()
        self._turn = 0
        self._is_on_duty = False
        self._began = 0.0
        self._working = 0
        self._is_watched = False

    def submit(self, work: Work) -> bool:
        """Have something done; call this in the event loop. What it raises is only logged.

        Returns:
            Whether it will be done: False if too much waits already.
        """
        with self._changing:
            if len(self._waiting) >= self._most_waiting:
                return False
            self._waiting.append(work)
            self._see_to_it()
        self._watch()
        return True

    def waiting(self) -> int:
        """Return how many pieces of work nobody has begun."""
        return len(self._waiting)

    def close(self) -> None:
        """Wait until everything is done, and end."""
        self.threads.shutdown()

    def _watch(self) -> None:
        """Look again in a moment, as long as anything waits."""
        if not self._is_watched:
            self._is_watched = True
            asyncio.get_running_loop().call_later(_HELD_UP_SECONDS, self._look_again)

    def _look_again(self) -> None:
        self._is_watched = False
        with self._changing:
            if not self._waiting:
                return
            self._see_to_it()
        self._watch()

    def _see_to_it(self) -> None:
        """Start a thread unless one is working off what waits; call this with the lock."""
        is_slow = self._clock() - self._began > _HELD_UP_SECONDS
        if not self._is_on_duty or (is_slow and self._working < _THREADS):
            self._is_on_duty = True
            self._turn += 1
            self._working += 1
            self._began = self._clock()
            self.threads.submit(self._work_off, self._turn)

    def _work_off(self, turn: int) -> None:
        """Work until nothing waits, or another thread has taken over meanwhile."""
        while work := self._next(turn):
            _do(work)

    def _next(self, turn: int) -> Work | None:
        with self._changing:
            is_mine = self._turn == turn
            if is_mine and self._waiting:
                self._began = self._clock()
                return self._waiting.popleft()
            self._working -= 1
            if is_mine:
                self._is_on_duty = False
            return None


def _do(work: Work) -> None:
    """Do a piece of work; the outermost handler, for a thread that died would be missed."""
    try:
        work()
    except Exception:  # noqa: BLE001 - the outermost handler of the thread
        _log.exception("work_failed")
