"""Term → number, looked up in memory-mapped arrays: nothing is loaded when a snapshot opens."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ABSENT: Final = -1


class Vocabulary:
    """Finds a term by its hash and proves it by its bytes."""

    def __init__(
        self,
        hashes: NDArray[np.uint64],
        numbers: NDArray[np.int32],
        starts: NDArray[np.int64],
        text: NDArray[np.uint8],
    ) -> None:
        """Keep the arrays that `vocabulary_arrays` made; they may be memory-mapped.

        Args:
            hashes: Shape (T,), ascending.
            numbers: Shape (T,), the term that each hash belongs to.
            starts: Shape (T + 1,), where each term's UTF-8 bytes start in `text`.
            text: All terms' bytes, in order of their numbers.
        """
        self._hashes = hashes
        self._numbers = numbers
        self._starts = starts
        self._text = text

    def number_of(self, term: str) -> int:
        """Return the term's number, or -1 if it is not in the vocabulary."""
        encoded = term.encode()
        wanted = _hash(encoded)
        place = int(self._hashes.searchsorted(wanted))
        while place < len(self._hashes) and self._hashes[place] == wanted:
            number = int(self._numbers[place])
            start, end = self._starts[number], self._starts[number + 1]
            if self._text[start:end].tobytes() == encoded:
                return number
            place += 1
        return _ABSENT


def vocabulary_arrays(terms: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """Return the four arrays of a `Vocabulary`, by the name of its parameter."""
    encoded = [term.encode() for term in terms]
    hashes = np.fromiter(map(_hash, encoded), dtype=np.uint64, count=len(encoded))
    order = np.argsort(hashes, kind="stable").astype(np.int32)
    starts = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(term) for term in encoded], out=starts[1:])
    return {
        "hashes": hashes[order],
        "numbers": order,
        "starts": starts,
        "text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
    }


def _hash(encoded: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(encoded, digest_size=8).digest(), "little"))
