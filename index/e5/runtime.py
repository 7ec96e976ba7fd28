"""The home of onnxruntime: loads it so that it says nothing, to nobody."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

_GRAPHICS_CARDS: Final = Path("/sys/class/drm")
_STDERR: Final = 2


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
