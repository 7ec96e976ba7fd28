"""What of a ranked list is worth a look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.truncation import worth_showing

scores = st.lists(st.floats(min_value=-2, max_value=2), min_size=1, max_size=40)


def shown(found: list[float], says_all: list[int] | None) -> list[int]:
    """Return the places of what is shown."""
    mask = None
    if says_all is not None:
        mask = np.zeros(len(found), dtype=np.bool_)
        mask[says_all] = True
    all_found = np.ones(len(found), dtype=np.bool_)
    return np.flatnonzero(worth_showing(np.array(found), all_found, max(found), mask)).tolist()


@given(scores, st.sampled_from([None, []]))
def test_the_best_is_always_shown(found: list[float], says_all: list[int] | None) -> None:
    assert int(np.argmax(found)) in shown(found, says_all)


@given(scores)
def test_what_is_shown_beyond_the_first_few_is_near_the_best(found: list[float]) -> None:
    ranked = sorted((found[place] for place in shown(found, [])), reverse=True)

    assert all(score >= min(0.75 * ranked[0], ranked[4]) for score in ranked[5:])


def test_what_was_not_found_is_never_shown() -> None:
    found = np.array([True, False])

    assert worth_showing(np.array([0.5, 1.0]), found, 0.5, found).tolist() == [True, False]


@pytest.mark.parametrize(
    ("found", "says_all", "places"),
    [
        ([1.0, 0.5, 0.4, 0.39], None, [0, 1, 2]),
        ([1.0, 0.6, 0.59], [], [0, 1]),
        ([0.7, 0.71, 0.72, 0.73, 1.0, 0.74], [], [1, 2, 3, 4, 5]),
        ([0.7, 0.71, 0.72, 0.73, 1.0, 0.74], [0], [0, 1, 2, 3, 4, 5]),
        ([0.7, 0.71, 0.72, 0.73, 1.0, 0.74, 0.59], [6], [1, 2, 3, 4, 5]),
        ([1.0, 1.0, 1.0, 0.9, 0.8, 0.75], [], [0, 1, 2, 3, 4, 5]),
        ([0.3, 0.19], [], [0]),
        ([0.1, 0.09], [], [0]),
        ([-0.1, -0.2], None, [0]),
    ],
)
def test_weak_hits_are_left_out(
    found: list[float], says_all: list[int] | None, places: list[int]
) -> None:
    assert shown(found, says_all) == places
