"""How near a question is in meaning: to each document, and to what no document answers.

    nearness(q, d) = cos(q, passage of d)                                   without questions
    nearness(q, d) = b cos(q, passage of d) + (1 - b) maxᵢ cos(q, questionᵢ of d)   with questions

A question is nearest to a question: the closest of the everyday wordings says more than all of
them in one text (docs/quality.md). The pieces of a long text count as questions do. Where two are
about as close, both tell something; so the maximum that orders documents is a smooth one
(Boltzmann's operator): the mean of all, each weighed by exp(cosᵢ / τ).

The vectors of one model lie in a narrow cone: all cosines are high, and those of common phrases
highest. Seen from the middle of that cone they tell more apart (Mu and Viswanath,
"All-but-the-Top: Simple and Effective Postprocessing for Word Representations", 2018). The middle
is the mean m of the off-topic questions, which are the same for every library:

    centred(q, d) = (q - m) · (d - m) / (|q - m| |d - m|)

Where there are examples of how residents asked and how that was told, the question is turned
towards these before it is compared with passages (index/examples), not with questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors
from index.errors import EncoderUnavailableError
from index.examples import Examples, Turned, examples_of
from index.meanings import Meanings

_REMEMBERED_QUESTIONS: Final = 256
_FEW: Final = 5
"""One off-topic question may be near by chance; that five are tells more."""

_MOST_CLOSELY: Final = 100
"""Documents whose questions are looked at, too: those with the nearest passages. In a library of
2,000 cases their questions are a twentieth of 70 MB, which would else be read for every search."""

_MOST_CLOSELY_BY_WORDS: Final = 30
"""Likewise where vectors of words only fill in what words leave open: of replies to citizens none
of the first ten changes."""

_TEMPERATURE: Final = np.float32(0.05)
"""τ: a question that is so much less near than the nearest counts e times less beside it. Better
than the plain maximum by .001 nDCG@10 on replies to citizens (.02 and .1 are not) and by .001 to
.006 in the mean reciprocal rank on the fitting halves of tests/quality."""

_PASSAGE = np.float32(0.65)
"""b. With .5 one question in 250 fewer is right first in the libraries of tests/quality;
.6 to .8 are alike, also for replies to citizens and legal questions."""

Nearness = NDArray[np.float32]
"""Shape (N,): how near a question is to each of N texts or documents, at most 1."""

_Numbers = NDArray[np.int64]
_ALL: Final = slice(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A question beside the N documents of a library.

    Attributes:
        centred: Shape (N,), seen from the middle: what the order is by.
        off_topic: The mean of the five nearest off-topic questions, seen from the middle.
        turned: The question, turned towards how its like was told; None without examples.
        by_words: Whether vectors of words told all this, and no model.
    """

    centred: Nearness
    off_topic: float
    turned: Turned | None
    by_words: bool

    @property
    def likeness(self) -> float:
        """How far examples that are like the question are trusted, 0 to 1; 0 without examples."""
        return self.turned.trust if self.turned else 0.0


class Comparison:
    """Compares questions with vectors whose last document is the off-topic one. Immutable."""

    def __init__(
        self,
        meanings: Meanings,
        encoder: Encoder,
        examples: Examples | None = None,
        *,
        by_words: bool = False,
    ) -> None:
        """Find the middle.

        Args:
            meanings: Complete, and made by the encoder.
            encoder: Encodes questions.
            examples: Made by the encoder, too.
            by_words: Whether it adds up vectors of words.
        """
        off_topic = slice(int(meanings.starts[-2]), int(meanings.starts[-1]))
        centre: NDArray[np.float32] = meanings.questions[off_topic].mean(axis=0)
        self._encoder = encoder
        self._examples = examples
        self._by_words = by_words
        self._most_closely = _MOST_CLOSELY_BY_WORDS if by_words else _MOST_CLOSELY
        self._centre = centre
        self._off_topic = off_topic
        self._starts: _Numbers = meanings.starts[:-2]
        self._counts: _Numbers = np.diff(meanings.starts)[:-1]
        self._has_questions = self._counts > 0
        self._passages = _Rows(meanings.passages[:-1], centre)
        self._questions = _Rows(meanings.questions, centre)
        self._vector = lru_cache(maxsize=_REMEMBERED_QUESTIONS)(self._encode)

    def compare(self, question: str, also: Sequence[int] = ()) -> Compared | None:
        """Compare a normalised question; None when the encoder does not answer, or knows no word.

        Args:
            question: What is asked; one that is paged through is encoded once.
            also: Numbers of documents to look at closely, however near they are.
        """
        try:
            vector = self._vector(question)
        except EncoderUnavailableError:
            return None
        if not vector.any():
            return None
        turned = self._examples.turned(vector) if self._examples else None
        centred = self._passages.compare(turned.vector if turned else vector)
        documents = self._close(centred, also)
        near = self._questions.compare(vector, self._rows_of(documents))
        self._take_questions(centred, documents, near)
        off_topic = self._questions.compare(vector, self._off_topic)
        return Compared(
            centred=centred,
            off_topic=float(np.sort(off_topic)[-_FEW:].mean()),
            turned=turned,
            by_words=self._by_words,
        )

    def _encode(self, question: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encoder.encode_questions([question])[0]
        return vector

    def _close(self, centred: Nearness, also: Sequence[int]) -> _Numbers:
        """Return the numbers of the documents with questions to look at, ascending."""
        is_close = self._has_questions
        if len(centred) > self._most_closely:
            chosen = np.zeros(len(centred), dtype=np.bool_)
            chosen[np.argpartition(centred, -self._most_closely)[-self._most_closely :]] = True
            chosen[list(also)] = True
            is_close = is_close & chosen
        return np.flatnonzero(is_close)

    def _rows_of(self, documents: _Numbers) -> _Numbers:
        """Return the numbers of the documents' questions, document by document."""
        counts = self._counts[documents]
        ends = np.cumsum(counts)
        shifts = np.repeat(self._starts[documents] - (ends - counts), counts)
        rows: _Numbers = np.arange(len(shifts)) + shifts
        return rows

    def _take_questions(self, nearness: Nearness, documents: _Numbers, near: Nearness) -> None:
        """Count the nearest questions of each document beside its passage, in place."""
        if len(documents):
            starts = np.cumsum(self._counts[documents]) - self._counts[documents]
            nearest = _smooth_maximum(near, starts)
            nearness[documents] = _PASSAGE * nearness[documents] + (1 - _PASSAGE) * nearest


def comparison_of(
    meanings: Meanings | None, encoder: Encoder | None, *, by_words: bool = False
) -> Comparison | None:
    """Return what compares questions with every document's meaning; None if that cannot be.

    Args:
        meanings: Of a library; None where it has none.
        encoder: Used only if it made them; None where there is none.
        by_words: Whether it adds up vectors of words.
    """
    if encoder is None or meanings is None or meanings.encoder != encoder.name:
        return None
    if not meanings.is_complete:  # documents without vectors could not be told from far ones
        return None
    if not (meanings.starts[-2] or meanings.passages.any()):
        return None  # no document tells what it means
    return Comparison(meanings, encoder, examples_of(encoder.name), by_words=by_words)


def _smooth_maximum(near: Nearness, starts: _Numbers) -> Nearness:
    """Return the smooth maximum of each run of values that starts at one of the places."""
    weights = np.exp(near / _TEMPERATURE)
    sums, totals = np.add.reduceat(weights * near, starts), np.add.reduceat(weights, starts)
    smooth: Nearness = (sums / totals).astype(np.float32)
    return smooth


class _Rows:
    """R vectors, with what their centred cosines need computed once."""

    def __init__(self, vectors: Vectors, centre: NDArray[np.float32]) -> None:
        self._vectors = vectors
        self._centre = centre
        self._along = np.vecdot(vectors, centre)
        self._centre_squared = float(centre @ centre)
        squared = 1.0 - 2.0 * self._along + self._centre_squared
        lengths = np.sqrt(np.maximum(squared, np.finfo(np.float32).tiny))
        has_text = vectors.any(axis=1)
        self._scales = np.where(has_text, 1.0 / lengths, 0.0).astype(np.float32)

    def compare(self, vector: NDArray[np.float32], rows: _Numbers | slice = _ALL) -> Nearness:
        """Return the centred cosines with a unit vector, shape (R,).

        One dot product after the other: a matrix product would be shared out among threads that
        wait for each other, spinning, and cost a busy server twice the processor time.

        Args:
            vector: Of the question.
            rows: Only these, in this order.
        """
        along = float(vector @ self._centre)
        cosines: Nearness = np.vecdot(self._vectors[rows], vector)
        length = max(1.0 - 2.0 * along + self._centre_squared, float(np.finfo(np.float32).tiny))
        shifted = cosines - self._along[rows] + np.float32(self._centre_squared - along)
        centred: Nearness = shifted * self._scales[rows] / np.float32(length**0.5)
        return centred
