"""Make index/bge: `python -m tests.quality.fine_tune_bge bge-small-zh-v1.5.onnx`.

The model learns how residents put what cases tell in official words (`lessons.py`). Asks for
torch, onnx, sympy and onnxruntime, which the program itself does not need, and for the model as it
was published, in 32 bits (index/bge/README.md). Takes a quarter of an hour on two cores that know
bfloat16. So that little of what the model knew is forgotten, its weights and the learnt ones are
averaged in the end (Wortsman et al., "Robust Fine-Tuning of Zero-Shot Models", 2022).

Raise the name in index/bge_encoder.py when the model changes, and fit the confidence again.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from math import cos, pi
from pathlib import Path
from typing import Any, Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer

import index.bge
from bot.commands.console import progress_bar
from index.bge.wordpiece import WordPiece
from tests.quality.bert import Weights, encode, read_model, read_weights, write_weights
from tests.quality.lessons import Lessons
from tests.quality.needs import NEEDS, Need, read_needs

_EPOCHS: Final = 3
_AT_ONCE: Final = 48
_SMALL_TALK: Final = 16
_MOST_TOKENS: Final = 128
_TEMPERATURE: Final = 0.05
_LEARNING_RATE: Final = 6e-5
_WARMING_UP: Final = 0.1
_DECAY: Final = 0.01

_LEARNT: Final = 0.75
"""Share of the learnt weights in the mean."""

_FROZEN: Final = "embeddings"
"""Words that no lesson has keep their place among those that one has."""

Read = Callable[[str], list[int]]
"""Text → tokens."""


def learn(weights: Weights, needs: Sequence[Need], read: Read) -> Weights:
    """Return the weights after learning."""
    known = {name: weight.clone() for name, weight in weights.items()}
    learning = {n: w.requires_grad_() for n, w in weights.items() if not n.startswith(_FROZEN)}
    matrices = [weight for weight in learning.values() if weight.ndim > 1]
    vectors = [weight for weight in learning.values() if weight.ndim == 1]
    groups = [{"params": matrices}, {"params": vectors, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=_LEARNING_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * sum(len(need.asked) for need in needs) // (2 * _AT_ONCE)
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step / steps))

    def encoded(texts: Sequence[str]) -> Any:  # noqa: ANN401 - torch's types say little
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return encode(weights, [read(text) for text in texts], is_learning=True)

    lessons = Lessons(needs, _passages(known, needs, read), at_once=_AT_ONCE, talk=_SMALL_TALK)
    with progress_bar("学习") as progress:
        for step, lesson in enumerate(islice(lessons, steps), start=1):
            loss = lessons.loss(lesson, encoded, at=_TEMPERATURE)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning.values(), 1.0)
            optimiser.step()
            pace.step()
            progress(step, steps)
    return {
        name: torch.lerp(known[name], weight.detach(), _LEARNT) for name, weight in weights.items()
    }


def _passages(weights: Weights, needs: Sequence[Need], read: Read) -> Any:  # noqa: ANN401
    """Return the vectors of the passages, one by one: padding would cost time."""
    with torch.no_grad():
        passages = ([read(need.passage)] for need in needs)
        return torch.cat([encode(weights, passage, is_learning=False) for passage in passages])


def _pace(done: float) -> float:
    """Return the share of the learning rate: up in a straight line, down as a cosine."""
    return min(1.0, done / _WARMING_UP) * (1 + cos(pi * done)) / 2


def write_model(model: Any, path: Path) -> None:  # noqa: ANN401 - onnx's types say little
    """Write a model with weights of 8 bits, and its layers as onnxruntime runs them fastest.

    Signed ones of half their range: AVX2 adds two products in 16 bits, which must not overflow.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole, fused = Path(folder, "whole.onnx"), Path(folder, "fused.onnx")
        whole.write_bytes(model.SerializeToString())
        optimizer.optimize_model(
            str(whole), model_type="bert", num_heads=8, hidden_size=512, opt_level=0
        ).save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            path,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": 1},  # of what its shape inference does not know
        )


def main(source: Path) -> None:
    """Learn and write."""
    torch.manual_seed(1)
    folder = Path(index.bge.__file__).parent
    tokenizer = WordPiece((folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1])
    model = read_model(source)
    weights = learn(
        read_weights(model),
        read_needs(NEEDS),
        lambda text: tokenizer.tokens(text.lower(), most=_MOST_TOKENS),
    )
    write_weights(model, weights)
    write_model(model, folder / "bge-small-zh-v1.5-fine-tuned.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
