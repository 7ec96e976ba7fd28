"""The measures of retrieval quality, by hand and by a second implementation."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation import CUTOFF, Quality, measure

DOCUMENTS = [f"d{n}" for n in range(25)]
RANKINGS = st.lists(st.sampled_from(DOCUMENTS), unique=True, max_size=20)
GRADES = st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(-1, 3), max_size=15)
QUERIES = st.sampled_from(["q1", "q2", "q3", "q4"])


def test_a_perfect_ranking_is_perfect() -> None:
    quality = measure({"q": ["a", "b"]}, {"q": {"a": 2, "b": 1}})

    assert quality == Quality(queries=1, p_at_1=1, recall_at_10=1, ndcg_at_10=1, mrr=1)


def test_grades_and_ranks_count_as_worked_out_by_hand() -> None:
    quality = measure({"q": ["x", "b", "y", "a"]}, {"q": {"a": 2, "b": 1, "c": 1}})

    gained = 1 / 1.5849625007 + 3 / 2.3219280949  # b at rank 2, a at rank 4
    possible = 3 / 1 + 1 / 1.5849625007 + 1 / 2  # a, then b and c
    assert quality.p_at_1 == 0.0
    assert quality.recall_at_10 == pytest.approx(2 / 3)
    assert quality.mrr == pytest.approx(1 / 2)
    assert quality.ndcg_at_10 == pytest.approx(gained / possible)
    assert quality.ndcg_at_10 == pytest.approx(0.465503, abs=1e-6)


def test_what_stands_below_rank_10_does_not_count() -> None:
    fillers = [f"x{n}" for n in range(10)]

    quality = measure({"q": [*fillers, "a"]}, {"q": {"a": 1}})

    assert quality == Quality(queries=1, p_at_1=0, recall_at_10=0, ndcg_at_10=0, mrr=0)


def test_no_more_than_ten_documents_are_expected_among_ten() -> None:
    relevant = {f"d{n:02}": 1 for n in range(20)}

    quality = measure({"q": sorted(relevant)}, {"q": relevant})

    assert quality.ndcg_at_10 == 1.0
    assert quality.recall_at_10 == 0.5


def test_means_are_taken_over_queries() -> None:
    quality = measure({"hit": ["a"], "miss": ["b"]}, {"hit": {"a": 1}, "miss": {"a": 1}})

    assert quality == Quality(queries=2, p_at_1=0.5, recall_at_10=0.5, ndcg_at_10=0.5, mrr=0.5)


def test_a_judged_query_without_a_ranking_found_nothing() -> None:
    quality = measure({}, {"q": {"a": 1}})

    assert quality == Quality(queries=1, p_at_1=0, recall_at_10=0, ndcg_at_10=0, mrr=0)


def test_a_ranking_without_judgements_is_left_out() -> None:
    quality = measure({"q": ["a"], "unjudged": ["a"]}, {"q": {"a": 1}})

    assert quality.queries == 1


@pytest.mark.parametrize("judgements", [{}, {"q": {}}, {"q": {"a": 0}}, {"q": {"a": -1}}])
def test_without_a_relevant_document_nothing_is_measured(
    judgements: dict[str, dict[str, int]],
) -> None:
    quality = measure({"q": ["a"]}, judgements)

    assert quality == Quality(queries=0, p_at_1=0, recall_at_10=0, ndcg_at_10=0, mrr=0)


@given(rankings=st.dictionaries(QUERIES, RANKINGS), judgements=st.dictionaries(QUERIES, GRADES))
def test_a_second_implementation_agrees(
    rankings: dict[str, list[str]], judgements: dict[str, dict[str, int]]
) -> None:
    quality = measure(rankings, judgements)

    expected = second_implementation(rankings, judgements)
    measured = (quality.p_at_1, quality.recall_at_10, quality.ndcg_at_10, quality.mrr)
    assert measured == pytest.approx(expected)
    assert all(0.0 <= value <= 1.0 + 1e-12 for value in measured)


def second_implementation(
    rankings: dict[str, list[str]], judgements: dict[str, dict[str, int]]
) -> tuple[float, float, float, float]:
    """Walk position by position, with natural logarithms and running sums."""
    queries, p_at_1, recall, ndcg, mrr = 0, 0.0, 0.0, 0.0, 0.0
    for query, judged in judgements.items():
        gains = [2.0 ** max(grade, 0) - 1 for grade in judged.values()]
        relevant = sum(gain > 0 for gain in gains)
        if relevant == 0:
            continue
        queries += 1
        found, gained, first = 0, 0.0, 0.0
        for position, document in enumerate(rankings.get(query, [])):
            grade = judged.get(document, 0)
            if position < CUTOFF and grade >= 1:
                found += 1
                gained += (2.0**grade - 1) * log(2) / log(position + 2)
                first = first or 1.0 / (position + 1)
        gains.sort(reverse=True)
        best = sum(gain * log(2) / log(n + 2) for n, gain in enumerate(gains[:CUTOFF]))
        p_at_1 += first == 1.0
        recall += found / relevant
        ndcg += gained / best
        mrr += first
    count = queries or 1
    return p_at_1 / count, recall / count, ndcg / count, mrr / count
