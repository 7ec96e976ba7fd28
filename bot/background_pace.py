"""Working beside those who are being answered, without making them wait."""

import time
from collections.abc import Callable
from typing import Final

_REST: Final = 4.0
"""Seconds of rest for each second of work, while the process does nothing else."""

_LEAST_IDLE: Final = 0.2
"""However busy the process is, as much of its time is taken to be idle: work comes to an end."""

_LEARNING: Final = 0.2
"""How much of what is known of the process gives way to what was seen last."""


class BackgroundPace:
    """Rests after each piece of work, the longer the busier the process is.

    Threads of a process take turns. Where the others keep a processor busy for the share b of the
    time,

        rest = 4 · work / (1 - b)

    counted in processor time of the work, so that it takes a fifth of what is idle. How busy they
    are shows while this thread rests. For one thread at a time.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.perf_counter,
        work: Callable[[], float] = time.thread_time,
        cost: Callable[[], float] = time.process_time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the process to be idle at first.

        Args:
            clock: Seconds that only grow.
            work: Seconds of processor time that the calling thread has used.
            cost: Seconds of processor time that the process has used.
            sleep: Rests for so many seconds.
        """
        self._clock = clock
        self._work = work
        self._cost = cost
        self._sleep = sleep
        self._busy = 0.0
        self._began = work()

    def begin(self) -> None:
        """Begin a piece of work."""
        self._began = self._work()

    def rest(self) -> None:
        """Rest from the piece of work that was begun, and begin the next."""
        rested, used = self._clock(), self._cost()
        idle = max(1 - self._busy, _LEAST_IDLE)
        self._sleep((self._work() - self._began) * _REST / idle)
        seconds = self._clock() - rested
        if seconds > 0:
            self._busy += _LEARNING * ((self._cost() - used) / seconds - self._busy)
        self.begin()
