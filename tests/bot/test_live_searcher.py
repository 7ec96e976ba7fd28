"""The searcher that serves is swapped for what anybody publishes, and no search fails."""

import secrets
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pytest

from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from cases import Case, CaseId, MemoryCaseStore
from index import Pause, SnapshotDamagedError, SnapshotFolder, SnapshotMissingError

OLD = Case(id=CaseId("old"), title="旧的路灯", approach="修路灯。", asked_as=("路灯坏了",))
NEW = Case(id=CaseId("new"), title="新的路灯", approach="换路灯。", asked_as=("路灯坏了",))

BUILD_ELSEWHERE = dedent(
    """
    import sys
    from pathlib import Path
    from bot.live_searcher import LiveSearcher
    from bot.reindexing import Reindexer
    from cases import Case, CaseId, MemoryCaseStore

    folder = Path(sys.argv[1])
    case = Case(id=CaseId("new"), title="新的路灯", approach="换路灯。", asked_as=("路灯坏了",))
    Reindexer(MemoryCaseStore([case]), LiveSearcher(folder), folder / "synonyms.txt").run()
    """
)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


class Library:
    """Indexes built beforehand, put to use in a folder as another process would."""

    def __init__(self, built: Path, folder: Path) -> None:
        self._built = built
        self.folder = folder

    def publish(self, name: str) -> None:
        source = SnapshotFolder(self._built / name)
        snapshot = source.current_name()
        assert snapshot
        published = f"{secrets.token_hex(3)}-{snapshot}"
        shutil.copytree(source.path / snapshot, self.folder / published)
        beside = self.folder / "CURRENT.new"
        beside.write_text(published, encoding="utf-8")
        beside.replace(self.folder / "CURRENT")

    def damage(self) -> None:
        current = SnapshotFolder(self.folder).current_name()
        assert current
        (self.folder / current / "ids.json").write_text("[]", encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    for name, cases in (("old", [OLD]), ("new", [NEW]), ("both", [OLD, NEW])):
        index = folder / name
        Reindexer(MemoryCaseStore(cases), LiveSearcher(index), index / "synonyms.txt").run()
    return folder


@pytest.fixture
def library(built: Path, tmp_path: Path) -> Library:
    return Library(built, tmp_path)


@pytest.fixture
def live(library: Library, watch: Watch) -> LiveSearcher:
    library.publish("old")
    return LiveSearcher(library.folder, clock=watch)


def found(live: LiveSearcher) -> list[str]:
    return [hit.id for hit in live.current().rank("路灯坏了", limit=5)]


def wait_for_swap(live: LiveSearcher, watch: Watch) -> None:
    """Ask until the background has done its work; the test ends at its own time limit."""
    name = SnapshotFolder(live.folder.path).current_name()
    while live.current().snapshot.name != name:
        watch.now += 1.0
        for thread in refreshing_threads():
            thread.join()


def refreshing_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "_refresh_quietly" in thread.name]


def test_nothing_is_opened_before_it_is_needed(tmp_path: Path) -> None:
    live = LiveSearcher(tmp_path / "index")

    with pytest.raises(SnapshotMissingError, match="miaozhao reindex"):
        live.current()

    assert not (tmp_path / "index").exists()


def test_the_first_index_is_taken_up_at_once(library: Library, watch: Watch) -> None:
    live = LiveSearcher(library.folder, clock=watch)
    with pytest.raises(SnapshotMissingError):
        live.current()

    library.publish("old")

    assert found(live) == ["old"]


def test_a_searcher_is_prepared_once_however_often_it_is_refreshed(
    library: Library, live: LiveSearcher
) -> None:
    library.publish("old")
    prepared: list[str] = []
    live.before_swap(lambda searcher, _: prepared.append(searcher.snapshot.name))

    names = [live.refresh(warm=True).snapshot.name for _ in range(2)]

    assert prepared == names[:1]


def test_what_is_prepared_beside_answers_makes_pauses(
    library: Library, live: LiveSearcher
) -> None:
    pauses: list[Pause] = []
    live.before_swap(lambda _, pause: pauses.append(pause))

    for name in ("old", "both"):
        library.publish(name)
        live.refresh(warm=True)

    assert pauses[0] != pauses[1]  # before the first index nobody is answered


def test_a_snapshot_of_another_process_is_taken_up_while_searches_go_on(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    answers = [found(live)]
    builder = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", BUILD_ELSEWHERE, str(library.folder)]
    )
    while builder.poll() is None:
        watch.now += 1.0
        answers.append(found(live))
    wait_for_swap(live, watch)
    answers.append(found(live))

    assert builder.returncode == 0
    assert all(answer in (["old"], ["new"]) for answer in answers)
    assert answers[0] == ["old"]
    assert answers[-1] == ["new"]


def test_it_looks_for_another_snapshot_at_most_once_a_second(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    watch.now = 1.0
    before = live.current()
    library.publish("new")

    watch.now = 1.9
    still = live.current()
    wait_for_swap(live, watch)

    assert still is before
    assert found(live) == ["new"]


def test_a_damaged_snapshot_is_refused_and_the_old_one_serves_on(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    assert found(live) == ["old"]
    library.publish("new")
    library.damage()

    with pytest.raises(SnapshotDamagedError):
        live.refresh()
    for _ in range(3):
        watch.now += 1.0
        assert found(live) == ["old"]
        for thread in refreshing_threads():
            thread.join()

    assert found(live) == ["old"]


def test_after_a_damaged_snapshot_the_next_good_one_is_taken_up(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    assert found(live) == ["old"]
    library.publish("new")
    library.damage()
    watch.now += 1.0
    live.current()

    library.publish("both")
    wait_for_swap(live, watch)

    assert set(found(live)) == {"old", "new"}


def test_a_vanished_index_folder_does_not_stop_the_searches(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    assert found(live) == ["old"]

    (library.folder / "CURRENT").unlink()
    watch.now += 1.0

    assert found(live) == ["old"]
    assert live.refresh() is live.current()


def test_several_threads_search_while_the_index_is_swapped_again_and_again(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    done = threading.Event()
    answers: list[int] = []
    faults: list[BaseException] = []

    def search() -> None:
        try:
            while not done.is_set():
                answers.append(len(found(live)))
        except BaseException as fault:  # noqa: BLE001 - whatever happens is told to the test
            faults.append(fault)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for name in ("new", "old", "new"):
        library.publish(name)
        wait_for_swap(live, watch)
    done.set()
    for thread in threads:
        thread.join()

    assert faults == []
    assert set(answers) == {1}


def test_an_index_that_says_the_same_is_not_loaded_again(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    searcher = live.current()
    prepared: list[object] = []
    live.before_swap(lambda searcher, _: prepared.append(searcher))

    library.publish("old")
    watch.now += 1.0
    live.current()
    for thread in refreshing_threads():
        thread.join()
    watch.now += 1.0

    assert live.current() is searcher
    assert prepared == [searcher]  # warmed up, as it had not been
    assert not refreshing_threads()


def test_after_an_index_that_says_the_same_another_one_is_taken_up(
    library: Library, live: LiveSearcher, watch: Watch
) -> None:
    live.current()
    library.publish("old")
    live.refresh()

    library.publish("both")
    wait_for_swap(live, watch)

    assert sorted(found(live)) == ["new", "old"]
