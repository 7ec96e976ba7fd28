"""What every gap log promises, on memory, SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import Gap, GapLog, MemoryGapLog
from cases.gap import gap_question
from cases.sql import SqlGapLog, open_database

START = datetime(2026, 3, 1, 8, 30, 0, 123_456, tzinfo=UTC)


class Ticking:
    """A clock that moves on by a second whenever it is read."""

    def __init__(self) -> None:
        self.readings = 0

    def __call__(self) -> datetime:
        moment = START + timedelta(seconds=self.readings)
        self.readings += 1
        return moment


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def gaps(request: pytest.FixtureRequest, new_address: Callable[[str], str]) -> Iterator[GapLog]:
    if request.param == "memory":
        yield MemoryGapLog(clock=Ticking(), most_gaps=3)
        return
    database = open_database(new_address(request.param))
    yield SqlGapLog(database, clock=Ticking(), most_gaps=3)
    database.close()


def test_a_new_log_is_empty(gaps: GapLog) -> None:
    assert gaps.most_asked(10) == []


def test_a_question_is_counted_with_the_time_it_was_asked_last(gaps: GapLog) -> None:
    gaps.note("比特币价格")
    gaps.note("比特币价格")

    assert gaps.most_asked(10) == [
        Gap(question="比特币价格", times=2, last_asked=START + timedelta(seconds=1))
    ]


def test_gaps_come_most_asked_first_then_latest(gaps: GapLog) -> None:
    for question in ("甲", "乙", "丙", "甲"):
        gaps.note(question)

    assert [gap.question for gap in gaps.most_asked(10)] == ["甲", "丙", "乙"]


def test_a_limit_is_a_prefix(gaps: GapLog) -> None:
    for question in ("甲", "乙", "丙"):
        gaps.note(question)

    assert gaps.most_asked(2) == gaps.most_asked(10)[:2]
    assert gaps.most_asked(0) == []


def test_the_least_recent_question_is_forgotten_when_there_are_too_many(gaps: GapLog) -> None:
    for question in ("甲", "乙", "丙", "甲", "丁"):
        gaps.note(question)

    assert {gap.question for gap in gaps.most_asked(10)} == {"甲", "丙", "丁"}


@pytest.mark.parametrize("blank", ["", " \n", "\x00", "\ud800"])
def test_a_blank_question_is_no_gap(gaps: GapLog, blank: str) -> None:
    gaps.note(blank)

    assert gaps.most_asked(10) == []


def test_questions_that_differ_in_spaces_only_are_one(gaps: GapLog) -> None:
    gaps.note("  广场舞  噪音\n")
    gaps.note("广场舞\u3000噪音")

    assert [(gap.question, gap.times) for gap in gaps.most_asked(10)] == [("广场舞 噪音", 2)]


def test_threads_lose_no_count(gaps: GapLog) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(gaps.note, ["甲"] * 20))

    assert [gap.times for gap in gaps.most_asked(10)] == [20]


def test_a_long_question_is_cut() -> None:
    assert gap_question("问" * 201) == "问" * 200


@given(text=st.text(st.characters(exclude_categories=())))
def test_a_question_as_counted_is_short_clean_and_stays_as_it_is(text: str) -> None:
    question = gap_question(text)

    assert len(question) <= 200
    assert question == question.strip()
    assert "\x00" not in question
    question.encode()
    assert gap_question(question) == question
