"""One thread works off what waits, and another one takes over when it is held up."""

import asyncio
import threading
from functools import partial

from bot.channels.wechat.shift import Shift


def nothing() -> None:
    """Do nothing."""


def stopped_clock() -> float:
    return 0.0


async def test_what_is_given_is_done_in_order_by_one_thread() -> None:
    shift = Shift("test", clock=stopped_clock)
    done: list[tuple[int, int]] = []
    may_begin = threading.Event()

    def note(number: int) -> None:
        done.append((number, threading.get_ident()))

    shift.submit(may_begin.wait)
    for number in range(5):
        shift.submit(partial(note, number))
    may_begin.set()
    shift.close()

    assert [number for number, _ in done] == [0, 1, 2, 3, 4]
    assert len({thread for _, thread in done}) == 1


async def test_who_is_held_up_holds_up_nobody() -> None:
    shift = Shift("test")
    may_end, is_done = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    shift.submit(may_end.wait)
    shift.submit(may_end.wait)
    shift.submit(lambda: loop.call_soon_threadsafe(is_done.set))
    await is_done.wait()

    may_end.set()
    shift.close()


async def test_more_than_may_wait_is_refused_at_once() -> None:
    shift = Shift("test", most_waiting=1, clock=stopped_clock)
    began, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        began.set()
        may_end.wait()

    taken = [shift.submit(slow)]
    await asyncio.to_thread(began.wait)
    taken += [shift.submit(nothing), shift.submit(nothing)]
    waiting = shift.waiting()
    may_end.set()
    shift.close()

    assert taken == [True, True, False]
    assert (waiting, shift.waiting()) == (1, 0)


async def test_work_that_fails_keeps_nothing_else_from_being_done() -> None:
    done: list[str] = []
    shift = Shift("test", clock=stopped_clock)
    may_begin = threading.Event()

    def fail() -> None:
        raise RuntimeError("broken")

    shift.submit(may_begin.wait)
    for _ in range(8):  # more than there are threads
        shift.submit(fail)
    shift.submit(lambda: done.append("last"))
    may_begin.set()
    shift.close()

    assert done == ["last"]
