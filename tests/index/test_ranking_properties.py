"""What holds for every ranking: total order, prefixes, pages, indifference to input order."""

from collections.abc import Callable, Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Document, DocumentId, Searcher, WeightedText

OpenLibrary = Callable[..., Searcher]

WORDS = (
    "电动车",
    "充电",
    "噪音",
    "广场舞",
    "夜市",
    "骑手",
    "退费",
    "停车",
    "老人",
    "ai",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map("，".join)
LIBRARIES = st.dictionaries(
    st.text("abcdef一二", min_size=1, max_size=3), TEXTS, min_size=1, max_size=12
)
QUESTIONS = st.lists(st.sampled_from((*WORDS, "怎么办", "比特币", " ")), max_size=5).map("".join)


@pytest.fixture(scope="module")
def library(open_library: OpenLibrary) -> Searcher:
    """Two hundred documents of few words: many ties."""
    random = Random(7)  # noqa: S311 - the same library every time
    return open_library(
        {f"d{n:03}": "，".join(random.choices(WORDS, k=random.randint(0, 4))) for n in range(200)}
    )


@given(question=QUESTIONS)
def test_the_order_is_total_and_repeatable(library: Searcher, question: str) -> None:
    hits = library.rank(question, limit=500)

    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.id))
    assert len({hit.id for hit in hits}) == len(hits)
    assert hits == library.rank(question, limit=500)


@given(question=QUESTIONS, limit=st.integers(1, 250))
def test_a_smaller_limit_is_a_prefix(library: Searcher, question: str, limit: int) -> None:
    assert library.rank(question, limit=limit) == library.rank(question, limit=500)[:limit]


@given(question=QUESTIONS, size=st.integers(1, 60))
def test_pages_joined_are_the_whole(library: Searcher, question: str, size: int) -> None:
    whole = library.search(question, limit=500)

    pages = [
        library.search(question, limit=size, offset=offset)
        for offset in range(0, whole.total + 1, size)
    ]

    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {(page.total, page.confidence) for page in pages} == {(whole.total, whole.confidence)}
    assert whole.total == len(whole.hits)


@given(question=QUESTIONS, kept=st.sets(st.integers(0, 199)))
def test_a_mask_keeps_scores_and_order(library: Searcher, question: str, kept: set[int]) -> None:
    names = {DocumentId(f"d{n:03}") for n in kept}

    hits = library.search(question, limit=500, among=library.mask(names)).hits

    allowed = [hit for hit in library.rank(question, limit=500) if hit.id in names]
    assert [(hit.id, hit.score) for hit in hits] == [
        (hit.id, hit.score) for hit in allowed[: len(hits)]
    ]


@given(question=QUESTIONS)
def test_nothing_is_shown_without_confidence(library: Searcher, question: str) -> None:
    result = library.search(question, limit=500)

    assert (result.confidence == "none") == (result.hits == ()) == (result.total == 0)


@given(question=QUESTIONS)
def test_every_shown_hit_shares_a_term_with_the_question(library: Searcher, question: str) -> None:
    ranked = {hit.id for hit in library.rank(question, limit=500)}

    assert {hit.id for hit in library.search(question, limit=500).hits} <= ranked


@settings(max_examples=6)
@given(texts=LIBRARIES, question=QUESTIONS, shuffler=st.randoms(use_true_random=False))
def test_the_input_order_of_documents_is_irrelevant(
    open_library: OpenLibrary, texts: Mapping[str, str], question: str, shuffler: Random
) -> None:
    documents = [
        Document(id=DocumentId(name), texts=(WeightedText(text=text),))
        for name, text in texts.items()
    ]
    shuffled = shuffler.sample(documents, k=len(documents))

    one, other = open_library(documents), open_library(shuffled)

    assert one.search(question, limit=20) == other.search(question, limit=20)
    assert one.rank(question, limit=20) == other.rank(question, limit=20)


def test_ties_ascend_by_id(open_library: OpenLibrary) -> None:
    names = ["b", "a", "10", "9", "一", "A"]
    searcher = open_library(dict.fromkeys(names, "夜市") | {f"z{n}": "路灯" for n in range(9)})

    hits = searcher.rank("夜市", limit=4)

    assert [hit.id for hit in hits] == sorted(names)[:4]
    assert len({hit.score for hit in hits}) == 1
