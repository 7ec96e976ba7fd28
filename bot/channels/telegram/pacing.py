"""How fast we speak: what Telegram allows, and what a person can read."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from telegram.ext import AIORateLimiter

_SPOKEN: Final = frozenset({"sendMessage", "editMessageText"})
_MANY_CHATS: Final = 1_000
_MAX_RETRIES: Final = 3


class ChatPacer:
    """Gives each chat one turn a second, in the order in which they are asked for.

    Chats do not wait for each other. There is nothing to lock: a turn is taken before the first
    wait.
    """

    def __init__(
        self,
        *,
        interval_seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take the clock and the way to wait."""
        self._interval = interval_seconds
        self._clock = clock
        self._sleep = sleep
        self._free_at: dict[int | str, float] = {}

    async def turn(self, chat_id: int | str) -> None:
        """Return when the chat may be spoken to."""
        now = self._clock()
        if len(self._free_at) > _MANY_CHATS:
            self._free_at = {chat: free for chat, free in self._free_at.items() if free > now}
        start = max(now, self._free_at.get(chat_id, now))
        self._free_at[chat_id] = start + self._interval
        if start > now:
            await self._sleep(start - now)


class PacedRateLimiter(AIORateLimiter):
    """PTB's limiter (30 messages a second in all, 20 a minute in a group, retries) plus the pacer.

    It sits right before the transport, so that no message can go round it.
    """

    def __init__(self, pacer: ChatPacer) -> None:
        """Take the pacer."""
        super().__init__(max_retries=_MAX_RETRIES)
        self._pacer = pacer

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,  # noqa: ANN401 - PTB's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Wait for the chat's turn, then let PTB apply its own limits."""
        chat_id = data.get("chat_id")
        if endpoint in _SPOKEN and chat_id is not None:
            await self._pacer.turn(chat_id)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
