"""A crash at any moment leaves an index that serves."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

import index.snapshot
from index import IndexingError, SnapshotFolder
from tests.index.snapshot_content import content_of, read_through

NOW: Final = datetime(2026, 3, 1, tzinfo=UTC)
ROOT: Final = Path(__file__).parents[2]

CHANGES: Final = [
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (np, "save"),
    (os, "fsync"),
]
STEPS: Final = [
    *CHANGES,
    (Path, "open"),
    (np, "load"),
    (os, "open"),
    (index.snapshot, "_hash"),
]


class PowerCutError(BaseException):
    """Nothing catches it, so nothing is tidied up."""


class FailingOnce:
    """Stands for a function and fails at its n-th call."""

    def __init__(self, original: Callable[..., Any], call: int, error: BaseException) -> None:
        self._original = original
        self._calls_left = call
        self._error = error

    @property
    def has_failed(self) -> bool:
        return self._calls_left <= 0

    def __call__(self, *args: object, **kwargs: object) -> object:
        self._calls_left -= 1
        if self._calls_left == 0:
            raise self._error
        return self._original(*args, **kwargs)


def fail_at_every_call(
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    step: str,
    error: BaseException,
    attempt: Callable[[], None],
) -> int:
    """Run the attempt with the step failing at its first call, its second…; count them."""
    original = getattr(owner, step)
    for call in range(1, 1_000):
        failing = FailingOnce(original, call, error)
        with monkeypatch.context() as patch:
            # a function, so that it binds as a method where the step is one
            patch.setattr(owner, step, lambda *args, _f=failing, **kw: _f(*args, **kw))
            attempt()
        if not failing.has_failed:
            return call - 1
    raise AssertionError(f"{step} never ran to its end")


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    folder = SnapshotFolder(tmp_path / "index")
    folder.publish(content_of("old"), now=NOW)
    return folder


@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_fault_at_any_step_leaves_an_index_and_no_rubbish(
    monkeypatch: pytest.MonkeyPatch, folder: SnapshotFolder, owner: object, step: str
) -> None:
    complaints: list[IndexingError] = []

    def attempt() -> None:
        try:
            folder.publish(content_of("new"), now=NOW)
        except IndexingError as error:
            complaints.append(error)
            assert read_through(folder.open_current()) in {"old", "new"}
            left = {path.name for path in folder.path.iterdir() if path.name.startswith(".")}
            assert left == set()

    faults = fail_at_every_call(monkeypatch, owner, step, OSError(28, "没有空间"), attempt)

    assert faults >= len(complaints) >= 1  # a fault in clearing away is no fault of the build
    assert all("miaozhao reindex" in str(complaint) for complaint in complaints)
    assert read_through(folder.open_current()) == "new"


@pytest.mark.parametrize(("owner", "step"), CHANGES, ids=[step for _, step in CHANGES])
def test_a_power_cut_at_any_step_leaves_an_index(
    monkeypatch: pytest.MonkeyPatch, folder: SnapshotFolder, owner: object, step: str
) -> None:
    survivors = []

    def attempt() -> None:
        try:
            folder.publish(content_of("new"), now=NOW)
        except PowerCutError:
            survivors.append(read_through(folder.open_current()))

    cuts = fail_at_every_call(monkeypatch, owner, step, PowerCutError(), attempt)

    assert len(survivors) == cuts >= 1
    assert read_through(folder.open_current()) == "new"


KILLED_BEFORE_EVERY_CHANGE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from index import SnapshotFolder
from tests.index.snapshot_content import content_of, read_through

NOW = datetime(2026, 3, 1, tzinfo=UTC)
folder = SnapshotFolder(Path(sys.argv[1]))
old, new = content_of("old"), content_of("new")
folder.publish(old, now=NOW)
outcomes = []
for operation in range(1, 2_000):
    child = os.fork()
    if child == 0:
        left = operation
        def count(event, args):
            global left
            is_write = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)
            if is_write or event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        folder.publish(new, now=NOW)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    outcomes.append(read_through(folder.open_current()))
    if not os.WIFSIGNALED(status):
        sys.exit(status or 0 if outcomes[0] == "old" and outcomes[-1] == "new" else 3)
    if outcomes[-1] == "new":
        folder.publish(old, now=NOW)
sys.exit(4)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to die again and again")
def test_a_builder_killed_before_any_change_of_files_leaves_an_index(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", KILLED_BEFORE_EVERY_CHANGE, str(tmp_path / "index")],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )

    assert (run.returncode, run.stderr) == (0, "")


def test_the_next_build_works_after_a_power_cut(
    monkeypatch: pytest.MonkeyPatch, folder: SnapshotFolder
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", FailingOnce(Path.replace, 1, PowerCutError()))
        with pytest.raises(PowerCutError):
            folder.publish(content_of("new"), now=NOW)

    folder.publish(content_of("newer"), now=NOW)

    assert read_through(folder.open_current()) == "newer"
