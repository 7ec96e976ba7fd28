"""The home of onnxruntime: loads it so that it says nothing, to nobody, and opens models."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_GRAPHICS_CARDS: Final = Path("/sys/class/drm")
_STDERR: Final = 2
_ERRORS_ONLY: Final = 3


def load_onnxruntime(graphics_cards: Path = _GRAPHICS_CARDS) -> Any:  # noqa: ANN401 - it has no types
    """Return the module.

    Args:
        graphics_cards: Where Linux describes them; may be missing.

    Raises:
        ImportError: It is not installed, or not for this machine.
    """
    # From 1.29 on it reports to its maker, on Linux too, unless this is set before it loads.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    # Until 1.28 it warns while it loads of cards that name no vendor, as many virtual machines
    # have them, and no setting stops that.
    is_loaded = "onnxruntime" in sys.modules
    warns = not is_loaded and any(
        not (card / "device" / "vendor").exists() for card in graphics_cards.glob("card[0-9]*")
    )
    with _without_stderr() if warns else nullcontext():
        import onnxruntime  # noqa: PLC0415 - loads an engine that few commands need
    return onnxruntime


def open_session(model: bytes, weights: Mapping[str, NDArray[np.generic]] | None = None) -> Any:  # noqa: ANN401 - it has no types
    """Return what runs a model, on one core each time: safe to call from several threads.

    A session can share one call out among cores, but then its threads wait for each other,
    spinning, at every matrix. A server has its parallel requests anyway.

    Args:
        model: In ONNX.
        weights: Those that the model only names.

    Raises:
        ImportError: onnxruntime is not installed, or not for this machine.
        RuntimeError: The model cannot be loaded.
    """
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    named = weights or {}
    options.add_external_initializers(
        list(named), [onnxruntime.OrtValue.ortvalue_from_numpy(kept) for kept in named.values()]
    )
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no base of their own
        raise RuntimeError(str(error)) from error


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Throw away what C code writes to stderr; for the whole process, so keep it short."""
    kept, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)
