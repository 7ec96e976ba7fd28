"""Fit the confidence of index/confidence.py: `.venv/bin/python -m tests.quality.fit_confidence`.

Logistic regression on the fitting queries of the built-in library and of the made-up ones, each
library also without 群众怎么问 and tags, as imported collections often are.
"Nothing" queries weigh as much as honest ones together. Prints weights, bias, and what each
threshold would do.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cases import Case
from cases.built_in import built_in_library
from index import Encoder
from tests.quality.judged_queries import (
    FITTING,
    NOTHING,
    QUERIES,
    made_up_library,
    queries_of,
    read_queries,
)
from tests.quality.systems import ours

_STEPS = 30
_RIDGE = 0.1  # keeps the weight of a feature that hardly matters small
_FAILS_AS_TYPED = "pinyin"  # the second try decides about these

Matrix = NDArray[np.float64]


def main() -> None:
    """Fit with all there is, or `--without-examples`, `--word-vectors` only, or `--words` only."""
    words_only = "--words" in sys.argv
    encoder = None if words_only or "--word-vectors" in sys.argv else _encoder()
    with tempfile.TemporaryDirectory() as folder:
        features, answered, right = _examples(Path(folder), encoder, words_only=words_only)
    mean, deviation = features.mean(0), features.std(0)
    weights, bias = _fit((features - mean) / deviation, answered)
    weights /= deviation
    bias -= float(weights @ mean)
    print("weights", weights.round(2).tolist(), "bias", round(bias, 2))
    log_odds = features @ weights + bias
    for threshold in np.arange(-2.0, 3.01, 0.25):
        above = log_odds >= threshold
        print(
            f"{threshold:5.2f}  honest above {above[answered].mean():.3f}"
            f"  of these right first {right[above & answered].mean():.3f}"
            f"  nothing above {above[~answered].mean():.3f}"
        )


def _encoder() -> Encoder:
    from index.joined_encoder import local_encoder  # noqa: PLC0415 - an extra

    return _Renamed(local_encoder()) if "--without-examples" in sys.argv else local_encoder()


class _Renamed:
    """An encoder of which there are no examples."""

    def __init__(self, encoder: Encoder) -> None:
        self.dimensions = encoder.dimensions
        self.name = f"{encoder.name} by another name"
        self.encode_questions = encoder.encode_questions
        self.encode_passages = encoder.encode_passages


def _examples(
    folder: Path, encoder: Encoder | None, *, words_only: bool
) -> tuple[Matrix, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return features, whether there is an answer, and whether the best hit is one."""
    parts = []
    libraries: dict[Path, Sequence[Case]] = {QUERIES: built_in_library()}
    libraries |= {queries_of(name): made_up_library(name) for name in FITTING}
    for path, shipped in libraries.items():
        bare = [replace(case, asked_as=(), tags=()) for case in shipped]
        for name, cases in (("shipped", shipped), ("bare", bare)):
            where = folder / path.parent.name / name
            parts.append(_examples_of(cases, path, where, encoder, words_only=words_only))
    features, answered, right = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return features, answered, right


def _examples_of(
    cases: Sequence[Case],
    queries: Path,
    folder: Path,
    encoder: Encoder | None,
    *,
    words_only: bool,
) -> tuple[Matrix, NDArray[np.bool_], NDArray[np.bool_]]:
    rows, answered, right = [], [], []
    with ours(cases, folder, encoder) as case_search:
        searcher = case_search.searcher()
        for query in read_queries("fit", queries):
            if query.kind == _FAILS_AS_TYPED:
                continue
            topic = case_search.named_in(query.text).rest or query.text
            evidence = searcher.weigh(topic, words_only=words_only)
            if evidence is None or (evidence.meaning is None) != words_only:
                continue  # nothing found, or no word of it is known
            rows.append(evidence.features)
            answered.append(query.kind != NOTHING)
            right.append(searcher.rank(topic, limit=1)[0].id in query.relevant)
    return np.array(rows), np.array(answered), np.array(right)


def _fit(features: Matrix, answered: NDArray[np.bool_]) -> tuple[Matrix, float]:
    """Return weights and bias by Newton's method (iteratively reweighted least squares)."""
    share = answered.mean()
    importance = np.where(answered, 0.5 / share, 0.5 / (1 - share))
    inputs = np.column_stack((features, np.ones(len(features))))
    ridge = _RIDGE * np.eye(inputs.shape[1])
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(inputs @ weights)))
        slope = inputs.T @ ((answered - likely) * importance) - ridge @ weights
        curvature = (inputs.T * (likely * (1 - likely) * importance)) @ inputs + ridge
        weights += np.linalg.solve(curvature, slope)
    return weights[:-1], float(weights[-1])


if __name__ == "__main__":
    main()
