"""Building the index anew: what is told, what is refused, when it is needed."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot import indexing
from bot.errors import ReindexRunningError
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from cases import Case, CaseId, MemoryCaseStore
from index import SnapshotFolder, SnapshotMissingError, SnapshotWriteError, WordFileError
from tests.bot.dialogue_double import Switch, SwitchedCaseStore

LAMP = Case(id=CaseId("lamp"), title="路灯", approach="修路灯。", date="2024")
PARKING = Case(id=CaseId("parking"), title="停车", approach="画车位。", date="2025-04")
DRAFT = Case(id=CaseId("draft"), title="草稿", approach="还没写完。", status="草稿")


@pytest.fixture
def store() -> MemoryCaseStore:
    return MemoryCaseStore([LAMP, PARKING, DRAFT])


@pytest.fixture
def live(tmp_path: Path) -> LiveSearcher:
    return LiveSearcher(tmp_path / "index")


@pytest.fixture
def synonyms(tmp_path: Path) -> Path:
    return tmp_path / "synonyms.txt"


@pytest.fixture
def reindexer(store: MemoryCaseStore, live: LiveSearcher, synonyms: Path) -> Reindexer:
    return Reindexer(store, live, synonyms)


def found(live: LiveSearcher, question: str) -> list[str]:
    return [hit.id for hit in live.current().rank(question, limit=5)]


def test_public_cases_are_indexed_and_counted(reindexer: Reindexer, live: LiveSearcher) -> None:
    told: list[tuple[int, int]] = []

    report = reindexer.run(lambda done, of: told.append((done, of)))

    assert report.cases == 2
    assert report.seconds >= 0
    assert told == [(1, 2), (2, 2)]
    assert found(live, "路灯")[0] == "lamp"
    assert "draft" not in found(live, "草稿")


def test_an_empty_library_can_be_indexed(tmp_path: Path, live: LiveSearcher) -> None:
    report = Reindexer(MemoryCaseStore(), live, tmp_path / "synonyms.txt").run()

    assert report.cases == 0
    assert live.current().search("路灯", limit=5).confidence == "none"


def test_a_second_run_is_refused_while_one_is_building(reindexer: Reindexer) -> None:
    refused: list[str] = []

    def run_again(done: int, of: int) -> None:
        with pytest.raises(ReindexRunningError) as caught:
            reindexer.run()
        refused.append(str(caught.value))

    reindexer.run(run_again)

    assert set(refused) == {"索引正在重建，请等它完成后再试。"}
    assert reindexer.run().cases == 2


def test_a_run_from_another_thread_is_refused_too(reindexer: Reindexer) -> None:
    refused: list[Exception] = []

    def run() -> None:
        try:
            reindexer.run()
        except ReindexRunningError as error:
            refused.append(error)

    def run_elsewhere(done: int, of: int) -> None:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    reindexer.run(run_elsewhere)

    assert len(refused) == 2


def test_own_synonyms_are_used(reindexer: Reindexer, live: LiveSearcher, synonyms: Path) -> None:
    synonyms.write_text("\ufeffzqx灯 = 路灯\n", encoding="utf-8")

    reindexer.run()

    assert found(live, "zqx灯") == ["lamp"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("路灯 = 灯\n照明\n路灯 = 亮\n= \n".encode(), ["第 2 行", "第 3 行", "第 4 行"]),
        ("路灯 = 灯\n".encode("gbk"), ["UTF-8"]),
    ],
)
def test_a_faulty_synonym_file_leaves_the_old_index(
    reindexer: Reindexer, live: LiveSearcher, synonyms: Path, content: bytes, told: list[str]
) -> None:
    reindexer.run()
    before = live.current()
    synonyms.write_bytes(content)

    with pytest.raises(WordFileError) as caught:
        reindexer.run()

    assert all(part in str(caught.value) for part in told)
    assert live.current() is before
    assert SnapshotFolder(live.folder.path).current_name() == before.snapshot.name


def test_a_folder_that_cannot_be_written_leaves_the_old_index(
    tmp_path: Path, store: MemoryCaseStore, synonyms: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    blocked = LiveSearcher(tmp_path / "file" / "index")

    with pytest.raises(SnapshotWriteError, match="旧索引不受影响"):
        Reindexer(store, blocked, synonyms).run()
    with pytest.raises(SnapshotMissingError):
        blocked.current()


def test_after_a_failure_the_next_run_works(
    tmp_path: Path, store: MemoryCaseStore, live: LiveSearcher, synonyms: Path
) -> None:
    switch = Switch()
    reindexer = Reindexer(SwitchedCaseStore(store, switch), live, synonyms)
    switch.turn_off()
    with pytest.raises(Exception, match="数据库连不上"):
        reindexer.run()

    switch.uses_left = None

    assert reindexer.run().cases == 2


def test_a_new_index_is_not_outdated(reindexer: Reindexer) -> None:
    reindexer.run()

    assert reindexer.outdated_because() is None


def test_without_an_index_one_is_needed(reindexer: Reindexer) -> None:
    assert reindexer.outdated_because() == "还没有索引。请运行 miaozhao reindex 建立索引。"


def test_a_changed_case_makes_it_outdated_until_the_next_run(
    reindexer: Reindexer, store: MemoryCaseStore
) -> None:
    reindexer.run()

    store.save([LAMP])
    unchanged = reindexer.outdated_because()
    store.save([replace(LAMP, outcome="亮了。")])
    changed = reindexer.outdated_because()
    reindexer.run()

    assert unchanged is None
    assert changed == "案例库有更新，需要重建索引：miaozhao reindex"
    assert reindexer.outdated_because() is None


def test_changed_synonyms_make_it_outdated(reindexer: Reindexer, synonyms: Path) -> None:
    reindexer.run()

    synonyms.write_text("照明灯具 = 路灯\n", encoding="utf-8")

    assert reindexer.outdated_because() == "同义词有更新，需要重建索引：miaozhao reindex"


def test_another_library_makes_it_outdated(
    reindexer: Reindexer, live: LiveSearcher, synonyms: Path
) -> None:
    reindexer.run()
    other = MemoryCaseStore()
    for case in (LAMP, PARKING):
        other.save([case])
    other_reindexer = Reindexer(other, live, synonyms)

    told = other_reindexer.outdated_because()

    assert told
    assert told.startswith("索引是为另一个案例库建的")


def test_a_program_that_weighs_differently_makes_it_outdated(
    reindexer: Reindexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindexer.run()

    monkeypatch.setitem(indexing._WEIGHTS, "title", 99)

    assert reindexer.outdated_because() == "程序升级了，需要重建索引：miaozhao reindex"


def test_a_damaged_index_is_said_to_be(
    reindexer: Reindexer, live: LiveSearcher, store: MemoryCaseStore, synonyms: Path
) -> None:
    reindexer.run()
    shutil.rmtree(live.current().snapshot.folder)
    reopened = LiveSearcher(live.folder.path)

    told = Reindexer(store, reopened, synonyms).outdated_because()

    assert told
    assert "不能用" in told
    assert "miaozhao reindex" in told


def test_faulty_synonyms_are_told_where_the_index_is_checked(
    reindexer: Reindexer, synonyms: Path
) -> None:
    reindexer.run()
    synonyms.write_bytes("照明 = 路灯".encode("gbk"))

    assert "UTF-8" in (reindexer.outdated_because() or "")
