"""What the index asks of a model that turns text into vectors of meaning."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions); every row has length 1, so that a dot product is a cosine. A row of
zeros stands for a text of which nothing is known."""


class Encoder(Protocol):
    """Turns texts into unit vectors. Safe to call from several threads.

    Both methods take any text, an empty one too, keep the order, return shape (0, dimensions)
    for no texts, and may raise `EncoderUnavailableError`.
    """

    @property
    def name(self) -> str:
        """Model and version; vectors of two names must not be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask."""
        ...

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found."""
        ...
