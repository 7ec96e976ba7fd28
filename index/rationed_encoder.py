"""An encoder that a busy server asks only while hardly anybody waits.

Encoding a question costs as much as ten answers. While few people ask, each question is encoded;
when many do, encoding them all would keep everybody waiting. So a question is refused at once
while more than a few others wait, whether for the encoder or for their turn: the searcher then
answers it by words alone. That takes a millisecond or two, the line grows shorter, and the next
question is encoded again. Nobody waits for more than those few, and the encoder is never idle
while there are questions for it.
"""

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors
from index.errors import EncoderUnavailableError

_REMEMBERED: Final = 4_096
"""Questions whose vectors are kept, 3.5 KB each."""

_PATIENCE_SECONDS: Final = 0.05
"""How long a question waits for its turn: as long as some five take a model of our own, but not
as long as one may take a distant service."""


def _nobody() -> int:
    return 0


class RationedEncoder:
    """An `Encoder` that refuses questions while too many wait; passages are never refused.

    Safe to call from several threads.
    """

    def __init__(
        self,
        encoder: Encoder,
        *,
        most_waiting: int = 4,
        most_at_once: int = 2,
        in_line: Callable[[], int] = _nobody,
    ) -> None:
        """Keep who encodes.

        Args:
            encoder: Encodes.
            most_waiting: How many others may wait while a question is encoded.
            most_at_once: How many threads the encoder may work for.
            in_line: How many wait who have not come as far as here. Called for each question.
        """
        self._encoder = encoder
        self._most_waiting = most_waiting
        self._in_line = in_line
        self._at_once = threading.BoundedSemaphore(most_at_once)
        self._counting = threading.Lock()
        self._inside = 0
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._encode_one)

    @property
    def name(self) -> str:
        """The name of what encodes."""
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._encoder.dimensions

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask, or refuse at once: comparing takes its time, too."""
        if len(texts) != 1:
            return self._encoder.encode_questions(texts)
        with self._counting:
            self._inside += 1
            others = self._inside - 1
        try:
            if others + self._in_line() > self._most_waiting:
                raise EncoderUnavailableError("来问的人太多，这一次不用语义模型。")
            return self._remembered(texts[0])[np.newaxis]
        finally:
            with self._counting:
                self._inside -= 1

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found."""
        return self._encoder.encode_passages(texts)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        if not self._at_once.acquire(timeout=_PATIENCE_SECONDS):
            raise EncoderUnavailableError("正在问语义模型的问题太多，这一次不用它。")
        try:
            vector: NDArray[np.float32] = self._encoder.encode_questions([text])[0]
        finally:
            self._at_once.release()
        return vector
