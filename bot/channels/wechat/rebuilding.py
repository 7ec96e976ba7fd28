"""Building the index for an admin, and what is said when that has ended."""

import secrets
import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from bot import wording
from bot.errors import BotError
from cases import CasesError
from index import IndexingError

_log = structlog.get_logger(__name__)


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

    def run(self) -> BuildReport:
        """Build and swap. Refuses a second run meanwhile."""
        ...


class Rebuilding:
    """Runs the reindexer in a thread while the chat goes on."""

    def __init__(self, reindexer: BuildsIndex) -> None:
        """Keep who builds."""
        self._reindexer = reindexer
        self._threads: list[threading.Thread] = []

    def start(self, tell: Callable[[str], None]) -> None:
        """Begin, and return at once; how it went is told at the end."""
        thread = threading.Thread(
            target=lambda: tell(rebuilt(self._reindexer)), name="reindex", daemon=True
        )
        self._threads = [other for other in self._threads if other.is_alive()] + [thread]
        thread.start()

    def wait(self) -> None:
        """Wait until all that was begun has ended."""
        for thread in self._threads:
            thread.join()


def rebuilt(reindexer: BuildsIndex) -> str:
    """Build the index; say how it ended, well or not. Call this in a thread: it takes seconds."""
    try:
        report = reindexer.run()
    except BotError as error:  # its message is made for an admin to read
        return str(error)
    except (CasesError, IndexingError) as error:
        _log.warning("index_not_built", reason=str(error))
        return wording.REINDEX_UNFINISHED
    except Exception:  # noqa: BLE001 - the outermost handler of its thread
        reference = secrets.token_hex(4)
        _log.exception("reindex_failed", reference=reference)
        return f"{wording.REINDEX_UNFINISHED}编号 {reference}。"
    return wording.reindexed(report.cases, report.seconds)
