"""Completing the index behind the people who already search it."""

import threading
from typing import Protocol

import structlog

from bot.errors import BotError
from bot.reindexing import ReindexReport
from bot.system_faults import message_of
from cases import CasesError
from index import IndexingError, Progress

log = structlog.get_logger(__name__)


class _StoppedError(Exception):
    """The program is ending."""


class BuildsIndex(Protocol):
    """The reindexer, of this process or another one."""

    def outdated_because(self) -> str | None:
        """Say why the index does not fit the library; None if it does."""
        ...

    def run(self, progress: Progress, /) -> ReindexReport:
        """Build and swap."""
        ...


class BackgroundReindex:
    """Encodes in a thread what an index by words only still lacks; words serve meanwhile."""

    def __init__(self, reindexer: BuildsIndex) -> None:
        """Keep who builds; nothing starts yet."""
        self._reindexer = reindexer
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reindex", daemon=True)

    def start(self) -> None:
        """Start; nothing is done where nothing is missing."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step that is being done; what is missing stays missing until next time."""
        self._is_stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            if self._reindexer.outdated_because():
                report = self._reindexer.run(self._go_on)
                log.info("index_completed", cases=report.cases, seconds=round(report.seconds, 1))
        except _StoppedError:
            log.info("index_completion_stopped")
        except (BotError, CasesError, IndexingError) as error:
            log.warning("index_not_completed", reason=message_of(error))

    def _go_on(self, _done: int, _of: int) -> None:
        if self._is_stopping.is_set():
            raise _StoppedError
