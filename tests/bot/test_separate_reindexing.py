"""Building the index in a process of its own: what is told, what is refused, how it ends."""

import os
import sys
import threading
from pathlib import Path

import pytest

from bot import separate_reindexing
from bot.background_reindex import BackgroundReindex
from bot.errors import ReindexFailedError, ReindexRunningError
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from bot.separate_reindexing import SeparateReindexer
from cases import MemoryCaseStore
from cases.built_in import built_in_library
from cases.sql import SqlCaseStore, open_database

SYNONYMS = "路灯 = \n照明\n"
WAIT = """
import os, time
print('{"done": 0, "of": %d}' % os.getpid(), flush=True)
time.sleep(600)
"""
WAITING = (sys.executable, "-c", WAIT)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder that the building process is going to find."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MIAOZHAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MIAOZHAO_ENCODER", "none")
    database = open_database(f"sqlite:///{tmp_path}/miaozhao.db")
    SqlCaseStore(database).save(built_in_library())
    database.close()
    return tmp_path


@pytest.fixture
def live(tmp_path: Path) -> LiveSearcher:
    return LiveSearcher(tmp_path / "index")


def separate(live: LiveSearcher, *command: str) -> SeparateReindexer:
    here = Reindexer(MemoryCaseStore(), live, Path("synonyms.txt"))
    return SeparateReindexer(here, live, command=command or separate_reindexing.BUILD)


def test_another_process_builds_and_this_one_searches_what_it_built(
    folder: Path, live: LiveSearcher
) -> None:
    here = Reindexer(MemoryCaseStore(), live, folder / "synonyms.txt")
    here.run()
    empty = live.current()
    told: list[tuple[int, int]] = []

    report = SeparateReindexer(here, live).run(lambda done, of: told.append((done, of)))

    count = len(list(built_in_library()))
    assert (report.cases, report.has_meaning) == (count, False)
    assert report.seconds > 0
    assert told[-1] == (count, count)
    assert live.current() is not empty
    assert live.current().search("电动车充电", limit=1).confidence == "sure"


def test_what_the_other_process_cannot_use_is_told(folder: Path, live: LiveSearcher) -> None:
    (folder / "synonyms.txt").write_text(SYNONYMS, encoding="utf-8")

    with pytest.raises(ReindexFailedError, match="第 1 行"):
        separate(live).run()

    assert live.folder.current_name() is None


@pytest.mark.parametrize("script", ["raise SystemExit(1)", 'print(\'{"done": 1, "of": 2}\')'])
def test_a_process_that_ends_too_early_is_told(live: LiveSearcher, script: str) -> None:
    with pytest.raises(ReindexFailedError, match="原来的索引照常使用"):
        separate(live, sys.executable, "-c", script).run(lambda _done, _of: None)


def test_a_second_run_is_refused_while_one_is_building(live: LiveSearcher) -> None:
    reindexer = separate(live, *WAITING)

    def run_again(_done: int, _of: int) -> None:
        with pytest.raises(ReindexRunningError):
            reindexer.run()
        reindexer.close()

    with pytest.raises(ReindexFailedError):
        reindexer.run(run_again)


def test_whoever_stops_listening_ends_the_process(live: LiveSearcher) -> None:
    processes: list[int] = []

    def stop(_done: int, of: int) -> None:
        processes.append(of)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        separate(live, *WAITING).run(stop)

    with pytest.raises(ProcessLookupError):
        os.kill(processes[0], 0)


def test_nothing_is_built_once_it_is_closed(live: LiveSearcher) -> None:
    reindexer = separate(live, *WAITING)

    reindexer.close()

    with pytest.raises(ReindexFailedError, match="服务正在停止"):
        reindexer.run()


def test_a_completion_in_the_background_ends_with_it(live: LiveSearcher) -> None:
    reindexer = separate(live, *WAITING)
    is_building = threading.Event()
    completion = BackgroundReindex(reindexer)
    run = reindexer.run
    reindexer.run = lambda _progress, **_: run(lambda _done, _of: is_building.set())  # type: ignore[method-assign]  # to know when it has begun

    completion.start()
    assert is_building.wait(timeout=30)
    reindexer.close()
    completion.stop()

    assert not completion._thread.is_alive()
