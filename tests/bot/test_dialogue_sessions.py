"""What is remembered: across restarts and replicas, apart for each person, without their id."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.dialogue import Dialogue
from bot.live_searcher import LiveSearcher
from bot.message import Message
from bot.session import KEPT_FOR_DAYS, MemorySessionStore, Session, session_key
from cases import CaseId, MemoryCaseStore
from cases.built_in import built_in_library
from cases.sql import SqlCaseStore, SqlGapLog, SqlSessionStore, open_database
from tests.bot.dialogue_double import SECRET, Person, SwitchedSessions, hold_dialogue, noon

RESIDENT_ID = "oWx-7391-very-personal"


@contextmanager
def replica(address: str, live: LiveSearcher) -> Iterator[Dialogue]:
    """Run one process' dialogue on a shared database."""
    with closing(open_database(address)) as database:
        yield hold_dialogue(
            SqlCaseStore(database),
            live,
            sessions=SqlSessionStore(database, clock=noon, kept_for_days=KEPT_FOR_DAYS),
            gaps=SqlGapLog(database, clock=noon),
        )


@pytest.fixture
def address(new_address: Callable[[str], str]) -> str:
    address = new_address("sqlite")
    with closing(open_database(address)) as database:
        SqlCaseStore(database).save(built_in_library())
    return address


def test_a_conversation_goes_on_after_a_restart(address: str, live_library: LiveSearcher) -> None:
    with replica(address, live_library) as dialogue:
        first = Person(dialogue=dialogue).hears("民之所安")
    with replica(address, live_library) as dialogue:
        second = Person(dialogue=dialogue).hears("下一页")
    with replica(address, live_library) as dialogue:
        opened = Person(dialogue=dialogue).hears("2").opened
    with replica(address, live_library) as dialogue:
        related = Person(dialogue=dialogue).hears("相关")

    assert second.cards
    assert not {card.case_id for card in first.cards} & {card.case_id for card in second.cards}
    assert opened
    assert opened.case.id == second.cards[1].case_id
    assert related.cards


def test_two_replicas_take_turns_in_one_conversation(
    address: str, live_library: LiveSearcher
) -> None:
    with replica(address, live_library) as here, replica(address, live_library) as there:
        listed = Person(dialogue=here).hears("电动车充电")
        opened = Person(dialogue=there).hears("2").opened
        back = Person(dialogue=here).hears("1").opened

    assert opened
    assert opened.case.id == listed.cards[1].case_id
    assert back
    assert back.case.id == listed.cards[0].case_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "anna"}, {"name": "bert"}),
        ({"conversation": "group-1"}, {"conversation": "group-2"}),
        ({"conversation": ""}, {"conversation": "group-1"}),
        ({"channel": "telegram"}, {"channel": "wechat"}),
        ({"name": "1", "conversation": "23"}, {"name": "31", "conversation": "2"}),
    ],
)
def test_two_conversations_do_not_mix(
    resident: Person, one: dict[str, str], other: dict[str, str]
) -> None:
    def person(who: dict[str, str]) -> Person:
        return Person(dialogue=resident.dialogue, **who)  # type: ignore[arg-type] # channel names

    person(one).hears("电动车充电")
    unasked = person(other).hears("1").opening
    person(other).hears("广场舞噪音")

    opened = person(one).hears("1").opened
    assert unasked == wording.NO_LIST
    assert opened
    assert opened.case.id == "daxin-xiangchong"


def test_nothing_is_kept_of_somebody_without_a_name(live_library: LiveSearcher) -> None:
    sessions = SwitchedSessions()
    store = MemoryCaseStore(built_in_library())
    dialogue = hold_dialogue(store, live_library, sessions=sessions)
    nobody = Person(dialogue=dialogue, name="")

    nobody.hears("民之所安")
    later = nobody.hears("1").opening

    assert sessions.kept == {}
    assert later == wording.NO_LIST


def test_the_database_knows_what_was_asked_but_not_by_whom(
    tmp_path: Path, address: str, live_library: LiveSearcher
) -> None:
    with replica(address, live_library) as dialogue:
        person = Person(
            dialogue=dialogue, name=RESIDENT_ID, channel="wechat", conversation="group-8152"
        )
        for said in ("你好", "电动车充电", "1", "相关", "比特币价格", "民之所安", "下一页"):
            person.hears(said)

    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert "比特币价格".encode() in written
    assert "民之所安".encode() in written
    assert RESIDENT_ID.encode() not in written
    assert b"group-8152" not in written


def test_a_session_key_depends_on_the_secret() -> None:
    message = Message(channel="wechat", user=RESIDENT_ID)

    assert session_key(message, b"one") == session_key(message, b"one")
    assert session_key(message, b"one") != session_key(message, b"two")


def test_a_memory_session_is_forgotten_after_a_while() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    store = MemorySessionStore(clock=lambda: now, kept_for_days=30)
    store.save("key", "payload")

    now += timedelta(days=30)
    kept = store.load("key")
    now += timedelta(seconds=1)
    forgotten = store.load("key")

    assert kept == "payload"
    assert forgotten is None
    assert store.load("another") is None


sessions = st.builds(
    Session,
    question=st.text(),
    facet=st.text(),
    value=st.text(),
    page=st.integers(min_value=1),
    shown=st.lists(st.text().map(CaseId)).map(tuple),
    opened=st.none() | st.text(min_size=1).map(CaseId),
)


@given(sessions)
def test_a_session_is_read_as_it_was_written(session: Session) -> None:
    assert Session.from_json(session.to_json()) == session


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


named_values = st.fixed_dictionaries(
    {}, optional=dict.fromkeys((field.name for field in fields(Session)), json_values)
)


@given((json_values | named_values).map(json.dumps))
def test_whatever_another_version_wrote_is_a_session(text: str) -> None:
    assert isinstance(Session.from_json(text), Session)


def test_a_session_is_written_by_name_and_as_short_as_it_can_be() -> None:
    session = Session(question="噪音", shown=(CaseId("a"),))

    assert session.to_json() == '{"question": "噪音", "shown": ["a"]}'
    assert Session().to_json() == "{}"


def test_a_list_without_names_is_forgotten() -> None:
    assert Session.from_json('["噪音", "", "", 2, ["a"], null]') == Session()


def test_a_name_that_another_version_added_is_left_out() -> None:
    assert Session.from_json('{"page": 2, "mood": "merry"}') == Session(page=2)


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "null", "[1, 2]", '{"page": Infinity}', '{"shown": 3}']
)
def test_what_cannot_be_read_is_a_new_session(text: str | None) -> None:
    assert Session.from_json(text) == Session()


def test_a_session_about_a_facet_that_is_no_more_has_no_list(live_library: LiveSearcher) -> None:
    sessions = SwitchedSessions()
    store = MemoryCaseStore()
    person = Person(dialogue=hold_dialogue(store, live_library, sessions=sessions))
    key = session_key(Message(channel=person.channel, user=person.name), SECRET)
    sessions.save(key, Session(facet="mood", value="merry").to_json())

    assert person.hears("下一页").opening == wording.NO_LIST
