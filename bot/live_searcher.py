"""The searcher that serves now: swapped whole when anybody has built a new snapshot."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from bot.background_pace import BackgroundPace
from index import Encoder, IndexingError, Pause, Searcher, Snapshot, SnapshotFolder, go_on

_LOOK_EVERY_SECONDS: Final = 1.0

Preparation = Callable[[Searcher, Pause], None]

log = structlog.get_logger(__name__)


class LiveSearcher:
    """Hands out the current `Searcher`. Safe to call from several threads.

    A search looks at most once a second whether another process has published a snapshot; a new
    one is opened in the background while the old one goes on serving. One that says the same as
    the old one is only taken note of: what is in memory stays there.
    """

    def __init__(
        self,
        path: Path,
        encoder: Encoder | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet.

        Args:
            path: The index folder.
            encoder: Adds meaning to words; without one, words alone are searched.
            clock: Seconds.
        """
        self.folder = SnapshotFolder(path)
        self.encoder = encoder
        self._clock = clock
        self._searcher: Searcher | None = None
        self._name: str | None = None
        self._warmed: Searcher | None = None
        self._looked_at = 0.0
        self._preparations: list[Preparation] = []
        self._pace = BackgroundPace()
        self._refreshing = threading.Lock()

    def current(self) -> Searcher:
        """Return the searcher to use for one request.

        Raises:
            SnapshotMissingError: Nothing has been built yet.
            SnapshotDamagedError: The only snapshot there is cannot be trusted.
        """
        searcher = self._searcher
        if searcher is None:
            return self.refresh()
        now = self._clock()
        if now - self._looked_at >= _LOOK_EVERY_SECONDS:
            self._looked_at = now
            if self._is_outdated() and not self._refreshing.locked():
                threading.Thread(target=self._refresh_quietly, daemon=True).start()
        return searcher

    def before_swap(self, prepare: Preparation) -> None:
        """Have something done with each searcher that is warmed up before it serves.

        Args:
            prepare: Does it; it is given the searcher, and what to call between pieces of work, so
                that those who are answered meanwhile do not wait.
        """
        self._preparations.append(prepare)

    def refresh(self, *, warm: bool = False) -> Searcher:
        """Open the published snapshot, if it is another than the one that serves, and swap.

        Args:
            warm: Load before the swap what only some questions need, so that none waits for it.

        Raises:
            SnapshotMissingError: Nothing has been built yet.
            SnapshotDamagedError: It cannot be trusted; what served before goes on serving.
        """
        with self._refreshing:
            searcher, name = self._searcher, self._name
            pause = self._pace.rest if searcher else go_on  # before the first, nobody is answered
            self._pace.begin()
            if searcher is None or self._is_outdated():
                snapshot = self.folder.open_current(pause)
                name = snapshot.name
                if searcher is None or not snapshot.says_the_same_as(searcher.snapshot):
                    searcher = Searcher(snapshot, self.encoder)
                    pause()
            if warm and searcher is not self._warmed:
                searcher.warm_up()
                pause()
                for prepare in self._preparations:
                    prepare(searcher, pause)
                self._warmed = searcher
            self._searcher, self._name = searcher, name
            return searcher

    def catch_up(self) -> None:
        """Swap now to what this process has published; a process that serves nobody loads nothing.

        Raises:
            SnapshotDamagedError: It cannot be trusted; what served before goes on serving.
        """
        if self._searcher is not None:
            self.refresh(warm=True)

    def snapshot(self) -> Snapshot:
        """Return the published snapshot without loading what searching it takes.

        Raises:
            SnapshotMissingError: Nothing has been built yet.
            SnapshotDamagedError: It cannot be trusted.
        """
        searcher = self._searcher
        if searcher is None or self._is_outdated():
            return self.folder.open_current()
        return searcher.snapshot

    def _is_outdated(self) -> bool:
        name = self.folder.current_name()
        return name is not None and name != self._name

    def _refresh_quietly(self) -> None:
        try:
            log.info("snapshot_swapped", snapshot=self.refresh(warm=True).snapshot.name)
        except IndexingError as error:
            log.warning("snapshot_refused", reason=str(error))
