"""A database that may only be read is searched as ever, and says so when it should write."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases import Case, CaseId, StoreUnavailableError
from cases.sql import Database, SqlCaseStore, SqlGapLog, SqlSessionStore, open_database

CASE = Case(id=CaseId("a"), title="城南·巷充", approach="把充电桩建进巷子")
NOBODY = 65_534
OPEN_TO_ALL = "/tmp"  # noqa: S108 - pytest's own folders are closed to other users


@pytest.fixture
def sqlite_address(new_address: Callable[[str], str]) -> str:
    return new_address("sqlite")


@pytest.fixture
def postgresql_address(new_address: Callable[[str], str]) -> str:
    return new_address("postgresql")


def path_of(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


def assert_searchable_but_read_only(database: Database) -> None:
    store = SqlCaseStore(database)
    assert store.get(CASE.id) == CASE
    assert list(store.all_cases()) == [CASE]
    with pytest.raises(StoreUnavailableError, match="是只读的，没有保存"):
        store.save([replace(CASE, title="改过")])


@contextmanager
def without_root() -> Iterator[None]:
    """Be an ordinary user for a while: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)


@pytest.fixture
def guarded() -> Iterator[Path]:
    """Keep a library in a folder that may be read and not written."""
    with tempfile.TemporaryDirectory(dir=OPEN_TO_ALL) as folder:
        path = Path(folder) / "miaozhao.db"
        with closing(open_database(f"sqlite:///{path}")) as database:
            SqlCaseStore(database).save([CASE])
        path.chmod(0o444)
        path.parent.chmod(0o555)
        yield path
        path.parent.chmod(0o755)


def test_a_read_only_folder_can_be_searched(guarded: Path) -> None:
    with without_root(), closing(open_database(f"sqlite:///{guarded}")) as database:
        assert_searchable_but_read_only(database)


def test_a_read_only_file_in_a_folder_that_is_not_can_be_searched(guarded: Path) -> None:
    guarded.parent.chmod(0o777)

    with without_root(), closing(open_database(f"sqlite:///{guarded}")) as database:
        assert_searchable_but_read_only(database)


def test_a_read_only_folder_shows_what_another_process_writes(guarded: Path) -> None:
    guarded.parent.chmod(0o755)
    guarded.chmod(0o644)
    with closing(open_database(f"sqlite:///{guarded}")) as writer:
        SqlCaseStore(writer).save([Case(id=CaseId("b"), title="新", approach="刚写的")])
        guarded.parent.chmod(0o555)

        with without_root(), closing(open_database(f"sqlite:///{guarded}")) as database:
            assert SqlCaseStore(database).count() == 2


def test_a_read_only_address_can_be_searched(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)) as database:
        SqlCaseStore(database).save([CASE])

    with closing(
        open_database(f"sqlite:///file:{path_of(sqlite_address)}?mode=ro&uri=true")
    ) as database:
        assert_searchable_but_read_only(database)


def test_an_empty_read_only_folder_is_said() -> None:
    with tempfile.TemporaryDirectory(dir=OPEN_TO_ALL) as folder:
        Path(folder).chmod(0o555)

        with without_root(), pytest.raises(StoreUnavailableError, match="打不开"):
            open_database(f"sqlite:///{folder}/miaozhao.db")


def test_a_read_only_postgresql_can_be_searched(postgresql_address: str) -> None:
    with closing(open_database(postgresql_address)) as database:
        SqlCaseStore(database).save([CASE])

    read_only = f"{postgresql_address}?options=-cdefault_transaction_read_only%3Don"
    with closing(open_database(read_only)) as database:
        assert_searchable_but_read_only(database)


def test_sessions_and_gaps_say_that_the_database_is_read_only(guarded: Path) -> None:
    def clock() -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)

    with without_root(), closing(open_database(f"sqlite:///{guarded}")) as database:
        sessions = SqlSessionStore(database, kept_for_days=30, clock=clock)
        with pytest.raises(StoreUnavailableError, match="是只读的"):
            sessions.save("key", "页")
        with pytest.raises(StoreUnavailableError, match="是只读的"):
            SqlGapLog(database, clock=clock).note("比特币价格")
        assert sessions.load("key") is None


def test_an_old_style_file_that_may_only_be_read_can_be_searched(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)) as database:
        SqlCaseStore(database).save([CASE])
    raw = sqlite3.connect(path_of(sqlite_address))
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()

    with closing(
        open_database(f"sqlite:///file:{path_of(sqlite_address)}?mode=ro&uri=true")
    ) as database:
        assert_searchable_but_read_only(database)
