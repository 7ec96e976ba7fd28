"""The access token: fetched rarely, shared, renewed in time, and kept out of sight."""

import asyncio
from collections.abc import Callable
from contextlib import closing

import pytest

from bot.channels.wechat.access_token import MARGIN_SECONDS, AccessToken, FetchedToken
from bot.channels.wechat.api_errors import ApiRefusedError, TokenRefusedError
from bot.channels.wechat.token_seal import Token, TokenSeal
from bot.token_store import MemoryTokenStore, TokenStore
from cases.sql import SqlTokenStore, open_database
from cases.sql.tables import TOKENS

NAME = "wechat:wx0"
SEAL = TokenSeal(b"our secret key")


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Account:
    """A platform that hands out tokens, and counts how often it was asked."""

    def __init__(self, clock: Clock, *, seconds: float = 7200) -> None:
        self.times_asked = 0
        self.refuses: set[str] = set()
        self._clock = clock
        self._seconds = seconds
        self.was_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def hand_out(self) -> FetchedToken:
        self.times_asked += 1
        number = self.times_asked
        self.was_asked.set()
        await self.may_answer.wait()
        return FetchedToken(value=f"token {number}", seconds=self._seconds)

    async def carry_out(self, token: str) -> str:
        if token in self.refuses:
            raise TokenRefusedError("no", code=40001)
        return f"done with {token}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def account(clock: Clock) -> Account:
    return Account(clock)


@pytest.fixture
def store() -> TokenStore:
    return MemoryTokenStore()


def replica(
    account: Account, store: TokenStore, clock: Clock, *, seal: TokenSeal = SEAL
) -> AccessToken:
    return AccessToken(account.hand_out, store, seal, name=NAME, clock=clock)


async def test_a_token_is_fetched_once_and_used_until_shortly_before_its_end(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    token = replica(account, store, clock)
    first = await token.get()

    clock.now += 7200 - MARGIN_SECONDS - 1
    still = await token.get()
    clock.now += 1
    renewed = await token.get()

    assert (first, still, renewed) == ("token 1", "token 1", "token 2")


async def test_a_token_that_ends_soon_is_used_to_its_end(store: TokenStore, clock: Clock) -> None:
    account = Account(clock, seconds=MARGIN_SECONDS)
    token = replica(account, store, clock)
    await token.get()

    clock.now += MARGIN_SECONDS - 1
    still = await token.get()
    clock.now += 1

    assert (still, await token.get()) == ("token 1", "token 2")


async def test_replicas_use_one_token(account: Account, store: TokenStore, clock: Clock) -> None:
    one, other = replica(account, store, clock), replica(account, store, clock)

    used = [await one.get(), await other.get(), await one.get()]

    assert set(used) == {"token 1"}
    assert account.times_asked == 1


async def test_a_replica_takes_what_another_one_has_renewed(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    one, other = replica(account, store, clock), replica(account, store, clock)
    await one.get()
    await other.get()
    account.refuses = {"token 1"}

    first = await one.using(account.carry_out)
    second = await other.using(account.carry_out)

    assert (first, second) == ("done with token 2", "done with token 2")
    assert account.times_asked == 2


async def test_whoever_needs_the_token_meanwhile_waits_for_the_one_fetch(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    token = replica(account, store, clock)
    account.may_answer.clear()
    waiting = [asyncio.create_task(token.get()) for _ in range(20)]
    await account.was_asked.wait()

    account.may_answer.set()

    assert set(await asyncio.gather(*waiting)) == {"token 1"}
    assert account.times_asked == 1


async def test_many_calls_with_a_refused_token_fetch_one_new_one(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    token = replica(account, store, clock)
    await token.get()
    account.refuses = {"token 1"}

    answers = await asyncio.gather(*(token.using(account.carry_out) for _ in range(20)))

    assert set(answers) == {"done with token 2"}
    assert account.times_asked == 2


async def test_a_token_that_is_refused_twice_is_an_error(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    account.refuses = {"token 1", "token 2"}

    with pytest.raises(TokenRefusedError):
        await replica(account, store, clock).using(account.carry_out)

    assert account.times_asked == 2


async def test_another_refusal_does_not_cost_a_token(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    async def reach_the_limit(_token: str) -> str:
        raise ApiRefusedError("limit", code=45009)

    with pytest.raises(ApiRefusedError):
        await replica(account, store, clock).using(reach_the_limit)

    assert account.times_asked == 1


async def test_what_was_kept_with_another_secret_key_is_fetched_anew(
    account: Account, store: TokenStore, clock: Clock
) -> None:
    await replica(account, store, clock, seal=TokenSeal(b"the key before")).get()

    assert await replica(account, store, clock).get() == "token 2"


async def test_a_copy_of_the_database_shows_no_token(
    account: Account, new_address: Callable[[str], str], clock: Clock
) -> None:
    with closing(open_database(new_address("sqlite"))) as database:
        await replica(account, SqlTokenStore(database), clock).get()

        with database.reading() as connection:
            (row,) = connection.execute(TOKENS.select())

    assert row.name == NAME
    assert b"token 1" not in row.sealed


@pytest.mark.parametrize("spoilt", [b"", b"\x00", b"\x00" * 11, b"\x00" * 60])
def test_what_cannot_be_opened_is_no_token(spoilt: bytes) -> None:
    assert SEAL.open(NAME, spoilt) is None


def test_a_seal_opens_under_its_own_name_only() -> None:
    token = Token(value="hunter2", good_until=1.5)
    sealed = SEAL.seal(NAME, token)

    assert SEAL.open(NAME, sealed) == token
    assert SEAL.open("wecom:ww0", sealed) is None
    assert SEAL.seal(NAME, token) != sealed


@pytest.mark.parametrize(
    "token", [Token(value="hunter2", good_until=1), FetchedToken(value="hunter2", seconds=1)]
)
def test_a_token_that_is_printed_keeps_its_secret(token: object) -> None:
    assert "hunter2" not in f"{token!r} {token}"
