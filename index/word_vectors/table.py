"""The table of word vectors, read from the files beside this module."""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

NAME: Final = "word-vectors/2"
"""Changes with the files: an index that was built with others is built anew."""

_FOLDER: Final = Path(__file__).parent
_WORDS: Final = "words.txt"
_VECTORS: Final = "vectors.npy"
_SCALES: Final = "scales.npy"


class WordVectors:
    """V words, each with a vector. Immutable.

    Attributes:
        name: Tells this table from every other one.
        numbers: Word → its row.
        dimensions: Length of a vector.
    """

    def __init__(
        self, words: list[str], vectors: NDArray[np.int8], scales: NDArray[np.float32], name: str
    ) -> None:
        """Keep the table.

        Args:
            words: Normalised, all different.
            vectors: Shape (V, dimensions), in steps of 8 bits; may be memory-mapped.
            scales: Shape (V,), the size of each row's steps.
            name: Tells this table from every other one.
        """
        self.name = name
        self.numbers = {word: number for number, word in enumerate(words)}
        self.dimensions: int = vectors.shape[1]
        self._vectors = vectors
        self._scales = scales

    def sum(self, numbers: list[int], weights: list[float]) -> NDArray[np.float32]:
        """Return the weighted sum of some rows. Shape (dimensions,)."""
        factors = self._scales[numbers] * np.array(weights, dtype=np.float32)
        added: NDArray[np.float32] = factors @ self._vectors[numbers].astype(np.float32)
        return added


@cache
def word_vectors() -> WordVectors:
    """Load the table that ships with the program: 30 ms, once; the vectors stay on disk."""
    words = (_FOLDER / _WORDS).read_text(encoding="utf-8").split("\n")[:-1]
    vectors: NDArray[np.int8] = np.load(_FOLDER / _VECTORS, mmap_mode="r", allow_pickle=False)
    scales: NDArray[np.float32] = np.load(_FOLDER / _SCALES, allow_pickle=False)
    return WordVectors(words, np.asarray(vectors), scales, NAME)
