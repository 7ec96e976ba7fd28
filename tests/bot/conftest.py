"""The built-in library, indexed once for all tests that only search it."""

from pathlib import Path

import pytest

from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from cases import MemoryCaseStore, MemoryGapLog
from cases.built_in import built_in_library
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
