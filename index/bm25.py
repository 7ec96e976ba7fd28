"""BM25F, laid out as postings with precomputed impacts; of one field it is BM25 itself.

A text in which a word stands twice is more about it than one in which it stands once, but a word
in the title and in the body is said in two places: each field is measured by its own length
(Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, 3.6):

    score(q, d) = Σ_t idf(t) · f(t,d) · (k1 + 1) / (f(t,d) + k1)
    f(t, d)     = Σ_v w_v · f_v(t,d) / (1 - b + b · |d_v| / avg|d_v|)

with w_v the weight of field v, and the average over the documents that have it. For one field of
weight 1, which all have, that is BM25 as `rank_bm25.BM25Okapi` defines it, with the ATIRE
variant's floor on idf (Trotman, Puurula and Burgess, "Improvements to BM25 and Language Models
Examined", 2014).

Each summand depends on one term and one document only, so it is computed once, when the index
is built. Adding up those impacts in query order gives the library's score.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

B: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of N documents.

    Attributes:
        weight: How much it counts, above 0.
        corpus: The terms of each document; the position is the document's number.
    """

    weight: float
    corpus: Sequence[Sequence[str]]


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


def build_postings(fields: Sequence[Field], *, k1: float) -> Postings:
    """Rank every (term, document) pair once.

    Args:
        fields: Of the same documents. There may be none, and documents may be empty.
        k1: How much a term that is repeated adds: from 0, nothing, to all it adds when first said.
    """
    corpus = [list(chain(*texts)) for texts in zip(*(f.corpus for f in fields), strict=True)]
    if not any(corpus):
        return _no_postings()
    from rank_bm25 import BM25Okapi  # noqa: PLC0415 - building needs it, searching does not

    idf_of = BM25Okapi(corpus).idf
    terms = tuple(idf_of)
    number_of: Callable[[str], int] = {term: i for i, term in enumerate(terms)}.__getitem__
    term_numbers, frequencies, sizes = array("i"), array("d"), []
    for counted in _frequencies(fields):
        term_numbers.extend(map(number_of, counted))
        frequencies.extend(counted.values())
        sizes.append(len(counted))
    by_term = np.argsort(np.frombuffer(term_numbers, dtype=np.int32), kind="stable")
    documents = np.repeat(np.arange(len(corpus), dtype=np.int32), sizes)[by_term]
    frequency = np.frombuffer(frequencies)[by_term]
    owner = np.frombuffer(term_numbers, dtype=np.int32)[by_term]
    idf = np.fromiter(idf_of.values(), dtype=np.float64, count=len(terms))
    impacts = idf[owner] * (frequency * (k1 + 1) / (frequency + k1))
    starts = np.searchsorted(owner, np.arange(len(terms) + 1)).astype(np.int64)
    return Postings(terms=terms, starts=starts, documents=documents, impacts=impacts)


def _frequencies(fields: Sequence[Field]) -> Iterator[dict[str, float]]:
    """Yield f(t, d) of all terms of each document."""
    averages = [_mean_length(field.corpus) for field in fields]
    for texts in zip(*(field.corpus for field in fields), strict=True):
        found: dict[str, float] = {}
        for field, average, terms in zip(fields, averages, texts, strict=True):
            if not terms:
                continue
            counts_for = field.weight / (1 - B + B * len(terms) / average)
            for term, count in Counter(terms).items():
                found[term] = found.get(term, 0.0) + count * counts_for
        yield found


def _mean_length(corpus: Sequence[Sequence[str]]) -> float:
    """Return how many terms a document has, of those that have any; 1 if none has."""
    return sum(map(len, corpus)) / (sum(map(bool, corpus)) or 1) or 1.0


def _no_postings() -> Postings:
    return Postings(
        terms=(),
        starts=np.zeros(1, dtype=np.int64),
        documents=np.zeros(0, dtype=np.int32),
        impacts=np.zeros(0, dtype=np.float64),
    )
