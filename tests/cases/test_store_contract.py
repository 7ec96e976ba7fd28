"""What every store of cases promises, on memory, SQLite and PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import (
    FACETS,
    FIELDS,
    STATUSES,
    THEMES,
    Case,
    CaseFilter,
    CaseId,
    CaseStore,
    MemoryCaseStore,
    SaveCounts,
)
from cases.sql import SqlCaseStore, open_database

OLD: Final = Case(id=CaseId("b"), title="旧", approach="先学后付", date="2024", district="宝安区")
NEW: Final = Case(
    id=CaseId("a"), title="新", approach="城南·巷充", date="2025-04", theme="民之所盼"
)
DRAFT: Final = Case(id=CaseId("草稿"), title="未发", summary="还没写完", status="草稿")

# One shared store for all examples: what an earlier one left behind must not matter.
on_one_store: Final = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, new_address: Callable[[str], str]
) -> Iterator[CaseStore]:
    if request.param == "memory":
        yield MemoryCaseStore()
        return
    database = open_database(new_address(request.param))
    yield SqlCaseStore(database)
    database.close()


def a_case(case_id: str, **changes: str) -> Case:
    return replace(NEW, id=CaseId(case_id), **changes)  # type: ignore[arg-type]  # names and values vary


def texts(longest: int, *, smallest: int = 0) -> st.SearchStrategy[str]:
    allowed = st.characters(
        exclude_categories=("Cs", "Cc"),
        include_characters="\t\n\r",
        exclude_characters="\ufffe\uffff",
    )
    return st.text(allowed, min_size=smallest, max_size=longest)


def visible(longest: int) -> st.SearchStrategy[str]:
    return texts(longest, smallest=1).filter(str.strip)


ids: Final = st.from_regex(r"[\w][\w.·-]{0,9}", fullmatch=True)
valid_cases: Final = st.builds(
    Case,
    id=ids,
    title=visible(80),
    problem=texts(99),
    approach=visible(99),
    outcome=texts(99),
    summary=texts(99),
    body=texts(99),
    city=texts(20),
    district=st.sampled_from(["", "宝安区", "南山区", "zh", "Z"]),
    street=texts(20),
    community=texts(40),
    lead=texts(80),
    theme=st.sampled_from(["", *THEMES]),
    field=st.sampled_from(["", *FIELDS]),
    tags=st.lists(visible(20), max_size=5).map(tuple),
    asked_as=st.lists(visible(100), max_size=5).map(tuple),
    collection=texts(40),
    contributor=texts(20),
    source=texts(200),
    url=st.sampled_from(["", "https://example.org/案例?a=1&b=%20"]),
    date=st.sampled_from(["", "2024", "2025", "2025-04", "2025-04-17"]),
    status=st.sampled_from(STATUSES),
)


# -- saving and reading back


@on_one_store
@given(case=valid_cases)
def test_any_valid_case_comes_back_equal(store: CaseStore, case: Case) -> None:
    store.save([case])

    assert store.get(case.id) == case


def test_a_save_counts_what_it_added_updated_and_left_alone(store: CaseStore) -> None:
    store.save([OLD, NEW])

    counts = store.save([OLD, replace(NEW, title="更新"), DRAFT])

    assert counts == SaveCounts(added=1, updated=1, unchanged=1)


@pytest.mark.parametrize("name", [entry.name for entry in fields(Case) if entry.name != "id"])
def test_a_change_of_any_field_is_an_update(store: CaseStore, name: str) -> None:
    full = replace(NEW, problem="旧")
    other = replace(
        full,
        **{
            name: {  # type: ignore[arg-type]  # names and values vary
                "theme": "民之所安",
                "field": "住有宜居",
                "status": "已撤下",
                "url": "https://example.org",
                "date": "2026",
                "tags": ("充电",),
                "asked_as": ("哪里能充电",),
            }.get(name, "改过")
        },
    )
    store.save([full])

    counts = store.save([other])

    assert counts == SaveCounts(updated=1)
    assert store.get(full.id) == other


def test_a_save_leaves_other_cases_alone(store: CaseStore) -> None:
    store.save([OLD])

    store.save([NEW])

    assert list(store.all_cases()) == [NEW, OLD]


def test_the_later_of_two_cases_with_one_id_wins_and_counts_once(store: CaseStore) -> None:
    counts = store.save([NEW, replace(NEW, title="后来")])

    assert counts == SaveCounts(added=1)
    assert [case.title for case in store.all_cases()] == ["后来"]


def test_saving_nothing_is_allowed(store: CaseStore) -> None:
    assert store.save([]) == SaveCounts()
    assert store.revision().number == 0


def test_a_save_whose_cases_fail_half_way_leaves_no_trace(store: CaseStore) -> None:
    def failing() -> Iterator[Case]:
        yield NEW
        raise ValueError("第 2 行读不出来")

    with pytest.raises(ValueError, match="第 2 行"):
        store.save(failing())

    assert list(store.all_cases()) == []
    assert store.revision().number == 0


def test_cases_may_come_from_the_store_that_they_are_saved_to(store: CaseStore) -> None:
    store.save([OLD, NEW])

    counts = store.save(replace(case, collection="第一期") for case in store.all_cases())

    assert counts == SaveCounts(updated=2)


def test_two_thousand_cases_are_saved_and_read_in_order(store: CaseStore) -> None:
    cases = [a_case(f"case-{number:04}") for number in range(2_000)]

    counts = store.save(reversed(cases))

    assert counts == SaveCounts(added=2_000)
    assert list(store.all_cases()) == cases
    assert store.get_many([case.id for case in cases]) == cases


# -- the revision


def test_a_new_library_is_at_revision_zero(store: CaseStore) -> None:
    assert store.revision().number == 0
    assert store.revision().library


def test_the_revision_grows_with_an_addition_and_with_a_change(store: CaseStore) -> None:
    store.save([OLD])
    added = store.revision()
    store.save([replace(OLD, title="更旧")])
    changed = store.revision()

    assert 0 < added.number < changed.number
    assert added.library == changed.library


def test_a_save_that_changes_nothing_leaves_the_revision_alone(store: CaseStore) -> None:
    store.save([OLD, NEW])
    before = store.revision()

    store.save([NEW, OLD])

    assert store.revision() == before


# -- looking up


def test_get_finds_a_case_that_is_not_public(store: CaseStore) -> None:
    store.save([DRAFT])

    assert store.get(DRAFT.id) == DRAFT


def test_get_many_keeps_the_order_of_the_ids(store: CaseStore) -> None:
    store.save([OLD, NEW])

    assert store.get_many([OLD.id, NEW.id]) == [OLD, NEW]
    assert store.get_many([NEW.id, OLD.id]) == [NEW, OLD]


def test_get_many_leaves_out_unknown_ids_and_cases_that_are_not_public(store: CaseStore) -> None:
    store.save([OLD, DRAFT])

    assert store.get_many([CaseId("没有"), DRAFT.id, OLD.id]) == [OLD]
    assert store.get_many([]) == []


@pytest.mark.parametrize("strange", ["", "没有", "\x00", "a\x00b", "\ud800", "' OR 1=1 --", "%"])
def test_strange_ids_and_filters_find_nothing(store: CaseStore, strange: str) -> None:
    store.save([OLD])

    assert store.get(CaseId(strange)) is None
    assert store.get_many([CaseId(strange), OLD.id]) == [OLD]
    if strange:
        assert store.find_ids(CaseFilter(district=strange)) == []
        assert store.count(CaseFilter(street=strange)) == 0


def test_all_cases_come_by_code_points_public_or_not(store: CaseStore) -> None:
    names = ["b", "B", "a", "Z", "草稿", "一", "é", "10", "9", "a-1", "a.1", "𠮷", "豈"]
    store.save(a_case(name) for name in names)
    store.save([replace(DRAFT, id=CaseId("一"))])

    assert [case.id for case in store.all_cases()] == sorted(names)


def test_all_cases_show_the_state_at_the_first_one(store: CaseStore) -> None:
    store.save(a_case(f"case-{number:04}") for number in range(1_200))
    reading = store.all_cases()
    first = next(reading)

    store.save(a_case(f"case-{number:04}", title="更新") for number in range(1_200))

    assert {case.title for case in (first, *reading)} == {NEW.title}


# -- filtering and counting


def test_found_ids_are_newest_first_and_ties_ascend(store: CaseStore) -> None:
    dates = {"c": "2025", "a": "2025-04-17", "b": "", "Z": "2025", "d": "2025-04", "一": "2025"}
    store.save(a_case(name, date=date) for name, date in dates.items())

    assert store.find_ids(CaseFilter()) == ["a", "d", "Z", "c", "一", "b"]


def test_every_given_facet_must_match(store: CaseStore) -> None:
    store.save(
        [
            a_case("1", district="宝安区", collection="第一期"),
            a_case("2", district="宝安区", collection="第二期"),
            a_case("3", district="南山区", collection="第一期"),
        ]
    )

    wanted = CaseFilter(district="宝安区", collection="第一期")

    assert store.find_ids(wanted) == ["1"]
    assert store.count(wanted) == 1
    assert store.count(CaseFilter(district="宝安")) == 0


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_filters_and_is_counted(store: CaseStore, facet: str) -> None:
    value = {"theme": "民之所享", "field": "老有颐养"}.get(facet, "某地")
    store.save([a_case("有", **{facet: value}), a_case("无", **{facet: ""})])

    assert store.find_ids(CaseFilter(**{facet: value})) == ["有"]  # type: ignore[arg-type]  # varies
    assert store.facet_counts(facet) == {value: 1}  # type: ignore[arg-type]  # a Facet by its source


def test_whatever_lists_or_counts_leaves_out_what_is_not_public(store: CaseStore) -> None:
    store.save([a_case("1", status="草稿"), a_case("2", status="已撤下"), a_case("3")])

    assert store.find_ids(CaseFilter()) == ["3"]
    assert store.count() == 1
    assert store.facet_counts("theme") == {"民之所盼": 1}


def test_facet_counts_come_most_first_and_ties_by_code_points(store: CaseStore) -> None:
    districts = ["福田区", "南山区", "南山区", "b", "B", "一区", ""]
    store.save(a_case(str(number), district=name) for number, name in enumerate(districts))

    counts = store.facet_counts("district")

    assert list(counts.items()) == [
        ("南山区", 2),
        *((name, 1) for name in sorted(["福田区", "b", "B", "一区"])),
    ]


@settings(on_one_store, max_examples=15)
@given(cases=st.lists(valid_cases, max_size=6))
def test_every_store_agrees_with_memory(store: CaseStore, cases: list[Case]) -> None:
    store.save(cases)
    expected = MemoryCaseStore(store.all_cases())

    assert list(store.all_cases()) == list(expected.all_cases())
    assert store.find_ids(CaseFilter()) == expected.find_ids(CaseFilter())
    for facet in FACETS:
        counts = store.facet_counts(facet)
        assert list(counts.items()) == list(expected.facet_counts(facet).items())
        for value in counts:
            wanted = CaseFilter(**{facet: value})  # type: ignore[arg-type]  # names and values vary
            assert store.find_ids(wanted) == expected.find_ids(wanted)
            assert store.count(wanted) == expected.count(wanted)


# -- several at once


def test_readers_see_all_of_a_save_or_nothing(store: CaseStore) -> None:
    store.save(a_case(f"case-{number:03}", title="0") for number in range(200))
    done = threading.Event()

    def read_until_done() -> list[set[str]]:
        seen = []
        while not done.is_set():
            seen.append({case.title for case in store.all_cases()})
        return seen

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read_until_done) for _ in range(2)]
        try:
            for version in range(1, 8):
                store.save(
                    a_case(f"case-{number:03}", title=str(version)) for number in range(200)
                )
        finally:
            done.set()

    assert all(len(titles) == 1 for reader in readers for titles in reader.result())


def test_two_writers_lose_nothing(store: CaseStore) -> None:
    def write(writer: str) -> None:
        for number in range(20):
            store.save([a_case(f"{writer}-{number}"), a_case("both", title=writer)])

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, ["甲", "乙"]))

    assert store.count() == 41
    assert 40 <= store.revision().number <= 80


def test_writers_of_the_same_cases_in_any_order_do_not_block_each_other(store: CaseStore) -> None:
    cases = [a_case(f"case-{number:03}") for number in range(100)]
    store.save(cases)

    def write(title: str, ordered: list[Case]) -> None:
        store.save(replace(case, title=title) for case in ordered)

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, "甲乙丙丁", [cases, cases[::-1]] * 2))

    assert len({case.title for case in store.all_cases()}) == 1
