"""How near a question is in meaning: to each document, and to what no document answers.

The vectors of one model lie in a narrow cone: all cosines are high, and those of common phrases
highest. Seen from the middle of that cone they tell more apart (Mu and Viswanath,
"All-but-the-Top: Simple and Effective Postprocessing for Word Representations", 2018). The middle
is the mean m of the off-topic questions, which are the same for every library:

    centred(q, d) = (q - m) · (d - m) / (|q - m| |d - m|)

It orders the documents. How sure the best one is, is also told by the cosine as it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors
from index.errors import EncoderUnavailableError
from index.meanings import Meanings, Nearness

_REMEMBERED_QUESTIONS: Final = 256
_FEW: Final = 5
"""One off-topic question may be near by chance; that five are tells more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A question beside the N documents of a library.

    Attributes:
        centred: Shape (N,), seen from the middle: what the order is by.
        cosines: Shape (N,), as they are.
        off_topic: The cosine with the nearest off-topic question.
        off_topic_centred: The mean of the five nearest, seen from the middle.
    """

    centred: Nearness
    cosines: Nearness
    off_topic: float
    off_topic_centred: float


class Comparison:
    """Compares questions with vectors whose last document is the off-topic one. Immutable."""

    def __init__(self, meanings: Meanings, encoder: Encoder) -> None:
        """Find the middle.

        Args:
            meanings: Complete, and made by the encoder.
            encoder: Encodes questions.
        """
        off_topic = slice(int(meanings.starts[-2]), int(meanings.starts[-1]))
        centre = meanings.questions[off_topic].mean(axis=0)
        self._meanings = meanings
        self._encoder = encoder
        self._off_topic = off_topic
        self._centre: NDArray[np.float32] = centre
        self._passages = _Rows(meanings.passages, centre)
        self._questions = _Rows(meanings.questions, centre)
        self._remembered = lru_cache(maxsize=_REMEMBERED_QUESTIONS)(self._compare)

    def compare(self, question: str) -> Compared | None:
        """Compare a normalised question; None when the encoder does not answer.

        A question that is paged through is compared once.
        """
        try:
            return self._remembered(question)
        except EncoderUnavailableError:
            return None

    def _compare(self, question: str) -> Compared:
        vector = self._encoder.encode_questions([question])[0]
        along = float(vector @ self._centre)
        passages, centred_passages = self._passages.compare(vector, along)
        questions, centred_questions = self._questions.compare(vector, along)
        nearest = np.sort(centred_questions[self._off_topic])[-_FEW:]
        fold = self._meanings.nearest_text
        return Compared(
            centred=fold(centred_passages, centred_questions)[:-1],
            cosines=fold(passages, questions)[:-1],
            off_topic=float(questions[self._off_topic].max()),
            off_topic_centred=float(nearest.mean()),
        )


class _Rows:
    """R vectors, with what their centred cosines need computed once."""

    def __init__(self, vectors: Vectors, centre: NDArray[np.float32]) -> None:
        self._vectors = vectors
        self._along = vectors @ centre
        self._centre_squared = float(centre @ centre)
        squared = 1.0 - 2.0 * self._along + self._centre_squared
        lengths = np.sqrt(np.maximum(squared, np.finfo(np.float32).tiny))
        has_text = vectors.any(axis=1)
        self._scales = np.where(has_text, 1.0 / lengths, 0.0).astype(np.float32)

    def compare(self, vector: NDArray[np.float32], along: float) -> tuple[Nearness, Nearness]:
        """Return the cosines with a unit vector and the centred ones; both of shape (R,).

        Args:
            vector: Of the question.
            along: Its dot product with the centre.
        """
        cosines: Nearness = self._vectors @ vector
        length = max(1.0 - 2.0 * along + self._centre_squared, float(np.finfo(np.float32).tiny))
        shifted = cosines - self._along + np.float32(self._centre_squared - along)
        centred: Nearness = shifted * self._scales / np.float32(length**0.5)
        return cosines, centred
