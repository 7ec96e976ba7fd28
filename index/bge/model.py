"""A model that is loaded: text in, a vector out."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.bge.wordpiece import WordPiece
from index.inference import open_session

_MOST_TOKENS: Final = 512


class Model:
    """The model of a folder, ready to encode. Safe to call from several threads."""

    def __init__(self, path: Path, vocabulary: Path) -> None:
        """Load it: some 0.1 s, and 65 MB from then on.

        Raises:
            ImportError: onnxruntime is not installed, or not for this machine.
            OSError: A file cannot be read.
            RuntimeError: onnxruntime cannot load the model.
        """
        self._tokenizer = WordPiece(vocabulary.read_text(encoding="utf-8").split("\n")[:-1])
        self._session = open_session(path.read_bytes())

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text, of as much of it as the model has positions for.

        The hidden vector of the mark at the beginning, which the model was trained to tell the
        whole text by.
        """
        tokens = np.array([self._tokenizer.tokens(text.lower(), most=_MOST_TOKENS)])
        inputs = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        (hidden,) = self._session.run(None, inputs)
        first: NDArray[np.float32] = hidden[0, 0]
        return first / np.linalg.norm(first)
