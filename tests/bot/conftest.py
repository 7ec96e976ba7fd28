"""The built-in library, indexed once for all tests that only search it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.application import Application, open_application
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from bot.settings import Settings
from cases import MemoryCaseStore, MemoryGapLog
from cases.built_in import built_in_library
from tests.bot.cli_double import Console
from tests.bot.dialogue_double import Person, hold_dialogue, noon
from tests.bot.wechat_follower import (
    ADMIN,
    Follower,
    Library,
    NodeLibrary,
    PlainMode,
    SafeMode,
    node,
    serving,
)


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


@pytest.fixture(scope="module")
def wechat_application(
    filled_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """Return an application over the built-in library, with an admin in WeChat."""
    folder = tmp_path_factory.mktemp("wechat") / "data"
    shutil.copytree(filled_data, folder)
    settings = Settings(
        data_dir=folder,
        public_url="https://m.example.cn",
        encoder="none",
        admins=frozenset({f"wechat:{ADMIN}"}),
    )
    with open_application(settings) as application:
        application.live.refresh()
        yield application


@pytest.fixture(scope="module")
def wechat_url(wechat_application: Application) -> Iterator[str]:
    """Return where its 公众号 is served."""
    with serving(wechat_application) as url:
        yield url


@pytest.fixture(params=["plain", "compatible", "wechatpy", "werobot", "wxcrypt", "@wecom/crypto"])
def follower(request: pytest.FixtureRequest, wechat_url: str) -> Iterator[Follower]:
    """Return who writes to the 公众号, once in each mode and by each library."""
    in_python: dict[str, Library] = {
        "plain": PlainMode(),
        "compatible": SafeMode("wechatpy", is_compatible=True),
        "wechatpy": SafeMode("wechatpy"),
        "werobot": SafeMode("werobot"),
    }
    if request.param in in_python:
        yield Follower(url=wechat_url, library=in_python[request.param])
        return
    with node() as process:
        yield Follower(url=wechat_url, library=NodeLibrary(process, request.param))


@pytest.fixture
def wechat_resident(wechat_url: str) -> Follower:
    """Return who writes to the 公众号 in safe mode."""
    return Follower(url=wechat_url, library=SafeMode("wechatpy"))
