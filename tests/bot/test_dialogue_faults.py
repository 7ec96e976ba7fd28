"""The dialogue when something is missing: cases, the index, the database, the rights."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import wording
from bot.action import Action, Ask, Browse, Help, OpenCase, Reindex, ShowRelated, Welcome
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from bot.reply import Reply
from cases import CaseId, MemoryCaseStore, MemoryGapLog
from cases.built_in import built_in_library
from tests.bot.dialogue_double import (
    Person,
    Switch,
    SwitchedCaseStore,
    SwitchedGapLog,
    SwitchedSessions,
    choices_of,
    hold_dialogue,
    noon,
)

CHARGING = CaseId("daxin-xiangchong")


@pytest.fixture
def library() -> MemoryCaseStore:
    return MemoryCaseStore(built_in_library())


def test_a_withdrawn_case_is_not_opened_by_an_old_button(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    resident = Person(dialogue=hold_dialogue(library, live_library))
    listed = resident.hears("电动车充电")
    case = library.get(CHARGING)
    assert case
    library.save([replace(case, status="已撤下")])

    pressed = resident.presses("①", listed)
    typed = resident.hears("1")

    assert pressed == typed
    assert pressed.opening == wording.CASE_GONE
    assert [row[0].label for row in pressed.choices][-1] == "浏览全部"


def test_a_case_that_never_was_is_not_opened(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    resident = Person(dialogue=hold_dialogue(library, live_library))

    assert resident.hears(action=OpenCase(case_id=CaseId("x"))).opening == wording.CASE_GONE


@pytest.mark.parametrize("said", ["你好", "电动车充电", "浏览"])
def test_an_empty_library_says_that_it_is_empty(tmp_path: Path, said: str) -> None:
    store, live, gaps = MemoryCaseStore(), LiveSearcher(tmp_path), MemoryGapLog(clock=noon)
    Reindexer(store, live, tmp_path / "synonyms.txt").run()
    resident = Person(dialogue=hold_dialogue(store, live, gaps=gaps))

    answer = resident.hears(said)

    assert answer == Reply(opening=wording.EMPTY_LIBRARY)
    assert gaps.most_asked(1) == []


def test_a_facet_without_values_says_that_nothing_is_there(tmp_path: Path) -> None:
    store, live = MemoryCaseStore(), LiveSearcher(tmp_path)
    resident = Person(dialogue=hold_dialogue(store, live))

    assert resident.hears("主题").opening == wording.NO_CASES_HERE
    nowhere = Browse(facet="district", value="不存在区")
    assert resident.hears(action=nowhere).opening == wording.EMPTY_LIBRARY


@pytest.mark.parametrize("said", ["民之所盼", "学有优教"])
def test_a_theme_or_field_without_cases_says_so_and_is_no_gap(tmp_path: Path, said: str) -> None:
    case = next(case for case in built_in_library() if case.theme == "民之所安")
    store, live = MemoryCaseStore([replace(case, field="住有宜居")]), LiveSearcher(tmp_path)
    Reindexer(store, live, tmp_path / "synonyms.txt").run()
    gaps = MemoryGapLog(clock=noon)
    resident = Person(dialogue=hold_dialogue(store, live, gaps=gaps))

    answer = resident.hears(said)

    assert answer.opening == f"“{said}”还没有案例，先看看别的吧。"
    assert [choice.action for choice in choices_of(answer)] == [Browse()]
    assert gaps.most_asked(1) == []


@pytest.mark.parametrize("said", ["坪山区", "坪山", "坪山区？"])
def test_a_district_without_cases_leads_to_others_and_is_no_gap(
    library: MemoryCaseStore, tmp_path: Path, said: str
) -> None:
    cases = [case for case in library.all_cases() if case.district in {"宝安区", "南山区"}]
    store, live = MemoryCaseStore(cases), LiveSearcher(tmp_path)
    Reindexer(store, live, tmp_path / "synonyms.txt").run()
    gaps = MemoryGapLog(clock=noon)
    resident = Person(dialogue=hold_dialogue(store, live, gaps=gaps))

    answer = resident.hears(said)

    assert answer.opening == "“坪山区”还没有案例，这些地方有："
    assert [choice.action for choice in choices_of(answer)] == [
        Browse(facet="district", value="南山区"),
        Browse(facet="district", value="宝安区"),
        Browse(),
    ]
    assert gaps.most_asked(1) == []


def test_where_no_case_has_a_district_none_is_offered(tmp_path: Path) -> None:
    case = next(iter(built_in_library()))
    store = MemoryCaseStore([replace(case, district="", street="", community="")])
    resident = Person(dialogue=hold_dialogue(store, LiveSearcher(tmp_path)))

    answer = resident.hears(action=Browse(facet="district", value="坪山区"))

    assert answer.opening == "“坪山区”还没有案例，先看看别的吧。"


@pytest.mark.parametrize("said", ["你好", "电动车充电", "宝安区"])
def test_without_an_index_people_are_asked_to_wait(
    library: MemoryCaseStore, tmp_path: Path, said: str
) -> None:
    resident = Person(dialogue=hold_dialogue(library, LiveSearcher(tmp_path / "none")))

    assert resident.hears(said) == Reply(opening=wording.INDEX_DOWN)


def test_a_damaged_index_is_not_searched_and_the_rest_works(
    library: MemoryCaseStore, library_index: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(library_index, tmp_path / "index")
    for array in folder.rglob("*.npy"):
        array.write_bytes(array.read_bytes()[:40])
    resident = Person(dialogue=hold_dialogue(library, LiveSearcher(folder)))

    assert resident.hears("电动车充电") == Reply(opening=wording.INDEX_DOWN)
    assert resident.hears(action=OpenCase(case_id=CHARGING)).opened
    assert resident.hears("主题").choices
    assert resident.hears("帮助").opening == wording.HELP


ACTIONS: list[Action] = [
    Ask(question="电动车充电"),
    Ask(question="帮我写一首诗"),
    Ask(question="盐田区 骑手租房"),
    OpenCase(case_id=CHARGING),
    ShowRelated(case_id=CHARGING),
    Browse(),
    Browse(facet="theme"),
    Browse(facet="theme", value="民之所安", page=2),
    Welcome(),
]


@pytest.mark.parametrize("action", ACTIONS, ids=repr)
def test_wherever_the_database_fails_the_answer_is_one_calm_sentence(
    library: MemoryCaseStore, live_library: LiveSearcher, action: Action
) -> None:
    whole = Person(dialogue=hold_dialogue(library, live_library)).hears(action=action)

    answers = []
    for uses in range(100):
        switch = Switch()
        store = SwitchedCaseStore(library, switch)
        resident = Person(dialogue=hold_dialogue(store, live_library))
        switch.turn_off(after=uses)
        answers.append(resident.hears(action=action))
        if switch.uses_left:
            break

    assert len(answers) > 1
    assert answers[0] == Reply(opening=wording.STORE_DOWN)
    assert all(answer == Reply(opening=wording.STORE_DOWN) for answer in answers[:-2])
    assert without_time(answers[-1]) == without_time(whole)


def without_time(reply: Reply) -> Reply:
    return replace(reply, found=reply.found and replace(reply.found, took_ms=0.0))


def test_help_needs_nothing(tmp_path: Path) -> None:
    switch = Switch()
    switch.turn_off()
    store = SwitchedCaseStore(MemoryCaseStore(), switch)
    resident = Person(dialogue=hold_dialogue(store, LiveSearcher(tmp_path)))

    assert resident.hears(action=Help()).opening == wording.HELP


def test_an_answer_is_given_although_it_cannot_be_remembered(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    sessions = SwitchedSessions()
    resident = Person(dialogue=hold_dialogue(library, live_library, sessions=sessions))
    sessions.saving.turn_off()

    assert resident.hears("电动车充电").cards
    assert resident.hears("1").opening == wording.NO_LIST


def test_without_the_memory_a_number_is_not_guessed(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    sessions = SwitchedSessions()
    resident = Person(dialogue=hold_dialogue(library, live_library, sessions=sessions))
    resident.hears("电动车充电")
    sessions.loading.turn_off()

    assert resident.hears("1") == Reply(opening=wording.STORE_DOWN)


def test_a_gap_that_cannot_be_noted_is_not_said_to_be(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    switch = Switch()
    switch.turn_off()
    gaps = SwitchedGapLog(switch)
    resident = Person(dialogue=hold_dialogue(library, live_library, gaps=gaps))

    answer = resident.hears("比特币价格")

    assert answer.opening == "没有找到“比特币价格”的案例。\n可以换个说法，或者看看："


def admin_dialogue(
    library: MemoryCaseStore, live: LiveSearcher, gaps: MemoryGapLog
) -> Callable[[str], Person]:
    dialogue = hold_dialogue(library, live, gaps=gaps, admins={"telegram:7"})
    return lambda name: Person(dialogue=dialogue, name=name, channel="telegram")


@pytest.mark.parametrize("said", ["重建索引", "/reindex"])
def test_only_admins_start_a_reindex(
    library: MemoryCaseStore, live_library: LiveSearcher, said: str
) -> None:
    gaps = MemoryGapLog(clock=noon)
    person = admin_dialogue(library, live_library, gaps)

    admin, stranger, nobody = (person(name).hears(said) for name in ("7", "77", ""))

    assert admin == Reply(opening=wording.REINDEX_STARTED, starts="reindex")
    assert stranger.starts is None
    assert nobody.starts is None
    assert gaps.most_asked(10) == []


def test_the_button_of_an_admin_does_not_work_for_others(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    dialogue = hold_dialogue(library, live_library, admins={"telegram:7"})
    same_number_elsewhere = Person(dialogue=dialogue, name="7", channel="wechat")

    assert same_number_elsewhere.hears(action=Reindex()).starts is None


def test_near_topics_stand_two_in_a_row_and_browsing_last(
    library: MemoryCaseStore, live_library: LiveSearcher
) -> None:
    resident = Person(dialogue=hold_dialogue(library, live_library))

    answer = resident.hears("帮我写一首诗")

    assert len(answer.choices[0]) <= 2
    assert choices_of(answer)[-1].label == "浏览全部"
