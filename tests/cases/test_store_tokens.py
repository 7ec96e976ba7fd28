"""What every token store promises, on memory, SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from bot.token_store import MemoryTokenStore, TokenStore
from cases import StoreUnavailableError
from cases.sql import Database, SqlTokenStore, open_database
from cases.sql.tables import TOKENS

NAME = "wechat:wx0"
SEALED = bytes(range(256))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def tokens(
    request: pytest.FixtureRequest, new_address: Callable[[str], str]
) -> Iterator[TokenStore]:
    if request.param == "memory":
        yield MemoryTokenStore()
        return
    with closing(open_database(new_address(request.param))) as database:
        yield SqlTokenStore(database)


def test_an_unknown_name_has_no_token(tokens: TokenStore) -> None:
    assert tokens.load(NAME) is None


def test_the_last_save_under_a_name_wins_byte_for_byte(tokens: TokenStore) -> None:
    tokens.save(NAME, b"old")
    tokens.save("wecom:ww0", b"another")

    tokens.save(NAME, SEALED)

    assert tokens.load(NAME) == SEALED
    assert tokens.load("wecom:ww0") == b"another"


def test_threads_may_save_under_one_name(tokens: TokenStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: tokens.save(NAME, bytes([number])), range(20)))

    assert tokens.load(NAME) in {bytes([number]) for number in range(20)}


def test_a_token_is_there_for_every_replica(database_address: str) -> None:
    with (
        closing(open_database(database_address)) as one,
        closing(open_database(database_address)) as other,
    ):
        SqlTokenStore(one).save(NAME, SEALED)

        assert SqlTokenStore(other).load(NAME) == SEALED


def test_a_database_that_lost_the_table_is_told(database: Database) -> None:
    with database.writing() as connection:
        TOKENS.drop(connection)

    with pytest.raises(StoreUnavailableError):
        SqlTokenStore(database).load(NAME)
    with pytest.raises(StoreUnavailableError):
        SqlTokenStore(database).save(NAME, SEALED)
