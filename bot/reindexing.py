"""Building the index anew while people keep searching."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.errors import ReindexRunningError
from bot.indexing import case_document, library_words, newest_year, sources
from bot.live_searcher import LiveSearcher
from cases import CaseStore
from index import (
    Encoder,
    EncoderUnavailableError,
    IndexingError,
    Progress,
    Snapshot,
    Vocabularies,
    WordFileError,
    build_snapshot,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexReport:
    """What was built: how many public cases, in how many seconds, by words only or by meaning."""

    cases: int
    seconds: float
    has_meaning: bool = False


class Reindexer:
    """Builds and publishes snapshots. Safe to call from several threads."""

    def __init__(
        self,
        store: CaseStore,
        live: LiveSearcher,
        own_synonyms: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep where cases come from and snapshots go.

        Args:
            store: The library.
            live: Swapped to the new snapshot at the end.
            own_synonyms: The admin's synonym file; it may be missing.
            now: Names the snapshots.
        """
        self._store = store
        self._live = live
        self._own_synonyms = own_synonyms
        self._now = now
        self._running = threading.Lock()

    def run(self, progress: Progress | None = None, *, words_only: bool = False) -> ReindexReport:
        """Build a snapshot of the public cases and put it to use.

        Args:
            progress: Told how many cases are done, of how many.
            words_only: Leave it to a later run to encode what is new.

        Raises:
            ReindexRunningError: Another thread of this process is building.
            IndexingError: The old index goes on serving.
            StoreUnavailableError: Likewise.
        """
        if not self._running.acquire(blocking=False):
            raise ReindexRunningError
        try:
            started = time.monotonic()
            has_meaning = self._live.encoder is not None and not words_only
            before = self._live.folder.current_name()
            try:
                built = self._build(self._live.encoder, progress, words_only=words_only)
            except EncoderUnavailableError as error:
                log.warning("indexed_without_meaning", reason=str(error))
                has_meaning = False
                if self._live.folder.current_name() == before:
                    built = self._build(None, progress)
                else:
                    built = self._live.folder.open_current()
            self._live.catch_up()
            return ReindexReport(
                cases=len(built.ids),
                seconds=time.monotonic() - started,
                has_meaning=has_meaning,
            )
        finally:
            self._running.release()

    def _build(
        self, encoder: Encoder | None, progress: Progress | None, *, words_only: bool = False
    ) -> Snapshot:
        synonyms = self._read_synonyms()
        built_from = sources(self._store, synonyms, encoder)  # before reading: never too new
        cases = [case for case in self._store.all_cases() if case.is_public]
        newest = newest_year(cases)
        return build_snapshot(
            [case_document(case, newest_year=newest) for case in cases],
            self._live.folder,
            Vocabularies(words=library_words(cases), synonyms=synonyms),
            built_from=built_from,
            now=self._now(),
            encoder=encoder,
            words_only=words_only,
            progress=progress,
            words_ready=self._live.catch_up,
        )

    def outdated_because(self, *, words_only: bool = False) -> str | None:
        """Say in Chinese why the index no longer fits the library; None if it does.

        Args:
            words_only: Pass over what only meaning needs.

        Raises:
            StoreUnavailableError: The library cannot be asked.
        """
        try:
            snapshot = self._live.snapshot()
            expected = sources(self._store, self._read_synonyms(), self._live.encoder)
        except IndexingError as error:
            return str(error)
        reasons = {
            "library": "索引是为另一个案例库建的",
            "revision": "案例库有更新",
            "words": "同义词有更新",
            "weights": "程序升级了",
        }
        if not words_only:
            reasons["encoder"] = "语义模型有变化"
        built_from = snapshot.built_from
        changed = [why for key, why in reasons.items() if built_from.get(key) != expected[key]]
        meanings = snapshot.meanings if self._live.encoder and not words_only else None
        if meanings and not meanings.is_complete:
            changed.append("有的案例还没有语义")
        return f"{'，'.join(changed)}，需要重建索引：miaozhao reindex" if changed else None

    def _read_synonyms(self) -> str:
        try:
            return self._own_synonyms.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            reason = ["文件读不出来，请存成 UTF-8 编码的纯文本"]
            raise WordFileError(self._own_synonyms.name, reason) from error
