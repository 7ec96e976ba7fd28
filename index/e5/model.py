"""A model that is loaded: text in, a vector out."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.e5.model_file import ModelFile
from index.e5.network import Network
from index.e5.tokenizer import Tokenizer


class Model:
    """What a model file holds, ready to encode. Safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        """Load it: some 0.4 s, and 80 MB beside the mapped file.

        Raises:
            EncoderUnavailableError: The format of the file is not known.
            ImportError: onnxruntime is not installed, or not for this machine.
            OSError: The file cannot be read.
        """
        file = ModelFile(path)
        self._most_tokens = file.sizes.most_tokens
        self._tokenizer = Tokenizer(file.pieces)
        self._network = Network(file)

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text, of as much of it as the model has positions for."""
        return self._network.vector(self._tokenizer.tokens(text, most=self._most_tokens))
