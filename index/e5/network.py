"""The network of a model: tokens in, a vector out."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.e5.layers import build_layers
from index.e5.model_file import ModelFile
from index.inference import open_session

_INPUT: Final = "embeddings"


class Network:
    """The encoder of one model. Safe to call from several threads; each call uses one core."""

    def __init__(self, file: ModelFile) -> None:
        """Load onnxruntime and hand it the weights: some 0.3 s, and 50 MB from then on.

        Raises:
            ImportError: onnxruntime is not installed, or not for this machine.
        """
        self._file = file
        self._positions = file.floats("emb.pos").reshape(-1, file.sizes.dimensions)
        self._kind = file.floats("emb.type")[: file.sizes.dimensions]
        self._session = _session(file)

    def vector(self, tokens: list[int]) -> NDArray[np.float32]:
        """Return the unit vector of a text.

        Args:
            tokens: At least one, at most as many as the model has positions.
        """
        rows = np.array(tokens, dtype=np.int64)
        words = self._file.matrix("emb.word", columns=self._file.sizes.dimensions, rows=rows)
        embeddings = words.weights() + self._positions[: len(rows)] + self._kind
        (hidden,) = self._session.run(None, {_INPUT: embeddings[np.newaxis]})
        mean: NDArray[np.float32] = hidden[0].mean(axis=0)
        return mean / np.linalg.norm(mean)


def _session(file: ModelFile) -> Any:  # noqa: ANN401 - onnxruntime has no types
    graph, result = build_layers(file, source=_INPUT)
    model = graph.model(source=_INPUT, result=result, dimensions=file.sizes.dimensions)
    return open_session(model, graph.weights)
