"""What encoders have in common whose model runs in this process."""

import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

# Time grows with length: a question must stay far below a second, and a passage inside the
# window of 512 tokens that such models were trained on. The gist stands at the beginning.
_MOST_CHARACTERS_OF_A_QUESTION: Final = 128
_MOST_CHARACTERS_OF_A_PASSAGE: Final = 500


class TextModel(Protocol):
    """A model that is loaded. Safe to call from several threads."""

    def vector(self, text: str, /) -> NDArray[np.float32]:
        """Return the unit vector of a text."""
        ...


class LocalEncoder:
    """Loads a model on first use, and encodes with it what it is given."""

    def __init__(
        self,
        load: Callable[[], TextModel],
        dimensions: int,
        *,
        question_mark: str = "",
        passage_mark: str = "",
    ) -> None:
        """Cost nothing yet.

        Args:
            load: Loads the model; may raise `EncoderUnavailableError`.
            dimensions: Length of its vectors.
            question_mark: What the model was trained to see before a question.
            passage_mark: Likewise, before a passage.
        """
        self._load = load
        self._dimensions = dimensions
        self._question_mark = question_mark
        self._passage_mark = passage_mark
        self._loading = Lock()
        self._model: TextModel | None = None

    @property
    def dimensions(self) -> int:
        """Length of a vector, known without loading the model."""
        return self._dimensions

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask, each cut to its first 128 characters."""
        cut = (_cut(text, _MOST_CHARACTERS_OF_A_QUESTION) for text in texts)
        return self._encode([self._question_mark + text for text in cut])

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found, each cut to its first 500 characters."""
        cut = (_cut(text, _MOST_CHARACTERS_OF_A_PASSAGE) for text in texts)
        return self._encode([self._passage_mark + text for text in cut])

    def _encode(self, texts: list[str]) -> Vectors:
        """Encode one text in this thread, several on every core.

        One text a call: together they take as long, and a vector would depend on its neighbours.
        """
        vector = self._loaded().vector
        if not texts:
            return np.empty((0, self._dimensions), dtype=np.float32)
        if len(texts) == 1:
            return vector(texts[0])[np.newaxis]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return np.stack(list(threads.map(vector, texts)))

    def _loaded(self) -> TextModel:
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model


def _cut(text: str, most_characters: int) -> str:
    """Cut after composing: a model's own table rewrites character by character only."""
    return unicodedata.normalize("NFKC", text[:most_characters])[:most_characters]
