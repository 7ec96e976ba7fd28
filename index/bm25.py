"""BM25 as `rank_bm25.BM25Okapi` defines it, laid out as postings with precomputed impacts.

Robertson's BM25 with the ATIRE variant's floor on idf (Trotman, Puurula and Burgess,
"Improvements to BM25 and Language Models Examined", 2014):

    score(q, d) = Σ_t idf(t) · f(t,d) · (k1 + 1) / (f(t,d) + k1 · (1 - b + b · |d| / avgdl))

Each summand depends on one term and one document only, so it is computed once, when the index
is built. Adding up those impacts in query order gives the library's score, bit for bit.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

K1: Final = 1.0
B: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """The posting lists of all terms, one after the other.

    Attributes:
        terms: T distinct terms; term i owns postings `starts[i]` to `starts[i + 1]`.
        starts: Shape (T + 1,), int64.
        documents: Shape (P,), int32: document numbers, ascending within a term.
        impacts: Shape (P,), float64: what the term adds to the document's score.
    """

    terms: tuple[str, ...]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    impacts: NDArray[np.float64]


def build_postings(corpus: Sequence[Sequence[str]]) -> Postings:
    """Rank every (term, document) pair once.

    Args:
        corpus: The terms of each document; the position is the document's number. May be empty,
            and so may documents.
    """
    if not any(corpus):
        return _no_postings()
    from rank_bm25 import BM25Okapi  # noqa: PLC0415 - building needs it, searching does not

    okapi = BM25Okapi(corpus, k1=K1, b=B)
    terms = tuple(okapi.idf)
    number_of: Callable[[str], int] = {term: i for i, term in enumerate(terms)}.__getitem__
    term_numbers, frequencies, sizes = array("i"), array("i"), []
    for counted in okapi.doc_freqs:
        term_numbers.extend(map(number_of, counted))
        frequencies.extend(counted.values())
        sizes.append(len(counted))
    by_term = np.argsort(np.frombuffer(term_numbers, dtype=np.int32), kind="stable")
    documents = np.repeat(np.arange(len(corpus), dtype=np.int32), sizes)[by_term]
    frequency = np.frombuffer(frequencies, dtype=np.int32)[by_term].astype(np.int64)
    owner = np.frombuffer(term_numbers, dtype=np.int32)[by_term]
    idf = np.fromiter(okapi.idf.values(), dtype=np.float64, count=len(terms))
    length = np.array(okapi.doc_len)[documents]
    impacts = idf[owner] * (
        frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / okapi.avgdl))
    )
    starts = np.searchsorted(owner, np.arange(len(terms) + 1)).astype(np.int64)
    return Postings(terms=terms, starts=starts, documents=documents, impacts=impacts)


def _no_postings() -> Postings:
    return Postings(
        terms=(),
        starts=np.zeros(1, dtype=np.int64),
        documents=np.zeros(0, dtype=np.int32),
        impacts=np.zeros(0, dtype=np.float64),
    )
