"""Builders and searchers at work at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import index.snapshot
from index import Searcher, SnapshotFolder
from tests.index.snapshot_content import TERM, content_of, read_through


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    folder = SnapshotFolder(tmp_path / "index")
    folder.publish(content_of("first"), now=datetime.now(UTC))
    return folder


def test_two_builders_at_once_leave_a_whole_index(folder: SnapshotFolder) -> None:
    def publish(name: str) -> str:
        for _ in range(5):
            snapshot = folder.publish(content_of(name), now=datetime.now(UTC))
            assert read_through(snapshot) == name
        return snapshot.name

    with ThreadPoolExecutor(2) as builders:
        last = list(builders.map(publish, ("one", "other")))

    assert folder.current_name() in last
    assert read_through(folder.open_current()) in {"one", "other"}


def test_a_builder_overtaken_before_its_swap_still_swaps_to_what_is_there(
    monkeypatch: pytest.MonkeyPatch, folder: SnapshotFolder
) -> None:
    now = datetime.now(UTC)
    swap = index.snapshot._replace_text

    def be_overtaken_and_swap(path: Path, text: str) -> None:
        monkeypatch.setattr(index.snapshot, "_replace_text", swap)
        for seconds in (1, 2, 3):
            folder.publish(content_of("overtaking"), now=now + timedelta(seconds=seconds))
        swap(path, text)

    monkeypatch.setattr(index.snapshot, "_replace_text", be_overtaken_and_swap)
    folder.publish(content_of("overtaken"), now=now)

    assert read_through(folder.open_current()) == "overtaken"


def test_a_reader_overtaken_between_pointer_and_files_opens_the_newer_one(
    monkeypatch: pytest.MonkeyPatch, folder: SnapshotFolder
) -> None:
    far_later = datetime.now(UTC) + timedelta(days=1)
    read = folder.current_name

    def read_and_be_overtaken() -> str | None:
        name = read()
        monkeypatch.undo()
        for hours in range(3):
            folder.publish(content_of("newer"), now=far_later + timedelta(hours=hours))
        return name

    monkeypatch.setattr(folder, "current_name", read_and_be_overtaken)
    opened = folder.open_current()

    assert read_through(opened) == "newer"


def test_no_search_fails_while_snapshots_are_swapped_and_removed(folder: SnapshotFolder) -> None:
    far_later = datetime.now(UTC) + timedelta(days=1)  # old ones are removed at once
    is_done = threading.Event()
    long_open = Searcher(folder.open_current())

    def search_until_done() -> int:
        searches = 0
        while not is_done.is_set() or searches == 0:
            assert read_through(folder.open_current()) in {"first", "next"}
            assert [hit.id for hit in long_open.rank(TERM, limit=5)] == ["first-0"]
            searches += 1
        return searches

    with ThreadPoolExecutor(2) as threads:
        counts = [threads.submit(search_until_done) for _ in range(2)]
        try:
            for hours in range(12):
                folder.publish(content_of("next"), now=far_later + timedelta(hours=hours))
        finally:
            is_done.set()

    assert all(count.result() >= 1 for count in counts)
    assert not long_open.snapshot.folder.exists()
