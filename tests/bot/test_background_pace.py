"""What is done beside answering rests after each piece, the longer the more is answered."""

import pytest

from bot.background_pace import BackgroundPace


class Process:
    """A process that others keep busy while the background rests."""

    def __init__(self, busy: float) -> None:
        self.busy = busy
        self.now = 0.0
        self.used = 0.0
        self.worked = 0.0
        self.rests: list[float] = []

    def work(self, seconds: float) -> None:
        self.now += 3 * seconds  # others had their turns meanwhile
        self.used += seconds
        self.worked += seconds

    def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now += seconds
        self.used += seconds * self.busy

    def pace(self) -> BackgroundPace:
        return BackgroundPace(
            clock=lambda: self.now,
            work=lambda: self.worked,
            cost=lambda: self.used,
            sleep=self.sleep,
        )


def do_pieces(process: Process, count: int) -> None:
    pace = process.pace()
    for _ in range(count):
        process.work(0.01)
        pace.rest()


def test_a_fifth_of_an_idle_process_is_used() -> None:
    process = Process(busy=0.0)
    do_pieces(process, 50)
    assert process.rests == pytest.approx([0.04] * 50)


def test_of_a_busy_process_a_fifth_of_what_is_idle() -> None:
    process = Process(busy=0.75)
    do_pieces(process, 50)
    assert process.rests[-1] == pytest.approx(0.04 / 0.25, rel=0.01)


def test_it_comes_to_an_end_where_nothing_is_idle() -> None:
    process = Process(busy=2.0)  # two processors
    do_pieces(process, 50)
    assert process.rests[-1] == pytest.approx(0.2)


def test_it_goes_faster_once_the_crowd_has_left() -> None:
    process = Process(busy=0.75)
    pace = process.pace()
    for number in range(100):
        process.busy = 0.75 if number < 50 else 0.0
        process.work(0.01)
        pace.rest()
    assert process.rests[-1] == pytest.approx(0.04, rel=0.01)


def test_a_clock_that_stands_still_harms_nothing() -> None:
    pace = BackgroundPace(clock=lambda: 1.0, cost=lambda: 1.0, sleep=lambda _: None)
    pace.rest()


def test_what_lies_before_the_beginning_asks_for_no_rest() -> None:
    process = Process(busy=0.0)
    pace = process.pace()
    process.work(10.0)
    pace.begin()
    process.work(0.01)
    pace.rest()
    assert process.rests == pytest.approx([0.04])
