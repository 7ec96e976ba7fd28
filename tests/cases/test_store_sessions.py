"""What every session store promises, on memory, SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.session import MemorySessionStore, SessionStore
from cases.sql import SqlSessionStore, open_database
from cases.sql.tables import SESSIONS


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def sessions(
    request: pytest.FixtureRequest, new_address: Callable[[str], str], clock: Clock
) -> Iterator[SessionStore]:
    if request.param == "memory":
        yield MemorySessionStore(kept_for_days=30, clock=clock)
        return
    database = open_database(new_address(request.param))
    yield SqlSessionStore(database, kept_for_days=30, clock=clock)
    database.close()


def test_an_unknown_key_has_no_session(sessions: SessionStore) -> None:
    assert sessions.load("nobody") is None


def test_the_last_save_under_a_key_wins(sessions: SessionStore) -> None:
    sessions.save("a", "第一页")
    sessions.save("b", "别人的")

    sessions.save("a", "第二页")

    assert sessions.load("a") == "第二页"
    assert sessions.load("b") == "别人的"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(payload=st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_equal(sessions: SessionStore, payload: str) -> None:
    sessions.save("key", payload)

    assert sessions.load("key") == payload


@pytest.mark.parametrize(
    ("age", "expected"), [(timedelta(days=30), "页"), (timedelta(days=30, seconds=1), None)]
)
def test_a_session_expires_after_the_days_it_is_kept(
    sessions: SessionStore, clock: Clock, age: timedelta, expected: str | None
) -> None:
    sessions.save("key", "页")

    clock.now += age

    assert sessions.load("key") == expected


def test_a_save_begins_the_days_anew(sessions: SessionStore, clock: Clock) -> None:
    sessions.save("key", "旧")
    clock.now += timedelta(days=20)
    sessions.save("key", "新")

    clock.now += timedelta(days=20)

    assert sessions.load("key") == "新"


def test_threads_may_save_under_one_key(sessions: SessionStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda page: sessions.save("key", str(page)), range(20)))

    assert sessions.load("key") in set(map(str, range(20)))


def test_expired_sessions_are_deleted_by_a_later_save(database_address: str, clock: Clock) -> None:
    database = open_database(database_address)
    sessions = SqlSessionStore(database, kept_for_days=30, clock=clock)
    sessions.save("expired", "旧")
    clock.now += timedelta(days=31)

    sessions.save("fresh", "新")

    with database.reading() as connection:
        keys = list(connection.execute(SESSIONS.select()).scalars())
    database.close()
    assert keys == ["fresh"]


def test_a_session_survives_a_restart(database_address: str, clock: Clock) -> None:
    before = open_database(database_address)
    SqlSessionStore(before, kept_for_days=30, clock=clock).save("key", "第二页")
    before.close()

    after = open_database(database_address)

    assert SqlSessionStore(after, kept_for_days=30, clock=clock).load("key") == "第二页"
    after.close()
