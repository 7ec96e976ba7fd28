"""No member gets more messages than 企业微信 delivers: what is beyond it drops without a word.

https://developer.work.weixin.qq.com/document/path/90236: 30 a minute, 1,000 an hour. One process
sends digests; several that sent to the same member would each keep to the limits on their own.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

A_MINUTE: Final = 30
AN_HOUR: Final = 1_000

_SECONDS_A_MINUTE: Final = 60
_SECONDS_AN_HOUR: Final = 3_600
_MOST_MEMBERS: Final = 10_000


class SendingPace:
    """Makes messages wait for their turn, member by member."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Nothing has been sent.

        Args:
            clock: Seconds.
            sleep: Waits.
        """
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[str, deque[float]] = {}

    async def wait(self, member: str) -> None:
        """Return when the member may get one more message."""
        now = self._clock()
        if len(self._turns) >= _MOST_MEMBERS:
            self._forget(now)
        turns = self._turns.setdefault(member, deque(maxlen=AN_HOUR))
        turn = max(
            now, _free(turns, A_MINUTE, _SECONDS_A_MINUTE), _free(turns, AN_HOUR, _SECONDS_AN_HOUR)
        )
        turns.append(turn)
        if turn > now:
            await self._sleep(turn - now)

    def _forget(self, now: float) -> None:
        """Leave out whom nothing was sent to within an hour."""
        self._turns = {
            member: turns
            for member, turns in self._turns.items()
            if now - turns[-1] < _SECONDS_AN_HOUR
        }


def _free(turns: deque[float], most: int, seconds: int) -> float:
    """Return when so many turns within so many seconds leave room for another one."""
    return turns[-most] + seconds if len(turns) >= most else 0.0
