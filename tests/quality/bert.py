"""The network of bge-small-zh-v1.5, so that it can learn: a small BERT (Devlin et al. 2019).

The weights have the names that they have in the ONNX model, where a matrix has none of its own and
is named after the bias that is added to its product.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

Weights = dict[str, torch.Tensor]

_LAYERS: Final = 4
_HEADS: Final = 8
_EPSILON: Final = 1e-12
_DROPPED: Final = 0.1


def read_weights(model: onnx.ModelProto) -> Weights:
    """Return the weights of a model in 32 bits."""
    numbers = {
        kept.name: torch.tensor(numpy_helper.to_array(kept)) for kept in model.graph.initializer
    }
    return {
        _names_of_matrices(model).get(name, name): kept.float() for name, kept in numbers.items()
    }


def write_weights(model: onnx.ModelProto, weights: Weights) -> None:
    """Put weights in the place of those that a model has."""
    names = _names_of_matrices(model)
    for kept in model.graph.initializer:
        weight = weights[names.get(kept.name, kept.name)].detach().numpy()
        kept.CopyFrom(numpy_helper.from_array(weight, kept.name))


def encode(weights: Weights, texts: Sequence[Sequence[int]], *, is_learning: bool) -> Any:  # noqa: ANN401 - torch's types say little
    """Return the unit vectors of texts, shape (texts, dimensions).

    Args:
        weights: Of the network.
        texts: The tokens of each.
        is_learning: Whether numbers are dropped by chance, so that none is relied on.
    """
    longest = max(map(len, texts))
    tokens = torch.tensor([[*text, *[0] * (longest - len(text))] for text in texts])
    lengths = torch.tensor([[len(text)] for text in texts])
    is_token = torch.arange(longest)[None, :] < lengths

    def dropped(hidden: Any) -> Any:  # noqa: ANN401
        return functional.dropout(hidden, _DROPPED, is_learning)

    def normalised(name: str, hidden: Any) -> Any:  # noqa: ANN401
        scale, shift = weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]
        return functional.layer_norm(hidden, hidden.shape[-1:], scale, shift, _EPSILON)

    def multiplied(name: str, hidden: Any) -> Any:  # noqa: ANN401
        return functional.linear(hidden, weights[f"{name}.weight"].T, weights[f"{name}.bias"])

    def attended(name: str, hidden: Any) -> Any:  # noqa: ANN401
        parts = [
            multiplied(f"{name}.self.{part}", hidden).unflatten(-1, (_HEADS, -1)).transpose(1, 2)
            for part in ("query", "key", "value")
        ]
        context = functional.scaled_dot_product_attention(
            *parts, is_token[:, None, None, :], _DROPPED if is_learning else 0.0
        )
        return multiplied(f"{name}.output.dense", context.transpose(1, 2).flatten(2))

    hidden = (
        functional.embedding(tokens, weights["embeddings.word_embeddings.weight"])
        + weights["embeddings.position_embeddings.weight"][:longest]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = dropped(normalised("embeddings", hidden))
    for number in range(_LAYERS):
        layer = f"encoder.layer.{number}"
        update = dropped(attended(f"{layer}.attention", hidden))
        hidden = normalised(f"{layer}.attention.output", hidden + update)
        inner = functional.gelu(multiplied(f"{layer}.intermediate.dense", hidden))
        update = dropped(multiplied(f"{layer}.output.dense", inner))
        hidden = normalised(f"{layer}.output", hidden + update)
    return functional.normalize(hidden[:, 0].float(), dim=-1)


def _names_of_matrices(model: onnx.ModelProto) -> dict[str, str]:
    """Return what the matrices are called here: as the bias of the same product, but weight."""
    kept = {weight.name for weight in model.graph.initializer}
    adds = {product: node for node in model.graph.node for product in node.input}
    names = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in kept:
            biases = [name for name in adds[node.output[0]].input if name in kept]
            names[node.input[1]] = biases[0].removesuffix("bias") + "weight"
    return names


def read_model(path: Path) -> onnx.ModelProto:
    """Read a model."""
    return onnx.load(str(path))
