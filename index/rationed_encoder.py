"""An encoder that a busy server asks only as often as it can afford.

Encoding a question costs as much as ten answers. While few people ask, each question is encoded;
when many do, encoding them all would keep everybody waiting. So the encoder takes what the rest of
the process leaves of a budget of processor time, which fills again as time passes, and only a few
may wait for it at once. A question beyond that is refused at once: the searcher then answers it by
words alone.
"""

import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors
from index.errors import EncoderUnavailableError

_REMEMBERED: Final = 4_096
"""Questions whose vectors are kept, 3.5 KB each."""


class RationedEncoder:
    """An `Encoder` that refuses questions when they come too fast; passages are never refused.

    Safe to call from several threads.
    """

    def __init__(
        self,
        encoder: Encoder,
        *,
        share: float,
        saved_seconds: float = 1.0,
        most_at_once: int = 2,
        clock: Callable[[], float] = time.monotonic,
        cost: Callable[[], float] = time.process_time,
    ) -> None:
        """Start with what can be saved at most, and count from the first question.

        Args:
            encoder: Encodes.
            share: Seconds of processor time that the process may use in a second while questions
                are encoded, whatever it does.
            saved_seconds: What is not used is saved, at most so much: questions come in bursts.
                As much may be owed, however long the process was busy.
            most_at_once: How many threads may wait for the encoder.
            clock: Seconds that only grow.
            cost: Seconds of processor time that the process has used.
        """
        self._encoder = encoder
        self._share = share
        self._clock = clock
        self._cost = cost
        self._at_once = threading.BoundedSemaphore(most_at_once)
        self._changing = threading.Lock()
        self._most_saved = saved_seconds
        self._saved = saved_seconds
        self._counted: tuple[float, float] | None = None
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
        """Encode what people ask, or refuse at once: comparing costs a busy process time, too."""
        if len(texts) != 1:
            return self._encoder.encode_questions(texts)
        self._refuse_overspending()
        return self._remembered(texts[0])[np.newaxis]

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found."""
        return self._encoder.encode_passages(texts)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        if not self._at_once.acquire(blocking=False):
            raise EncoderUnavailableError("正在问语义模型的问题太多，这一次不用它。")
        try:
            vector: NDArray[np.float32] = self._encoder.encode_questions([text])[0]
        finally:
            self._at_once.release()
        return vector

    def _refuse_overspending(self) -> None:
        with self._changing:
            now, used = self._clock(), self._cost()
            since, used_before = self._counted or (now, used)
            self._counted = now, used
            earned = (now - since) * self._share - (used - used_before)
            self._saved = max(-self._most_saved, min(self._saved + earned, self._most_saved))
            if self._saved <= 0:
                raise EncoderUnavailableError("问语义模型的问题来得太快，这一次不用它。")
