"""The network of a model: tokens in, a vector out."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.e5.layers import build_layers
from index.e5.model_file import ModelFile
from index.e5.runtime import load_onnxruntime

_INPUT: Final = "embeddings"
_ERRORS_ONLY: Final = 3


class Network:
    """The encoder of one model. Safe to call from several threads; each call uses one core.

    A session of onnxruntime can share one call out among cores, but then its threads wait for
    each other, spinning, at every matrix. A server has its parallel requests anyway.
    """

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
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    graph, result = build_layers(file, source=_INPUT)
    options.add_external_initializers(
        list(graph.weights),
        [onnxruntime.OrtValue.ortvalue_from_numpy(kept) for kept in graph.weights.values()],
    )
    model = graph.model(source=_INPUT, result=result, dimensions=file.sizes.dimensions)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
