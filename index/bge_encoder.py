"""The model that ships with the program, as an encoder: bge-small-zh-v1.5, fine-tuned."""

from pathlib import Path
from typing import Final

import index.bge
from index.bge import Model
from index.errors import EncoderUnavailableError
from index.local_encoder import LocalEncoder

_DIMENSIONS: Final = 512
_FOLDER: Final = Path(index.bge.__file__).parent
_MODEL: Final = "bge-small-zh-v1.5-fine-tuned.onnx"
_VOCABULARY: Final = "vocabulary.txt"


class BgeEncoder(LocalEncoder):
    """An `Encoder` that needs no network. Loads the model on first use: 0.1 s, some 65 MB.

    Its makers have a sentence to put before a question. Without it as many are answered, in less
    time, and questions of a case can be compared with what is asked.
    """

    def __init__(self) -> None:
        """Cost nothing yet."""
        super().__init__(_load, _DIMENSIONS)

    @property
    def name(self) -> str:
        """The model, and how many bits its weights have."""
        return "bge-small-zh-v1.5/fine-tuned-1/int8"


def _load() -> Model:
    try:
        return Model(_FOLDER / _MODEL, _FOLDER / _VOCABULARY)
    except ModuleNotFoundError as error:
        raise EncoderUnavailableError(
            "没有安装 onnxruntime。搜索照常，只是不用语义模型；"
            '要用它，请运行 pip install "miaozhao[semantic]"。'
        ) from error
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise EncoderUnavailableError(
            "自带的 bge-small-zh-v1.5 或 onnxruntime 不能加载。搜索照常，只是不用语义模型；"
            "要用它，请重新安装妙招和 onnxruntime。"
        ) from error
