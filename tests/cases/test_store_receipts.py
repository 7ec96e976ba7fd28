"""What every receipt store promises, on memory, SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.receipts import (
    LEASE_SECONDS,
    RECEIPT_MINUTES,
    MemoryReceiptStore,
    ReceiptStore,
    receipt_key,
)
from cases.sql import Database, SqlReceiptStore, open_database
from cases.sql.tables import RECEIPTS


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def on(database: Database, clock: Clock) -> SqlReceiptStore:
    return SqlReceiptStore(
        database, clock=clock, receipt_minutes=RECEIPT_MINUTES, lease_seconds=LEASE_SECONDS
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def receipts(
    request: pytest.FixtureRequest, new_address: Callable[[str], str], clock: Clock
) -> Iterator[ReceiptStore]:
    if request.param == "memory":
        yield MemoryReceiptStore(clock=clock)
        return
    database = open_database(new_address(request.param))
    yield on(database, clock)
    database.close()


def test_a_message_is_new_once(receipts: ReceiptStore) -> None:
    claims = [receipts.claim("message", f"request {number}", "person") for number in range(3)]

    assert claims == ["new", "known", "known"]


def test_two_messages_are_two(receipts: ReceiptStore) -> None:
    assert receipts.claim("message 1", "request 1", "person") == "new"
    assert receipts.claim("message 2", "request 2", "person") == "new"


def test_a_request_may_bring_its_message_again(receipts: ReceiptStore) -> None:
    receipts.claim("message", "request", "person")

    assert receipts.claim("message", "request", "person") == "known"


def test_a_request_that_brings_another_message_claims_nothing(receipts: ReceiptStore) -> None:
    receipts.claim("message", "request", "person")

    assert receipts.claim("another message", "request", "person") == "replayed"
    assert receipts.claim("another message", "another request", "person") == "new"


def test_an_answer_is_there_for_whoever_asks_again(receipts: ReceiptStore) -> None:
    receipts.claim("message", "request", "person")

    assert receipts.answer_to("message") is None
    receipts.answer({"message": "①电动车充电\x00😀"})
    assert receipts.answer_to("message") == "①电动车充电\x00😀"
    assert receipts.claim("message", "request 2", "person") == "known"


def test_an_answer_to_what_nobody_claimed_is_dropped(receipts: ReceiptStore) -> None:
    receipts.answer({"message": "答"})

    assert receipts.answer_to("message") is None


@pytest.mark.parametrize(
    ("seconds", "expected"), [(LEASE_SECONDS - 1, "known"), (LEASE_SECONDS, "new")]
)
def test_a_claim_without_an_answer_can_be_taken_over_after_a_while(
    receipts: ReceiptStore, clock: Clock, seconds: int, expected: str
) -> None:
    receipts.claim("message", "request", "person")

    clock.now += timedelta(seconds=seconds)

    assert receipts.claim("message", "request 2", "person") == expected
    assert receipts.claim("message", "request 3", "person") == "known"


def test_an_answered_message_is_never_taken_over(receipts: ReceiptStore, clock: Clock) -> None:
    receipts.claim("message", "request", "person")
    receipts.answer({"message": "答"})

    clock.now += timedelta(seconds=LEASE_SECONDS)

    assert receipts.claim("message", "request 2", "person") == "known"


def test_a_receipt_expires(receipts: ReceiptStore, clock: Clock) -> None:
    receipts.claim("message", "request", "person")
    receipts.answer({"message": "答"})

    clock.now += timedelta(minutes=RECEIPT_MINUTES, seconds=1)

    assert receipts.answer_to("message") is None
    assert receipts.claim("message", "request 2", "person") == "new"
    assert receipts.answer_to("message") is None


def test_what_is_kept_is_taken_once(receipts: ReceiptStore) -> None:
    receipts.keep("person", "旧的")
    receipts.keep("person", "新的")

    assert receipts.take("person") == "新的"
    assert receipts.take("person") is None


def test_a_claim_says_whether_something_is_kept_for_the_person(receipts: ReceiptStore) -> None:
    receipts.keep("person", "答")

    first = receipts.claim("message 1", "request 1", "person")
    again = receipts.claim("message 1", "request 2", "person")
    receipts.take("person")

    assert (first, again) == ("awaited", "known")
    assert receipts.claim("message 2", "request 3", "person") == "new"


def test_many_answers_are_noted_at_once(receipts: ReceiptStore) -> None:
    receipts.claim("message 1", "request 1", "person")
    receipts.claim("message 2", "request 2", "person")

    receipts.answer({"message 1": "一", "message 2": "二", "nobody's": "三"})

    assert [receipts.answer_to(f"message {n}") for n in (1, 2)] == ["一", "二"]
    assert receipts.answer_to("nobody's") is None


def test_what_is_kept_waits_a_day(receipts: ReceiptStore, clock: Clock) -> None:
    receipts.keep("early", "答")
    receipts.keep("late", "答")

    clock.now += timedelta(hours=24)
    early = receipts.take("early")
    clock.now += timedelta(seconds=1)

    assert early == "答"
    assert receipts.take("late") is None


def test_of_many_at_once_one_has_the_message(receipts: ReceiptStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(
            pool.map(lambda n: receipts.claim("message", f"request {n}", "person"), range(16))
        )

    assert sorted(claims) == ["known"] * 15 + ["new"]


def test_of_many_at_once_one_takes_what_is_kept(receipts: ReceiptStore) -> None:
    receipts.keep("person", "答")

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: receipts.take("person"), range(16)))

    assert [answer for answer in taken if answer] == ["答"]


def test_replicas_share_receipts(database_address: str, clock: Clock) -> None:
    one, other = open_database(database_address), open_database(database_address)
    on(one, clock).claim("message", "request", "person")
    on(one, clock).answer({"message": "答"})

    claim = on(other, clock).claim("message", "request 2", "person")
    answer = on(other, clock).answer_to("message")

    assert (claim, answer) == ("known", "答")
    assert on(other, clock).claim("message 2", "request", "person") == "replayed"
    one.close()
    other.close()


def test_expired_receipts_are_swept_by_a_later_claim(database: Database, clock: Clock) -> None:
    receipts = on(database, clock)
    receipts.claim("old message", "old request", "person")
    clock.now += timedelta(minutes=RECEIPT_MINUTES, seconds=1)

    receipts.claim("message", "request", "person")

    with database.reading() as connection:
        assert set(connection.execute(RECEIPTS.select()).scalars()) == {"message", "request"}


def test_a_key_tells_nothing_and_differs_by_secret() -> None:
    key = receipt_key(b"secret", "wechat", "oPerson", "1")

    assert "oPerson" not in key
    assert key != receipt_key(b"other", "wechat", "oPerson", "1")
    assert key != receipt_key(b"secret", "wechat", "oPerson1", "")
