"""In time and once: what happens when an answer takes long, fails, or the database is away."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.channels.wechat.incoming import Incoming, read_incoming
from bot.channels.wechat.once_only import BUSY, LATER, OnceOnly
from bot.channels.wechat.passive_reply import Letter
from bot.channels.wechat.promise import Promise
from bot.channels.wechat.refusals import ForgedError
from bot.receipts import Claim, MemoryReceiptStore
from cases import StoreUnavailableError

ANSWER: Final = Letter(text="答")


def message(number: int) -> Incoming:
    return read_incoming(
        {
            "ToUserName": "gh_1",
            "FromUserName": "oSomebody",
            "CreateTime": "1700000000",
            "MsgType": "text",
            "Content": "问",
            "MsgId": str(number),
        }
    )


def noon() -> datetime:
    return datetime(2026, 1, 1, 12, tzinfo=UTC)


class AwayReceipts:
    """A store whose database does not answer."""

    def claim(self, message: str, request: str, person: str, /) -> Claim:
        raise StoreUnavailableError("away")

    def answer(self, answers: Mapping[str, str], /) -> None:
        raise StoreUnavailableError("away")

    def answer_to(self, key: str, /) -> str | None:
        raise StoreUnavailableError("away")

    def keep(self, key: str, answer: str, /) -> None:
        raise StoreUnavailableError("away")

    def take(self, key: str, /) -> str | None:
        raise StoreUnavailableError("away")


@pytest.fixture
def receipts() -> MemoryReceiptStore:
    return MemoryReceiptStore(clock=noon)


def hurried(receipts: MemoryReceiptStore, *, patience: float = 0.05) -> OnceOnly:
    return OnceOnly(receipts, channel="wechat", secret=b"s", patience_seconds=patience)


async def test_what_takes_too_long_is_told_with_the_next_message(
    receipts: MemoryReceiptStore,
) -> None:
    once_only = hurried(receipts)
    may_end = threading.Event()

    def slow(_: Incoming) -> Letter:
        may_end.wait()
        return ANSWER

    first = await once_only.answer(message(1), "n1", slow)
    may_end.set()
    once_only.close()
    patient = hurried(receipts, patience=4)
    heard = await patient.answer(
        message(2), "n2", lambda m: patient.waiting_for(m.user) or Letter(text="别的")
    )
    later = await patient.answer(
        message(3), "n3", lambda m: patient.waiting_for(m.user) or Letter(text="别的")
    )
    patient.close()

    assert first == LATER
    assert heard == ANSWER
    assert later == Letter(text="别的")


async def test_a_slow_message_that_comes_again_hears_the_same(
    receipts: MemoryReceiptStore,
) -> None:
    once_only = hurried(receipts)
    may_end = threading.Event()
    composed: list[Incoming] = []

    def slow(incoming: Incoming) -> Letter:
        composed.append(incoming)
        may_end.wait()
        return ANSWER

    letters = [await once_only.answer(message(1), f"n{n}", slow) for n in range(3)]
    may_end.set()
    once_only.close()

    assert letters == [LATER] * 3
    assert len(composed) == 1


async def test_a_message_that_comes_again_waits_for_the_first(
    receipts: MemoryReceiptStore,
) -> None:
    once_only = hurried(receipts, patience=4)
    began, may_end = threading.Event(), threading.Event()

    def slow(_: Incoming) -> Letter:
        began.set()
        may_end.wait()
        return ANSWER

    first = asyncio.create_task(once_only.answer(message(1), "n1", slow))
    await asyncio.to_thread(began.wait)
    second = asyncio.create_task(once_only.answer(message(1), "n2", slow))
    may_end.set()

    assert await first == await second == ANSWER
    once_only.close()


async def test_a_failure_is_told_calmly_and_only_once(receipts: MemoryReceiptStore) -> None:
    once_only = hurried(receipts, patience=4)

    def broken(_: Incoming) -> Letter:
        raise RuntimeError("秘密")

    first = await once_only.answer(message(1), "n1", broken)
    second = await once_only.answer(message(1), "n2", broken)
    once_only.close()

    assert "刚才没有办成" in first.text
    assert "秘密" not in first.text
    assert second == first


async def test_a_request_that_brings_another_message_is_refused(
    receipts: MemoryReceiptStore,
) -> None:
    once_only = hurried(receipts, patience=4)
    await once_only.answer(message(1), "n1", lambda _: ANSWER)

    with pytest.raises(ForgedError):
        await once_only.answer(message(2), "n1", lambda _: ANSWER)
    once_only.close()


async def test_without_a_database_messages_are_still_answered() -> None:
    once_only = OnceOnly(AwayReceipts(), channel="wechat", secret=b"s")
    once_only.keep_for("oSomebody", ANSWER)

    letter = await once_only.answer(message(1), "n1", lambda _: ANSWER)
    once_only.close()

    assert letter == ANSWER
    assert once_only.waiting_for("oSomebody") is None


async def test_what_is_kept_is_heard_once_with_the_next_message(
    receipts: MemoryReceiptStore,
) -> None:
    once_only = hurried(receipts, patience=4)
    await once_only.answer(message(1), "n1", lambda _: ANSWER)
    once_only.keep_for("oSomebody", ANSWER)

    letter = await once_only.answer(
        message(2), "n2", lambda m: once_only.waiting_for(m.user) or Letter()
    )
    once_only.close()

    assert letter == ANSWER


async def test_two_replicas_act_once(receipts: MemoryReceiptStore) -> None:
    one, other = hurried(receipts, patience=4), hurried(receipts, patience=4)
    composed: list[Incoming] = []

    def compose(incoming: Incoming) -> Letter:
        composed.append(incoming)
        return ANSWER

    letters = await asyncio.gather(
        one.answer(message(1), "n1", compose), other.answer(message(1), "n2", compose)
    )
    one.close()
    other.close()

    assert list(letters) == [ANSWER, ANSWER]
    assert len(composed) == 1


@pytest.mark.parametrize("settle", ["keep", "fail"])
async def test_a_promise_that_was_given_up_stays_broken(settle: str) -> None:
    promise: Promise[str] = Promise(asyncio.get_running_loop())

    waited = await promise.wait(0)
    settling: Callable[[], bool] = (
        (lambda: promise.keep("late")) if settle == "keep" else (lambda: promise.fail(OSError()))
    )

    assert waited is None
    assert settling() is False


async def test_when_too_many_wait_the_next_is_told_so_at_once(
    receipts: MemoryReceiptStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    once_only = hurried(receipts)
    monkeypatch.setattr(once_only._shift, "submit", lambda _: False)

    assert await once_only.answer(message(1), "n1", lambda _: ANSWER) == BUSY
    assert receipts.claim("m", "r", "p") == "new"
    once_only.close()


class CountingReceipts(MemoryReceiptStore):
    """Counts how often answers are written."""

    def __init__(self) -> None:
        super().__init__(clock=noon)
        self.written: list[int] = []
        self.is_written = threading.Event()

    def answer(self, answers: Mapping[str, str], /) -> None:
        self.written.append(len(answers))
        super().answer(answers)
        self.is_written.set()


async def test_answers_of_a_moment_are_written_together() -> None:
    receipts = CountingReceipts()
    once_only = hurried(receipts, patience=4)

    await asyncio.gather(
        *(once_only.answer(message(n), f"n{n}", lambda _: ANSWER) for n in range(20))
    )
    await asyncio.to_thread(receipts.is_written.wait)
    once_only.close()

    assert sum(receipts.written) == 20
    assert len(receipts.written) < 20


async def test_what_is_not_written_yet_is_written_at_the_end() -> None:
    receipts = CountingReceipts()
    once_only = hurried(receipts, patience=4)

    await once_only.answer(message(1), "n1", lambda _: ANSWER)
    once_only.close()
    again = hurried(receipts, patience=4)
    letter = await again.answer(message(1), "n2", lambda _: LATER)
    again.close()

    assert receipts.written == [1]
    assert letter == ANSWER
