"""Building the index in a process of its own, while this one answers."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

from bot.errors import ReindexFailedError, ReindexRunningError
from bot.live_searcher import LiveSearcher
from bot.reindexing import ReindexReport
from index import Progress

BUILD: Final = (sys.executable, "-P", "-m", "bot.commands.reindex_apart")
"""What builds. It finds its settings where we found ours: environment and working folder."""

WORDS_ONLY: Final = "--words"
"""Leaves meaning to a later run."""


class KnowsWhatIsOutdated(Protocol):
    """The reindexer of this process."""

    def outdated_because(self, *, words_only: bool = False) -> str | None:
        """Say in Chinese why the index no longer fits the library; None if it does."""
        ...


class SeparateReindexer:
    """Does as `Reindexer`, without a thread of ours that computes for seconds.

    Threads of one process take turns: each answer would wait for the build many times over.
    Safe to call from several threads.
    """

    def __init__(
        self,
        reindexer: KnowsWhatIsOutdated,
        live: LiveSearcher,
        *,
        command: Sequence[str] = BUILD,
    ) -> None:
        """Start nothing yet.

        Args:
            reindexer: Compares index and library.
            live: Swapped to what was built.
            command: Builds, and tells how far it is in lines of JSON: `{"done": 1, "of": 2}`, at
                the end `{"cases": 2, "has_meaning": true}` or `{"failed": "…"}`.
        """
        self._reindexer = reindexer
        self._live = live
        self._command = command
        self._running = threading.Lock()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False

    def run(self, progress: Progress | None = None, *, words_only: bool = False) -> ReindexReport:
        """Have a snapshot of the public cases built, and put it to use.

        Args:
            progress: Told now and then how many cases are done, of how many.
            words_only: Leave it to a later run to encode what is new.

        Raises:
            ReindexRunningError: Another thread of this process is building.
            ReindexFailedError: The old index goes on serving.
            SnapshotDamagedError: Likewise.
        """
        if not self._running.acquire(blocking=False):
            raise ReindexRunningError
        try:
            started = time.monotonic()
            ended = self._build(progress, words_only=words_only)
            self._live.catch_up()
            return ReindexReport(
                cases=ended["cases"],
                seconds=time.monotonic() - started,
                has_meaning=ended["has_meaning"],
            )
        finally:
            self._running.release()

    def outdated_because(self, *, words_only: bool = False) -> str | None:
        """See `Reindexer.outdated_because`."""
        return self._reindexer.outdated_because(words_only=words_only)

    def close(self) -> None:
        """End what is being built, and build no more."""
        with self._starting:
            self._is_closed = True
            if self._process:
                self._process.terminate()

    def _build(self, progress: Progress | None, *, words_only: bool) -> dict[str, Any]:
        with self._started(words_only=words_only) as process:
            for line in process.stdout or ():
                told: dict[str, Any] = json.loads(line)
                if "failed" in told:
                    raise ReindexFailedError(told["failed"])
                if "cases" in told:
                    return told
                if progress:
                    progress(told["done"], told["of"])
        raise ReindexFailedError("重建的进程中途结束了，原来的索引照常使用，详情见日志")

    @contextmanager
    def _started(self, *, words_only: bool) -> Iterator[subprocess.Popen[str]]:
        """Start the build, which never outlives the block."""
        with self._starting:
            if self._is_closed:
                raise ReindexFailedError("服务正在停止")
            process = self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*self._command, *([WORDS_ONLY] if words_only else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                start_new_session=True,  # Ctrl+C is for us, and we end it in time
            )
        try:
            with process:
                try:
                    yield process
                except BaseException:
                    process.terminate()
                    raise
        finally:
            with self._starting:
                self._process = None
