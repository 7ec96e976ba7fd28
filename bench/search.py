"""How fast searching is, beside rank_bm25 on the same tokens.

    .venv/bin/python bench/search.py [--documents N]

Without `--documents` it measures 2,000 and 100,000. The documents are shuffled sentences of the
built-in library. Times depend on the machine; what compares is the ratios within one run.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from rank_bm25 import BM25Okapi

from cases.built_in import built_in_library
from index import (
    Document,
    DocumentId,
    Searcher,
    SnapshotFolder,
    Vocabularies,
    WeightedText,
    build_snapshot,
)
from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser

SIZES: Final = (2_000, 100_000)
SENTENCES: Final = 4
SEARCHES: Final = 500
SLOW_SEARCHES: Final = 5
LIMIT: Final = 5


def synthetic_texts(count: int) -> list[str]:
    """Return texts of shuffled sentences, the same in every run."""
    random = Random(2026)  # noqa: S311 - repeatable, not secret
    sentences = [
        sentence
        for case in built_in_library()
        for text in (case.title, case.problem, case.approach, case.outcome)
        for sentence in text.split("。")
        if sentence
    ]
    return ["。".join(random.choices(sentences, k=SENTENCES)) for _ in range(count)]


def build(texts: Sequence[str], path: Path) -> Searcher:
    """Index the texts and open the snapshot."""
    documents = [
        Document(id=DocumentId(f"d{number:06}"), texts=(WeightedText(text=text),))
        for number, text in enumerate(texts)
    ]
    now = datetime.now(UTC)
    folder = SnapshotFolder(path)
    build_snapshot(documents, folder, Vocabularies(), built_from={}, now=now)
    return Searcher(folder.open_current())


def milliseconds(call: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return how long each call took."""
    taken = []
    for question in questions:
        started = time.perf_counter()
        call(question)
        taken.append((time.perf_counter() - started) * 1_000)
    return taken


def measure(count: int) -> None:
    """Build both, ask both, print one block."""
    texts = synthetic_texts(count)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        searcher = build(texts, Path(folder))
        built_seconds = time.perf_counter() - started

        analyser = Analyser(Normaliser(), JiebaSegmenter([]))
        words = analyser.words
        okapi = BM25Okapi([words(analyser.normalise(text)) for text in texts])
        random = Random(7)  # noqa: S311 - repeatable, not secret
        asked = [question for case in built_in_library() for question in case.asked_as]
        questions = random.choices(asked, k=SEARCHES)

        def rank_all(question: str) -> object:
            scores = okapi.get_scores(words(analyser.normalise(question)))
            return np.argsort(scores)[::-1][:LIMIT]

        def search(question: str) -> object:
            return searcher.search(question, limit=LIMIT)

        def rank(question: str) -> object:
            return searcher.rank(question, limit=LIMIT)

        milliseconds(search, questions[:20])  # the first searches page the arrays in
        theirs = float(np.median(milliseconds(rank_all, questions[:SLOW_SEARCHES])))
        print(f"{count:,} documents, built in {built_seconds:.1f} s")
        print(f"  {'':<22}{'p50':>10}{'p99':>10}{'× rank_bm25':>14}")
        for name, call in (("search", search), ("rank (no confidence)", rank)):
            p50, p99 = np.percentile(milliseconds(call, questions), [50, 99])
            print(f"  {name:<22}{p50:>7.2f} ms{p99:>7.2f} ms{theirs / p50:>12,.0f} ×")
        print(f"  {'rank_bm25 + argsort':<22}{theirs:>7.2f} ms{'':>10}{1:>12} ×")


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, help="how many; default: 2,000 and 100,000")
    count = parser.parse_args().documents
    for size in (count,) if count else SIZES:
        measure(size)


if __name__ == "__main__":
    main()
