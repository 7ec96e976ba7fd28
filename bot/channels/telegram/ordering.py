"""Updates side by side, but one after the other within a chat."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

_AT_ONCE: Final = 4_096
_WAITING_IN_A_CHAT: Final = 30

_log = structlog.get_logger(__name__)


class InChatOrder(BaseUpdateProcessor):
    """Works on the updates of one chat in their order; chats do not wait for each other.

    Inline queries belong to no chat and never wait. A chat that floods us keeps at most 30
    updates waiting: what comes on top is given to `refuse` and forgotten.
    """

    def __init__(self, refuse: Callable[[Update], Awaitable[None]]) -> None:
        """Take what is to be done with an update that is one too many."""
        super().__init__(max_concurrent_updates=_AT_ONCE)
        self._refuse = refuse
        self._turns: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[None]) -> None:
        """Wait for the updates of the same chat that came before, then do the work."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        waiting = self._waiting.get(chat.id, 0)
        if waiting >= _WAITING_IN_A_CHAT and isinstance(update, Update):
            _log.warning("telegram chat floods, update refused", update_id=update.update_id)
            if asyncio.iscoroutine(coroutine):
                coroutine.close()
            await self._refuse(update)
            return
        self._waiting[chat.id] = waiting + 1
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        try:
            async with turn:
                await coroutine
        finally:
            self._waiting[chat.id] -= 1
            if not self._waiting[chat.id]:
                del self._waiting[chat.id], self._turns[chat.id]

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Need nothing."""
