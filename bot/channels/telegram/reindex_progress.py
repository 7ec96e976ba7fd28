"""Building the index for an admin, with the progress in one edited message."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from html import escape
from typing import Any, Final, Protocol

from bot import wording
from bot.channels.telegram.delivery import Delivery, Place
from bot.channels.telegram.letter import Letter
from bot.errors import BotError

_BAR_CELLS: Final = 10
_SECONDS_BETWEEN_EDITS: Final = 1.0


class BuildReport(Protocol):
    """What a finished build tells."""

    @property
    def cases(self) -> int:
        """How many cases the index holds."""
        ...

    @property
    def seconds(self) -> float:
        """How long it took."""
        ...


class BuildsIndex(Protocol):
    """The reindexer: synchronous, takes seconds."""

    def run(self, progress: Callable[[int, int], None], /) -> BuildReport:
        """Build and swap; call back with (done, total). Refuses a second run meanwhile."""
        ...


class ReindexProgress:
    """Runs the reindexer in a thread while the chat goes on."""

    def __init__(
        self,
        reindexer: BuildsIndex,
        delivery: Delivery,
        *,
        start_task: Callable[[Coroutine[Any, Any, None], Place], None],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        """Take what works.

        Args:
            reindexer: Builds.
            delivery: Sends.
            start_task: Starts a task whose errors are reported to the place.
            sleep: Waits some seconds.
        """
        self._reindexer = reindexer
        self._delivery = delivery
        self._start_task = start_task
        self._sleep = sleep

    def start(self, opening: str, place: Place) -> None:
        """Begin, and return at once: the admin can go on asking."""
        self._start_task(self._report(opening, place), place)

    async def _report(self, opening: str, place: Place) -> None:
        """Keep one message up to date until the build has ended, well or not."""
        shown = _letter(opening, 0, 1)
        sent = await self._delivery.send(shown, place)
        done, total = 0, 1

        def note(now_done: int, now_total: int) -> None:
            nonlocal done, total
            done, total = now_done, now_total

        build = asyncio.ensure_future(asyncio.to_thread(self._reindexer.run, note))
        while not await self._is_over_after_a_pause(build):
            latest = _letter(opening, done, total)
            if sent is not None and latest != shown:
                shown = latest
                await self._delivery.edit(sent.message_id, shown, place)
        last = wording.REINDEX_UNFINISHED
        try:
            report = await build
            last = wording.reindexed(report.cases, report.seconds)
        except BotError as error:  # its message is made for an admin to read
            last = str(error)
        finally:
            if sent is not None:
                await self._delivery.edit(sent.message_id, _plain(last), place)

    async def _is_over_after_a_pause(self, build: asyncio.Future[BuildReport]) -> bool:
        pause: asyncio.Future[None] = asyncio.ensure_future(self._sleep(_SECONDS_BETWEEN_EDITS))
        both: list[asyncio.Future[Any]] = [build, pause]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        pause.cancel()
        return build.done()


def progress_bar(done: int, total: int) -> str:
    """Return a bar of ten cells and the per cent, e.g. `▓▓▓▓▓▓░░░░ 60 %`."""
    share = min(max(done / total, 0), 1) if total > 0 else 0
    cells = int(share * _BAR_CELLS)
    return f"{'▓' * cells}{'░' * (_BAR_CELLS - cells)} {int(share * 100)} %"


def _letter(opening: str, done: int, total: int) -> Letter:
    return _plain(f"{opening or '正在重建索引……'}\n{progress_bar(done, total)}")


def _plain(text: str) -> Letter:
    return Letter(pieces=(escape(text, quote=False),))
