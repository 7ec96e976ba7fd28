"""The inverted file: adds up precomputed impacts, touching only documents that share a term."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Postings
from index.vocabulary import Vocabulary, vocabulary_arrays

_VOCABULARY_ARRAYS: Final = ("hashes", "numbers", "starts", "text")
ARRAYS: Final = (*_VOCABULARY_ARRAYS, "posting_starts", "documents", "impacts")
"""The names of the arrays that an inverted file consists of."""

_LONGEST_CACHED: Final = 16
_CACHED_TERMS: Final = 20_000
"""How many terms are remembered: what people ask repeats itself."""

_Postings = tuple[NDArray[np.int32], NDArray[np.float64]]
_LookUp = Callable[[str], _Postings]


def inverted_arrays(postings: Postings) -> dict[str, NDArray[np.generic]]:
    """Return the arrays to save, by the names in `ARRAYS`."""
    return vocabulary_arrays(postings.terms) | {
        "posting_starts": postings.starts,
        "documents": postings.documents,
        "impacts": postings.impacts,
    }


class InvertedFile:
    """Posting lists of one stream of terms. Immutable; safe to read from several threads."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Read from the arrays that `inverted_arrays` made, by the names in `ARRAYS`.

        They may be memory-mapped.
        """
        look_up = partial(
            _look_up,
            Vocabulary(*(arrays[name] for name in _VOCABULARY_ARRAYS)),
            arrays["posting_starts"],
            arrays["documents"],
            arrays["impacts"],
        )
        self._look_up: _LookUp = look_up
        self._cached: _LookUp = lru_cache(maxsize=_CACHED_TERMS)(look_up)

    def postings_of(self, term: str) -> _Postings:
        """Return (document numbers ascending, impacts) of a term; empty if it is unknown."""
        return (self._cached if len(term) <= _LONGEST_CACHED else self._look_up)(term)

    def document_frequency(self, term: str) -> int:
        """Return in how many documents a term stands."""
        return len(self.postings_of(term)[0])


def _look_up(
    vocabulary: Vocabulary,
    starts: NDArray[np.int64],
    documents: NDArray[np.int32],
    impacts: NDArray[np.float64],
    term: str,
) -> _Postings:
    """Look a term up; no method, which would make its cache hold the file that holds it."""
    number = vocabulary.number_of(term)
    if number < 0:
        return documents[:0], impacts[:0]
    span = slice(int(starts[number]), int(starts[number + 1]))
    return documents[span], impacts[span]
