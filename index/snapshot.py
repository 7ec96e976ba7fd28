"""A saved index: immutable, memory-mapped, replaced whole.

Layout of the index folder:

    CURRENT                    the name of the snapshot that serves
    20261122T093000-a1b2c3/    one snapshot: meta.json, document ids, word files, arrays

A snapshot is written under a hidden name beside the others, checked by reading it back, given
its name, and put to use by replacing CURRENT: one rename, so that a crash at any moment leaves
either the old one or the new one serving.
"""

import hashlib
import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analyser import STREAMS, Stream
from index.document import DocumentId
from index.errors import SnapshotDamagedError, SnapshotMissingError, SnapshotWriteError
from index.inverted_file import ARRAYS, InvertedFile
from index.meanings import Meanings

FORMAT_VERSION: Final = 5
"""Grows when a snapshot written before cannot be read, or would be read wrongly."""

_MEANING_ARRAYS: Final = ("passages", "questions", "starts", "keys")
_CURRENT: Final = "CURRENT"
_BUILDING: Final = ".building-"
_KEPT: Final = 2  # the serving one, and the one before, which a process may still have open
_SETTLED_AFTER_SECONDS: Final = 60.0  # until then, another process may be about to use it
_ABANDONED_AFTER_SECONDS: Final = 3600.0

_HASHED_AT_ONCE: Final = 4 * 1024 * 1024  # bytes; five milliseconds

_READING_HEADER: Final = threading.Lock()
"""NumPy parses headers with `ast`, which fails in several threads at once (CPython gh-106905)."""

Pause = Callable[[], object]
"""Called between pieces of work that take a few milliseconds each: others may go first."""

BuiltFrom = Mapping[str, str]
"""What a snapshot was built from: name of the source → its revision or hash."""


def go_on() -> None:
    """Make no pause; a `Pause` for where nobody else is at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotContent:
    """What goes into a snapshot.

    Attributes:
        ids: The documents; the position is the document's number.
        priors: Shape (N,), what multiplies each document's score.
        streams: For each stream the arrays of its inverted file.
        texts: Word files by name, kept so that queries are cut as the documents were.
        built_from: What the snapshot was built from.
        meanings: The documents' vectors; None for an index without an encoder.
        word_meanings: Their vectors as the sums of their words' vectors.
    """

    ids: tuple[DocumentId, ...]
    priors: NDArray[np.float64]
    streams: Mapping[Stream, Mapping[str, NDArray[np.generic]]]
    texts: Mapping[str, str]
    built_from: BuiltFrom
    meanings: Meanings | None = None
    word_meanings: Meanings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meta:
    format_version: int
    built_at: str
    built_from: dict[str, str]
    encoder: str
    hashes: dict[str, str]
    word_encoder: str = ""


class Snapshot:
    """An opened snapshot. Safe to read from several threads; stays readable when replaced."""

    def __init__(self, folder: Path, pause: Pause = go_on) -> None:
        """Open the files; arrays are memory-mapped.

        Args:
            folder: Of this snapshot.
            pause: Called while the files are checked.

        Raises:
            SnapshotDamagedError: A file is missing, cut short, changed, or of another format.
        """
        self.folder = folder
        try:
            meta = _read_meta(folder)
            _check_hashes(folder, meta, pause)
            self.built_from: BuiltFrom = meta.built_from
            self.built_at = datetime.fromisoformat(meta.built_at)
            self.hashes: Mapping[str, str] = meta.hashes
            self.ids: tuple[DocumentId, ...] = tuple(json.loads(_text(folder / "ids.json")))
            self.priors: NDArray[np.float64] = _open_array(folder / "priors.npy")
            self.streams: dict[Stream, InvertedFile] = {
                stream: InvertedFile(
                    {name: _open_array(folder / f"{stream}-{name}.npy") for name in ARRAYS}
                )
                for stream in STREAMS
            }
            self.meanings = _open_meanings(folder, "meaning", meta.encoder)
            self.word_meanings = _open_meanings(folder, "word-meaning", meta.word_encoder)
            self._texts = {name: _text(folder / name) for name in meta.hashes if _is_text(name)}
        except FileNotFoundError as error:
            raise SnapshotDamagedError(folder, f"缺少 {_name_of(error)}") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SnapshotDamagedError(folder, "文件读不出来") from error

    @property
    def name(self) -> str:
        """The snapshot's name; differs between any two snapshots."""
        return self.folder.name

    def text(self, name: str) -> str:
        """Return a word file that was saved with the snapshot."""
        return self._texts[name]

    def says_the_same_as(self, other: "Snapshot") -> bool:
        """Whether both hold the same, built from the same: neither finds what the other misses."""
        return self.hashes == other.hashes and self.built_from == other.built_from


class SnapshotFolder:
    """The folder in which snapshots are built and swapped."""

    def __init__(self, path: Path) -> None:
        """Keep the path; nothing is created before the first build."""
        self.path = path

    def current_name(self) -> str | None:
        """Return the name of the snapshot that serves; None before the first build."""
        try:
            return _text(self.path / _CURRENT).strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def open_current(self, pause: Pause = go_on) -> Snapshot:
        """Open the snapshot that serves.

        Args:
            pause: Called while its files are checked.

        Raises:
            SnapshotMissingError: Nothing has been built yet.
            SnapshotDamagedError: It cannot be trusted.
        """
        name = self.current_name()
        while name is not None:
            try:
                return Snapshot(self.path / Path(name).name, pause)
            except SnapshotDamagedError:
                latest = self.current_name()
                if latest == name:
                    raise
                name = latest  # swapped, and removed, since we read its name
        raise SnapshotMissingError(self.path)

    def publish(self, content: SnapshotContent, *, now: datetime) -> Snapshot:
        """Write, check and swap; return the new snapshot, opened.

        Raises:
            SnapshotWriteError: The folder cannot be written, or what was written does not read
                back; the old snapshot goes on serving.
            SnapshotDamagedError: The new one was put to use, but can no longer be read.
        """
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        building, folder = self.path / f"{_BUILDING}{stamp}", self.path / stamp
        try:
            building.mkdir(parents=True)
            _write(building, content, now)
            Snapshot(building)  # reads everything back, or raises
            building.rename(folder)
            _sync(self.path)
            _replace_text(self.path / _CURRENT, stamp)
        except (OSError, SnapshotDamagedError) as error:
            shutil.rmtree(building, ignore_errors=True)
            if self.current_name() not in {stamp, None}:  # None: it cannot be read, just now
                shutil.rmtree(folder, ignore_errors=True)
            fault = error if isinstance(error, OSError) else None
            raise SnapshotWriteError(self.path, fault) from error
        self._remove_old(now)
        return Snapshot(folder)

    def _remove_old(self, now: datetime) -> None:
        """Remove what no process can need; another process may be doing the same."""
        finished = sorted(path.parent for path in self.path.glob("[!.]*/meta.json"))
        serving = self.current_name()
        for path in finished[:-_KEPT] if serving else ():
            if path.name != serving and _age_seconds(path, now) > _SETTLED_AFTER_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob(f"{_BUILDING}*"):
            if _age_seconds(path, now) > _ABANDONED_AFTER_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _age_seconds(path: Path, now: datetime) -> float:
    """Return how long ago the path was changed; 0 if it is gone."""
    try:
        return now.timestamp() - path.stat().st_mtime
    except OSError:
        return 0.0


def _write(folder: Path, content: SnapshotContent, now: datetime) -> None:
    _write_text(folder / "ids.json", json.dumps(content.ids, ensure_ascii=False))
    for name, text in content.texts.items():
        _write_text(folder / name, text)
    _write_array(folder / "priors.npy", content.priors)
    for stream, arrays in content.streams.items():
        for name, values in arrays.items():
            _write_array(folder / f"{stream}-{name}.npy", values)
    _write_meanings(folder, "meaning", content.meanings)
    _write_meanings(folder, "word-meaning", content.word_meanings)
    meta = _Meta(
        format_version=FORMAT_VERSION,
        built_at=now.isoformat(),
        built_from=dict(content.built_from),
        encoder=content.meanings.encoder if content.meanings else "",
        hashes={path.name: _hash(path) for path in sorted(folder.iterdir())},
        word_encoder=content.word_meanings.encoder if content.word_meanings else "",
    )
    fields = asdict(meta)
    fields |= {"checksum": _checksum(fields)}
    _write_text(folder / "meta.json", json.dumps(fields, ensure_ascii=False, indent=1))
    _sync(folder)


def _read_meta(folder: Path) -> _Meta:
    fields: dict[str, Any] = json.loads(_text(folder / "meta.json"))
    version = fields["format_version"]
    if version != FORMAT_VERSION:
        raise SnapshotDamagedError(
            folder, f"格式是第 {version} 版，本程序用第 {FORMAT_VERSION} 版"
        )
    checksum = fields.pop("checksum")
    if _checksum(fields) != checksum:
        raise SnapshotDamagedError(folder, "meta.json 与写入时不一样")
    return _Meta(**fields)


def _checksum(fields: Mapping[str, Any]) -> str:
    """Return a hash of the meta data itself, as hashes of files cannot tell of it."""
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(canonical.encode(), digest_size=16).hexdigest()


def _check_hashes(folder: Path, meta: _Meta, pause: Pause) -> None:
    for name, expected in meta.hashes.items():
        if _hash(folder / Path(name).name, pause) != expected:
            raise SnapshotDamagedError(folder, f"{name} 与写入时不一样")


def _write_array(path: Path, values: NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.save(file, values, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _open_array(path: Path) -> NDArray[Any]:
    """Open memory-mapped, as a plain array: slicing `np.memmap` itself is several times slower."""
    with _READING_HEADER:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(array)


def _write_meanings(folder: Path, kind: str, meanings: Meanings | None) -> None:
    for name in _MEANING_ARRAYS if meanings else ():
        _write_array(folder / f"{kind}-{name}.npy", getattr(meanings, name))


def _open_meanings(folder: Path, kind: str, encoder: str) -> Meanings | None:
    if not encoder:
        return None
    arrays = {name: _open_array(folder / f"{kind}-{name}.npy") for name in _MEANING_ARRAYS}
    return Meanings(encoder=encoder, **arrays)


def _is_text(name: str) -> bool:
    return name.endswith(".txt")


def _hash(path: Path, pause: Pause = go_on) -> str:
    """Hash a file in large pieces: for each one the interpreter has to be asked for anew."""
    hashed = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(_HASHED_AT_ONCE):
            hashed.update(piece)
            pause()
    return hashed.hexdigest()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _replace_text(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}-{secrets.token_hex(3)}")
    try:
        _write_text(beside, text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make renames in the folder last, where the system can (Windows cannot open folders)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _name_of(error: OSError) -> str:
    return Path(error.filename).name if error.filename else "文件"
