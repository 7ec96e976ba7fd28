"""The built-in library, indexed once for all tests that only search it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.application import open_application
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from bot.settings import Settings
from cases import MemoryCaseStore, MemoryGapLog
from cases.built_in import built_in_library
from tests.bot.cli_double import Console
from tests.bot.dialogue_double import Person, hold_dialogue, noon


@pytest.fixture(scope="session")
def library_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index of the built-in library; leave it as it is."""
    folder = tmp_path_factory.mktemp("library-index")
    store = MemoryCaseStore(built_in_library())
    Reindexer(store, LiveSearcher(folder), folder / "no-synonyms.txt").run()
    return folder


@pytest.fixture(scope="session")
def live_library(library_index: Path) -> LiveSearcher:
    """Return what searches that index; its words are loaded once."""
    return LiveSearcher(library_index)


@pytest.fixture
def gaps() -> MemoryGapLog:
    """Return what the resident's unanswered questions are counted in."""
    return MemoryGapLog(clock=noon)


@pytest.fixture
def resident(live_library: LiveSearcher, gaps: MemoryGapLog) -> Person:
    """Return somebody who talks about the built-in library."""
    store = MemoryCaseStore(built_in_library())
    return Person(dialogue=hold_dialogue(store, live_library, gaps=gaps))


@pytest.fixture(scope="session", autouse=True)
def settings_of_this_machine() -> Iterator[None]:
    """Keep what this machine has set, a real database above all, away from the tests."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in Settings.model_fields:
            monkeypatch.delenv(f"MIAOZHAO_{name.upper()}", raising=False)
        monkeypatch.setenv("MIAOZHAO_ENCODER", "none")  # words alone: the same on every machine
        yield


@pytest.fixture(scope="session")
def filled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the built-in library and its index; leave it as it is."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    with open_application(Settings(data_dir=folder)) as application:
        application.store.save(built_in_library())
        application.reindexer.run()
    return folder


@pytest.fixture
def console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Console:
    """Return a shell whose data folder is not there yet."""
    return Console(tmp_path, monkeypatch, capsys)


@pytest.fixture
def filled_console(console: Console, filled_data: Path) -> Console:
    """Return a shell whose data folder holds the built-in library and its index."""
    shutil.copytree(filled_data, console.data)
    return console
