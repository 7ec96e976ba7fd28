"""BM25F: worked out by hand, and of one field held to `rank_bm25`."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from math import log
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.bm25 import B, Field, build_postings
from index.coverage import rarity
from index.inverted_file import ARRAYS, InvertedFile, inverted_arrays

Corpus = Sequence[Sequence[str]]

FEW_TERMS = st.sampled_from(["车", "电", "充电", "广场舞", "ai", "噪音"])
ANY_TERMS = st.text(min_size=1, max_size=3).filter(lambda t: t.isprintable())
K1 = 1.2
CORPORA = st.lists(
    st.lists(FEW_TERMS | ANY_TERMS, min_size=1, max_size=12), min_size=1, max_size=12
)
QUERIES = st.lists(FEW_TERMS | ANY_TERMS, max_size=8)


def one_field(corpus: Corpus) -> list[Field]:
    return [Field(weight=1, corpus=corpus)]


def in_memory(*fields: Field) -> InvertedFile:
    return InvertedFile(inverted_arrays(build_postings(fields, k1=K1)))


def memory_mapped(corpus: Corpus, folder: Path) -> InvertedFile:
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for name, values in inverted_arrays(build_postings(one_field(corpus), k1=K1)).items():
        np.save(folder / name, values)
        arrays[name] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return InvertedFile(arrays)


def scores(inverted_file: InvertedFile, query: Sequence[str], count: int) -> list[float]:
    """Add up impacts in query order, as the searcher does."""
    total = np.zeros(count)
    for term in query:
        documents, impacts = inverted_file.postings_of(term)
        total[documents] += impacts
    return total.tolist()


def test_a_score_is_what_the_formula_gives_by_hand() -> None:
    corpus = [["充电", "充电", "难"], ["噪音"], ["路", "灯"], ["夜市", "灯"]]  # 8 terms, avgdl 2

    found = scores(in_memory(*one_field(corpus)), ["充电"], 4)

    idf = log(4 - 1 + 0.5) - log(1 + 0.5)
    by_hand = idf * (2 * 2.2) / (2 + 1.2 * (1 - 0.9 + 0.9 * 3 / 2))
    assert found == [pytest.approx(by_hand, rel=1e-15), 0.0, 0.0, 0.0]
    assert by_hand == pytest.approx(0.99682, abs=5e-6)


def test_each_field_counts_by_its_weight_and_its_own_length() -> None:
    titles = Field(weight=3, corpus=[["充电"], [], ["夜市"], ["路", "灯"], ["树"]])
    bodies = Field(weight=1, corpus=[["灯"], ["充电"], ["灯"] * 3, ["充电", "灯"], ["路"] * 3])

    found = scores(in_memory(titles, bodies), ["路"], 5)

    in_title = 3 * 1 / (1 - 0.9 + 0.9 * 2 / 1.25)  # four have a title, of 1.25 terms on average
    in_body = 1 * 3 / (1 - 0.9 + 0.9 * 3 / 2)
    idf = log(5 - 2 + 0.5) - log(2 + 0.5)
    by_hand = [idf * 2.2 * f / (f + 1.2) for f in (in_title, in_body)]
    assert found == pytest.approx([0, 0, 0, *by_hand])


def test_who_has_no_title_is_no_reason_to_find_other_titles_long() -> None:
    one_title = Field(weight=3, corpus=[["充电", "难"], *[[]] * 9])
    bodies = Field(weight=1, corpus=[["灯"], ["充电"], *[["灯"]] * 8])

    found = scores(in_memory(one_title, bodies), ["充电"], 10)

    assert found[0] > found[1] > 0


def test_a_term_in_half_of_the_documents_is_found_though_it_scores_nothing() -> None:
    inverted_file = in_memory(*one_field([["灯"], ["灯"], ["路"], ["树"]]))

    documents, impacts = inverted_file.postings_of("灯")

    assert documents.tolist() == [0, 1]
    assert impacts.tolist() == [0.0, 0.0]


def test_a_term_in_most_documents_gets_a_quarter_of_the_average_idf() -> None:
    corpus = [["灯", "甲"], ["灯", "乙"], ["灯", "丙"], ["丁", "戊"]]

    found = scores(in_memory(*one_field(corpus)), ["灯"], 4)

    rare, common = log(3.5) - log(1.5), log(1.5) - log(3.5)
    floor = 0.25 * (5 * rare + common) / 6
    assert found == [pytest.approx(floor)] * 3 + [0.0]  # every length is the average


@given(corpus=CORPORA, query=QUERIES, picked=st.randoms(use_true_random=False))
def test_scores_of_one_field_are_those_of_rank_bm25(
    corpus: list[list[str]], query: list[str], picked: Random
) -> None:
    known = list(chain.from_iterable(corpus))
    query = [*query, *picked.choices(known, k=4)]

    found = scores(in_memory(*one_field(corpus)), query, len(corpus))

    assert found == pytest.approx(BM25Okapi(corpus, k1=K1, b=B).get_scores(query), rel=1e-12)


@pytest.mark.parametrize(
    ("corpus", "query"),
    [
        ([["灯"]], ["灯"]),
        ([["灯", "灯", "路"]], ["灯", "路", "灯", "树"]),
        ([["灯"]] * 3, ["灯"]),
        ([["灯"], ["灯"], ["路"], ["路"]], ["灯", "路"]),
        ([["灯"]], []),
        ([["灯"]], ["树"]),
    ],
    ids=[
        "one document",
        "terms repeated in the document and the query",
        "a term in every document",
        "terms in half of the documents",
        "an empty query",
        "an unknown term",
    ],
)
def test_edges_agree_with_rank_bm25(corpus: Corpus, query: list[str]) -> None:
    found = scores(in_memory(*one_field(corpus)), query, len(corpus))

    assert found == pytest.approx(BM25Okapi(corpus, k1=K1, b=B).get_scores(query), rel=1e-12)


@given(corpus=CORPORA)
def test_the_posting_lists_hold_exactly_the_documents_with_the_term(
    corpus: list[list[str]],
) -> None:
    inverted_file = in_memory(*one_field(corpus))

    for term in Counter(chain.from_iterable(corpus)):
        documents, _ = inverted_file.postings_of(term)
        assert documents.tolist() == [n for n, terms in enumerate(corpus) if term in terms]


@pytest.mark.parametrize("corpus", [[], [[]], [[], [], []]])
def test_a_corpus_without_terms_finds_nothing(corpus: list[list[str]], tmp_path: Path) -> None:
    inverted_file = memory_mapped(corpus, tmp_path)

    documents, impacts = inverted_file.postings_of("灯")

    assert documents.tolist() == []
    assert impacts.tolist() == []


def test_a_corpus_is_left_as_it_was() -> None:
    corpus = [["灯", "路"], []]

    build_postings(one_field(corpus), k1=K1)

    assert corpus == [["灯", "路"], []]


def test_saved_and_mapped_arrays_give_the_same_as_those_in_memory(tmp_path: Path) -> None:
    corpus = [[f"词{n % 7}", f"词{n % 3}", f"词{n}"] for n in range(40)]
    query = ["词0", "词1", "词2", "词39", "没有"]

    mapped = scores(memory_mapped(corpus, tmp_path), query, len(corpus))

    assert mapped == scores(in_memory(*one_field(corpus)), query, len(corpus))


def test_the_arrays_have_the_names_under_which_they_are_saved() -> None:
    assert tuple(inverted_arrays(build_postings(one_field([["灯"]]), k1=K1))) == ARRAYS


def test_rarity_grows_as_fewer_documents_have_the_term() -> None:
    rarities = [rarity(frequency, 5) for frequency in range(6)]

    assert rarities == sorted(rarities, reverse=True)
    assert min(rarities) > 0


def test_two_terms_that_share_a_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vocabulary._hash", lambda encoded: np.uint64(len(encoded)))
    corpus = [["灯"], ["路"], ["树", "灯"]]

    inverted_file = in_memory(*one_field(corpus))

    assert inverted_file.postings_of("灯")[0].tolist() == [0, 2]
    assert inverted_file.postings_of("路")[0].tolist() == [1]
    assert inverted_file.postings_of("花")[0].tolist() == []
