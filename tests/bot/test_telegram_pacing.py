"""How fast the channel speaks, and in which order it listens."""

import asyncio

import pytest
from telegram import Update

from bot.channels.telegram.ordering import InChatOrder
from bot.channels.telegram.pacing import ChatPacer
from tests.bot.telegram_double import GROUP, TimeDouble, asked_inline, chatting, pressed, said


def pacer_and_time() -> tuple[ChatPacer, TimeDouble]:
    time = TimeDouble()

    async def note(seconds: float) -> None:
        time.slept.append(seconds)

    return ChatPacer(clock=time.clock, sleep=note), time


async def test_the_first_message_of_a_chat_goes_at_once() -> None:
    pacer, time = pacer_and_time()

    await pacer.turn(1)

    assert time.slept == []


async def test_messages_of_one_chat_go_one_a_second() -> None:
    pacer, time = pacer_and_time()

    for _ in range(4):
        await pacer.turn(1)

    assert time.slept == [1.0, 2.0, 3.0]


async def test_a_chat_that_was_quiet_does_not_wait() -> None:
    pacer, time = pacer_and_time()
    await pacer.turn(1)

    time.now = 1.0
    await pacer.turn(1)

    assert time.slept == []


async def test_only_the_rest_of_the_second_is_waited_for() -> None:
    pacer, time = pacer_and_time()
    await pacer.turn(1)

    time.now = 0.75
    await pacer.turn(1)

    assert time.slept == [0.25]


async def test_chats_do_not_wait_for_each_other() -> None:
    pacer, time = pacer_and_time()

    for chat in range(50):
        await pacer.turn(chat)

    assert time.slept == []


async def test_chats_that_are_free_again_are_forgotten() -> None:
    pacer, time = pacer_and_time()
    for chat in range(1_001):
        await pacer.turn(chat)

    time.now = 5.0
    await pacer.turn(9_999)

    assert list(pacer._free_at) == [9_999]


async def test_what_the_channel_sends_is_paced() -> None:
    async with chatting() as chat:
        await chat.hear(said("一"), said("二"), said("三"))

        assert len(chat.telegram.sent) == 3
        assert chat.time.slept == [1.0, 1.0]


async def test_a_call_that_telegram_slows_down_is_made_again() -> None:
    async with chatting() as chat:
        chat.telegram.refuse("sendMessage", 429, "Too Many Requests", retry_after=1)

        await chat.hear(said("一"))

        assert len(chat.telegram.sent) == 2
        assert chat.telegram.sent[0] == chat.telegram.sent[1]


def update_in(chat_id: int, number: int) -> Update:
    raw = said("话", chat={"id": chat_id, "type": "private", "first_name": "人"})
    update = Update.de_json({"update_id": number, **raw}, None)
    assert update is not None
    return update


class Work:
    """Work that ends when it is told to, and keeps the order in which it began."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.may_end = asyncio.Event()

    async def slow(self, name: str) -> None:
        self.begun.append(name)
        await self.may_end.wait()

    async def quick(self, name: str) -> None:
        self.begun.append(name)


async def refuse_nothing(update: Update) -> None:
    pytest.fail(f"refused {update.update_id}")


async def test_a_slow_chat_keeps_its_order_and_blocks_no_other() -> None:
    order, work = InChatOrder(refuse_nothing), Work()
    first = asyncio.create_task(order.process_update(update_in(1, 1), work.slow("一")))
    second = asyncio.create_task(order.process_update(update_in(1, 2), work.quick("二")))
    await asyncio.sleep(0)  # both begin, in this order

    await order.process_update(update_in(2, 3), work.quick("别的群"))
    begun_meanwhile = list(work.begun)
    work.may_end.set()
    await asyncio.gather(first, second)

    assert begun_meanwhile == ["一", "别的群"]
    assert work.begun == ["一", "别的群", "二"]


async def test_an_inline_query_waits_for_nobody() -> None:
    order, work = InChatOrder(refuse_nothing), Work()
    raw = asked_inline("电动车充电")
    update = Update.de_json({"update_id": 1, **raw}, None)

    await order.process_update(update, work.quick("查"))

    assert work.begun == ["查"]


async def test_nothing_is_kept_of_a_chat_that_has_been_served() -> None:
    order, work = InChatOrder(refuse_nothing), Work()

    await order.process_update(update_in(1, 1), work.quick("一"))

    assert (order._turns, order._waiting) == ({}, {})


async def test_work_that_fails_lets_the_next_one_go_on() -> None:
    order, work = InChatOrder(refuse_nothing), Work()

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await order.process_update(update_in(1, 1), fail())
    await order.process_update(update_in(1, 2), work.quick("二"))

    assert work.begun == ["二"]


async def test_a_chat_that_floods_is_refused_above_thirty() -> None:
    refused: list[int] = []

    async def refuse(update: Update) -> None:
        refused.append(update.update_id)

    order, work = InChatOrder(refuse), Work()
    tasks = [
        asyncio.create_task(order.process_update(update_in(1, n), work.slow(str(n))))
        for n in range(1, 33)
    ]
    await asyncio.sleep(0)
    work.may_end.set()
    await asyncio.gather(*tasks)

    assert refused == [31, 32]
    assert len(work.begun) == 30


async def test_a_press_that_is_refused_is_answered_all_the_same() -> None:
    async with chatting() as chat:
        chat.channel._application.update_processor._waiting[GROUP["id"]] = 30  # type: ignore[attr-defined] # the processor is ours

        await chat.hear(pressed("h", chat=GROUP))

        assert len(chat.telegram.answered) == 1
        assert "稍等" in chat.telegram.answered[0].payload["text"]
