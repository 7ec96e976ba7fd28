"""Retrieval quality by the measures of the field, on any collection with relevance judgements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean
from typing import Final

CUTOFF: Final = 10

Judgements = Mapping[str, Mapping[str, int]]
"""Query id → document id → grade; grade 0 or a missing document is not relevant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Means over all queries that have a relevant document; each 0 to 1.

    Attributes:
        queries: How many were measured.
        p_at_1: Share of queries whose first hit is relevant.
        recall_at_10: Share of the relevant documents that are among the first 10.
        ndcg_at_10: Järvelin and Kekäläinen's nDCG with gain 2^grade - 1 and log2 discount.
        mrr: Mean reciprocal rank of the first relevant hit among the first 10.
    """

    queries: int
    p_at_1: float
    recall_at_10: float
    ndcg_at_10: float
    mrr: float


def measure(rankings: Mapping[str, Sequence[str]], judgements: Judgements) -> Quality:
    """Compare rankings with judgements.

    Args:
        rankings: Query id → document ids, best first, each at most once. A judged query without
            a ranking counts as one that found nothing.
        judgements: Queries without a relevant document are left out.
    """
    judged = {
        query: {document: grade for document, grade in grades.items() if grade > 0}
        for query, grades in judgements.items()
    }
    rows = [
        _measure_one(rankings.get(query, ())[:CUTOFF], grades)
        for query, grades in judged.items()
        if grades
    ]
    if not rows:
        return Quality(queries=0, p_at_1=0.0, recall_at_10=0.0, ndcg_at_10=0.0, mrr=0.0)
    p_at_1, recall, ndcg, mrr = (fmean(column) for column in zip(*rows, strict=True))
    return Quality(queries=len(rows), p_at_1=p_at_1, recall_at_10=recall, ndcg_at_10=ndcg, mrr=mrr)


def _measure_one(
    ranking: Sequence[str], grades: Mapping[str, int]
) -> tuple[float, float, float, float]:
    ranks = [rank for rank, document in enumerate(ranking, start=1) if document in grades]
    gained = sum((2 ** grades[ranking[rank - 1]] - 1) / log2(rank + 1) for rank in ranks)
    best = sorted(grades.values(), reverse=True)[:CUTOFF]
    possible = sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(best, start=1))
    return (
        float(ranks[:1] == [1]),
        len(ranks) / len(grades),
        gained / possible,
        1 / ranks[0] if ranks else 0.0,
    )
