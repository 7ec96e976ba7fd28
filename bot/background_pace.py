"""Working beside those who are being answered, without making them wait."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_REST: Final = 4.0
"""Seconds of rest for each second of work, while the process does nothing else."""

_LEAST_IDLE: Final = 0.1
"""However busy the process is, as much of its time is taken to be idle: work comes to an end."""

_LEARNING: Final = 0.2
"""How much of what is known of the process gives way to what was seen last."""


class BackgroundPace:
    """Rests after each piece of work, the longer the busier the process is.

    Threads of a process take turns. Where one processor is busy for the share b of the time,

        rest = 4 · piece / (1 - b)

    so that the work takes about a fifth of what is idle, and not of what is not. How busy it is
    shows while this thread rests: what is used then, others use. For one thread.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.perf_counter,
        cost: Callable[[], float] = time.process_time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the process to be idle at first.

        Args:
            clock: Seconds that only grow.
            cost: Seconds of processor time that the process has used.
            sleep: Rests for so many seconds.
        """
        self._clock = clock
        self._cost = cost
        self._sleep = sleep
        self._busy = 0.0

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Do a piece of work in the block, and rest; not if it fails."""
        started = self._clock()
        yield
        rested, used = self._clock(), self._cost()
        idle = max(1 - self._busy, _LEAST_IDLE)
        self._sleep((rested - started) * _REST / idle)
        seconds = self._clock() - rested
        if seconds > 0:
            self._busy += _LEARNING * ((self._cost() - used) / seconds - self._busy)
