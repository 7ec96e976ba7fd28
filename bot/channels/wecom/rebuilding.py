"""Building the index for an admin, and what is said when that has ended."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

import structlog

from bot import wording
from bot.errors import BotError
from cases import CasesError
from index import IndexingError

_log: Final = structlog.get_logger(__name__)


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


async def rebuild(reindexer: BuildsIndex) -> str:
    """Build the index in a thread; say how it ended, well or not."""
    try:
        report = await asyncio.to_thread(reindexer.run, lambda _done, _total: None)
    except BotError as error:  # its message is made for an admin to read
        return str(error)
    except (CasesError, IndexingError) as error:
        _log.warning("index not built", reason=str(error))
        return wording.REINDEX_UNFINISHED
    return wording.reindexed(report.cases, report.seconds)
