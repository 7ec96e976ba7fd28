"""A saved index: opened again, refused when damaged, replaced whole, cleared away."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import index.snapshot
from index import (
    Document,
    DocumentId,
    Progress,
    Searcher,
    Snapshot,
    SnapshotDamagedError,
    SnapshotFolder,
    SnapshotMissingError,
    SnapshotWriteError,
    Vocabularies,
    WeightedText,
    WordFileError,
    build_snapshot,
)

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
MUCH_LATER = timedelta(days=36_500)
FILES = [
    *("ids.json", "meta.json", "priors.npy"),
    *("dictionary.txt", "synonyms.txt", "own-synonyms.txt", "question-words.txt", "off-topic.txt"),
    "phrases.txt",
    *(
        f"{stream}-{array}.npy"
        for stream in ("words", "bigrams", "characters")
        for array in (
            *("hashes", "numbers", "starts", "text", "posting_starts", "documents", "impacts"),
        )
    ),
    *(f"word-meaning-{array}.npy" for array in ("passages", "questions", "starts", "keys")),
]


def publish(
    folder: SnapshotFolder,
    *texts: str,
    now: datetime = NOW,
    synonyms: str = "",
    progress: Progress | None = None,
) -> Snapshot:
    documents = [
        Document(id=DocumentId(f"d{n}"), texts=(WeightedText(text=text),), prior=1 + n / 100)
        for n, text in enumerate(texts)
    ]
    return build_snapshot(
        documents,
        folder,
        Vocabularies(words=frozenset({"大新社区"}), synonyms=synonyms),
        built_from={"revision": "7"},
        now=now,
        progress=progress,
    )


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    return SnapshotFolder(tmp_path / "data" / "index")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published")
    publish(SnapshotFolder(path), "大新社区电动车充电", "广场舞噪音", synonyms="充电 = 补电")
    return path


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> SnapshotFolder:
    """Copy a published index, to be damaged."""
    return SnapshotFolder(shutil.copytree(published, tmp_path / "copy"))


def serving(folder: SnapshotFolder) -> Path:
    name = folder.current_name()
    assert name is not None
    return folder.path / name


def test_what_was_built_can_be_opened(folder: SnapshotFolder) -> None:
    built = publish(folder, "大新社区电动车充电", "广场舞噪音", synonyms="充电 = 补电")

    opened = folder.open_current()

    assert opened.name == built.name == folder.current_name()
    assert opened.ids == ("d0", "d1")
    assert opened.priors.tolist() == [1.0, 1.01]
    assert opened.built_from == {"revision": "7"}
    assert opened.built_at == NOW
    assert "大新社区" in opened.text("dictionary.txt").splitlines()
    assert opened.text("own-synonyms.txt") == "充电 = 补电"


def test_arrays_are_memory_mapped_and_cannot_be_written(published: Path) -> None:
    opened = SnapshotFolder(published).open_current()

    documents, impacts = opened.streams["words"].postings_of("噪音")

    assert documents.tolist() == [1]
    assert not documents.flags.writeable
    assert not impacts.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        impacts += 1


def test_a_pause_follows_each_piece(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.snapshot, "_HASHED_AT_ONCE", 1_000)
    pauses: list[None] = []
    opened = SnapshotFolder(published).open_current(lambda: pauses.append(None))
    sizes = [(opened.folder / name).stat().st_size for name in opened.hashes]
    assert len(pauses) == sum(-(-size // 1_000) for size in sizes) > len(sizes)


def test_progress_is_told_after_each_document(folder: SnapshotFolder) -> None:
    told: list[tuple[int, int]] = []

    publish(folder, "甲", "乙", "丙", progress=lambda done, count: told.append((done, count)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_empty_library_has_an_index_too(folder: SnapshotFolder) -> None:
    publish(folder)

    searcher = Searcher(folder.open_current())

    assert searcher.search("充电", limit=5).confidence == "none"
    assert searcher.rank("充电", limit=5) == []


def test_before_the_first_build_the_index_is_missing_and_nothing_is_created(
    folder: SnapshotFolder,
) -> None:
    with pytest.raises(SnapshotMissingError, match="还没有索引。请运行 miaozhao reindex"):
        folder.open_current()

    assert folder.current_name() is None
    assert not folder.path.exists()


def cut_short(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"0")


def turn_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "damage", [cut_short, flip_a_bit, empty, lengthen, Path.unlink, turn_into_a_folder]
)
def test_a_damaged_file_is_refused_with_the_remedy(
    copy: SnapshotFolder, name: str, damage: Callable[[Path], None]
) -> None:
    path = serving(copy) / name
    damage(path)

    with pytest.raises(SnapshotDamagedError, match="请运行 miaozhao reindex 重建索引") as caught:
        copy.open_current()

    assert caught.value.folder == path.parent


def test_the_list_of_files_is_complete(published: Path) -> None:
    assert sorted(p.name for p in serving(SnapshotFolder(published)).iterdir()) == sorted(FILES)


def test_no_changed_letter_of_the_meta_data_is_believed(copy: SnapshotFolder) -> None:
    meta = serving(copy) / "meta.json"
    content = meta.read_bytes()
    original = json.loads(content)

    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 1
        meta.write_bytes(changed)
        try:
            opened = copy.open_current()
        except SnapshotDamagedError:
            continue
        assert json.loads(changed) == original, f"a changed byte {place} was believed"
        assert opened.built_from == original["built_from"]


@pytest.mark.parametrize("content", ["[]", "null", "7", '"meta"', "{}", '{"format_version": 1}'])
def test_meta_data_of_another_shape_are_refused(copy: SnapshotFolder, content: str) -> None:
    (serving(copy) / "meta.json").write_text(content)

    with pytest.raises(SnapshotDamagedError, match="miaozhao reindex"):
        copy.open_current()


def test_another_format_version_is_refused_by_name(copy: SnapshotFolder) -> None:
    meta = serving(copy) / "meta.json"
    fields = json.loads(meta.read_text()) | {"format_version": 99}
    meta.write_text(json.dumps(fields))

    with pytest.raises(SnapshotDamagedError, match=r"格式是第 99 版.*miaozhao reindex"):
        copy.open_current()


@pytest.mark.parametrize("content", ["", "\n", "\udcff"])
def test_an_unreadable_pointer_counts_as_no_index(copy: SnapshotFolder, content: str) -> None:
    pointer = copy.path / "CURRENT"
    pointer.write_bytes(content.encode(errors="surrogateescape"))

    with pytest.raises(SnapshotMissingError, match="miaozhao reindex"):
        copy.open_current()


def test_a_missing_pointer_counts_as_no_index(copy: SnapshotFolder) -> None:
    (copy.path / "CURRENT").unlink()

    with pytest.raises(SnapshotMissingError):
        copy.open_current()


@pytest.mark.parametrize("name", ["20200101T000000-abcdef", "..", "/", ".", "a\x00b", "x" * 5_000])
def test_a_pointer_to_nowhere_is_refused(copy: SnapshotFolder, name: str) -> None:
    (copy.path / "CURRENT").write_text(name)

    with pytest.raises(SnapshotDamagedError, match="miaozhao reindex"):
        copy.open_current()


def test_a_pointer_never_leads_out_of_the_folder(copy: SnapshotFolder, published: Path) -> None:
    outside = serving(SnapshotFolder(published))
    shutil.rmtree(serving(copy))
    (copy.path / "CURRENT").write_text(str(outside))

    with pytest.raises(SnapshotDamagedError):
        copy.open_current()


def test_a_new_build_mends_what_is_damaged(copy: SnapshotFolder) -> None:
    (serving(copy) / "ids.json").unlink()

    publish(copy, "夜市")

    assert copy.open_current().ids == ("d0",)


def test_a_faulty_synonym_file_replaces_nothing(copy: SnapshotFolder) -> None:
    before = copy.current_name()

    with pytest.raises(WordFileError, match="第 1 行"):
        publish(copy, "夜市", synonyms="只有一个词")

    assert copy.current_name() == before
    assert len(list(copy.path.iterdir())) == 2


def test_a_file_where_the_folder_should_be_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(SnapshotWriteError, match=r"不能写入索引文件夹.*请检查磁盘空间和写入权限"):
        publish(SnapshotFolder(tmp_path / "data" / "index"), "夜市")


def test_a_pointer_that_cannot_be_replaced_is_told(copy: SnapshotFolder) -> None:
    before = serving(copy)
    (copy.path / "CURRENT").unlink()
    (copy.path / "CURRENT").mkdir()

    with pytest.raises(SnapshotWriteError):
        publish(copy, "夜市")

    assert Snapshot(before).ids == ("d0", "d1")
    assert not [path for path in copy.path.iterdir() if path.name.startswith(".")]


def test_a_pointer_that_cannot_be_written_leaves_nothing_behind(
    copy: SnapshotFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(copy.path.iterdir())

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "拒绝", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SnapshotWriteError) as refused:
        publish(copy, "夜市")

    assert isinstance(refused.value.fault, PermissionError)
    assert "拒绝" not in str(refused.value)
    assert sorted(copy.path.iterdir()) == before


def test_nothing_is_removed_while_the_pointer_cannot_be_read(
    folder: SnapshotFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.now(UTC) + MUCH_LATER
    for hours in (3, 2, 1):  # a clock set back: the serving one has the oldest name
        publish(folder, "夜市", now=later + timedelta(hours=hours))
    before = set(folder.path.iterdir())

    monkeypatch.setattr(folder, "current_name", lambda: None)
    publish(folder, "路灯", now=later)

    assert before <= set(folder.path.iterdir())


def test_the_serving_snapshot_and_the_one_before_are_kept(folder: SnapshotFolder) -> None:
    later = datetime.now(UTC) + MUCH_LATER

    names = [publish(folder, "夜市", now=later + timedelta(hours=n)).name for n in range(4)]

    assert sorted(p.name for p in folder.path.iterdir()) == [*names[-2:], "CURRENT"]


def test_a_serving_snapshot_is_kept_even_if_its_name_is_the_oldest(
    folder: SnapshotFolder,
) -> None:
    later = datetime.now(UTC) + MUCH_LATER
    for hours in (2, 3, 4):
        publish(folder, "夜市", now=later + timedelta(hours=hours))

    set_back = publish(folder, "路灯", now=later)

    assert folder.open_current().name == set_back.name


def test_an_opened_snapshot_reads_on_when_it_is_removed(folder: SnapshotFolder) -> None:
    later = datetime.now(UTC) + MUCH_LATER
    snapshot = publish(folder, "大新社区电动车充电", "广场舞噪音", "夜市", now=later)
    before = Searcher(snapshot).search("电瓶车充电", limit=5)

    for hours in (1, 2, 3):
        publish(folder, "路灯", now=later + timedelta(hours=hours))

    assert not snapshot.folder.exists()
    assert before.hits
    assert Searcher(snapshot).search("电瓶车充电", limit=5) == before


def test_a_build_that_was_abandoned_is_cleared_away_after_an_hour(
    folder: SnapshotFolder,
) -> None:
    abandoned = folder.path / ".building-20260101T000000-abcdef"
    abandoned.mkdir(parents=True)
    (abandoned / "ids.json").write_text("[]")

    publish(folder, "夜市", now=datetime.now(UTC) + timedelta(minutes=50))
    is_kept_within_the_hour = abandoned.exists()
    publish(folder, "夜市", now=datetime.now(UTC) + timedelta(minutes=70))

    assert is_kept_within_the_hour
    assert not abandoned.exists()


def test_what_is_not_a_snapshot_is_left_alone(folder: SnapshotFolder) -> None:
    notes = folder.path / "notes"
    notes.mkdir(parents=True)
    (notes / "readme.txt").write_text("mine")

    for hours in range(4):
        publish(folder, "夜市", now=datetime.now(UTC) + MUCH_LATER + timedelta(hours=hours))

    assert (notes / "readme.txt").read_text() == "mine"


def test_names_tell_any_two_snapshots_of_one_second_apart(folder: SnapshotFolder) -> None:
    assert publish(folder, "夜市").name != publish(folder, "夜市").name


def test_the_same_documents_give_the_same_index(tmp_path: Path) -> None:
    texts = ("大新社区电动车充电", "广场舞噪音")

    one, other = (publish(SnapshotFolder(tmp_path / name), *texts) for name in "ab")

    for name in FILES:
        if name.endswith(".npy"):
            np.testing.assert_array_equal(np.load(one.folder / name), np.load(other.folder / name))
