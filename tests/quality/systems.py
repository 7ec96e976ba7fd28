"""What ours is measured against: what everybody would build first, on the same library."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from bot.case_search import CaseSearch
from bot.indexing import case_document
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from cases import Case, MemoryCaseStore
from index import Encoder
from tests.quality.judged_queries import System

_SHOWN = 3


def case_text(case: Case) -> str:
    """Return all that is searched of a case, as one text."""
    return " ".join(weighted.text for weighted in case_document(case, newest_year=0).texts)


def jieba_bm25(cases: Sequence[Case]) -> System:
    """BM25 over jieba's search mode, as everybody writes it."""
    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    return _bm25(
        cases, lambda text: [word for word in tokenizer.cut_for_search(text) if word.strip()]
    )


def bigram_bm25(cases: Sequence[Case]) -> System:
    """BM25 over pairs of neighbouring characters."""
    return _bm25(cases, lambda text: [text[i : i + 2] for i in range(len(text) - 1)])


def _bm25(cases: Sequence[Case], cut: Callable[[str], list[str]]) -> System:
    okapi = BM25Okapi([cut(case_text(case)) for case in cases])

    def search(question: str) -> list[str]:
        scores = okapi.get_scores(cut(question))
        best = np.argsort(-scores, kind="stable")[:_SHOWN]
        return [cases[number].id for number in best if scores[number] > 0]

    return search


def fts5_trigram(cases: Sequence[Case]) -> System:
    """SQLite's full-text search with its trigram tokenizer, any trigram of the question."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE library USING fts5(id UNINDEXED, text, tokenize=trigram)"
    )
    database.executemany(
        "INSERT INTO library VALUES (?, ?)", [(case.id, case_text(case)) for case in cases]
    )

    def search(question: str) -> list[str]:
        trigrams = {question[i : i + 3].replace('"', "") for i in range(len(question) - 2)}
        asked = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams) if len(trigram) == 3)
        if not asked:
            return []
        rows = database.execute(
            "SELECT id FROM library WHERE library MATCH ? ORDER BY rank LIMIT ?", (asked, _SHOWN)
        )
        return [row[0] for row in rows]

    return search


def meaning_alone(cases: Sequence[Case], encoder: Encoder) -> System:
    """The nearest vectors, whatever was asked."""
    vectors = encoder.encode_passages([case_text(case) for case in cases])

    def search(question: str) -> list[str]:
        nearness = vectors @ encoder.encode_questions([question])[0]
        return [cases[number].id for number in np.argsort(-nearness, kind="stable")[:_SHOWN]]

    return search


@contextmanager
def ours(cases: Sequence[Case], folder: Path, encoder: Encoder | None) -> Iterator[CaseSearch]:
    """Index the library in a folder and search it as the product does."""
    store = MemoryCaseStore(cases)
    live = LiveSearcher(folder, encoder)
    Reindexer(store, live, folder / "no-synonyms.txt").run()
    yield CaseSearch(store, live)


def ids_of(case_search: CaseSearch) -> System:
    """Return the product's search as a system."""
    return lambda question: [
        match.case.id for match in case_search.search(question, limit=_SHOWN).matches
    ]
