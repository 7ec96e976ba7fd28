"""What a text means by its words: the sum of their vectors, rare ones counting more."""

from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path

import numpy as np
import pytest

import index.word_vectors
from index import Document, DocumentId, Searcher, WeightedText
from index.analyser import Analyser
from index.encoder import Vectors
from index.errors import EncoderUnavailableError
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.word_encoder import WordEncoder
from index.word_vectors import WordVectors, word_vectors

OpenLibrary = Callable[..., Searcher]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(Normaliser(), JiebaSegmenter(()))


def encoder(analyser: Analyser, frequencies: Mapping[str, int], documents: int) -> WordEncoder:
    return WordEncoder(analyser, lambda word: frequencies.get(word, 0), documents)


def vector(text: str, of: WordEncoder) -> Vectors:
    row: Vectors = of.encode_questions([text])[0]
    return row


def test_a_weighted_sum_of_rows_is_taken_in_their_own_steps() -> None:
    table = WordVectors(
        ["灯", "路"],
        np.array([[127, 0], [0, -2]], dtype=np.int8),
        np.array([0.01, 0.5], dtype=np.float32),
        "test",
    )

    assert table.sum([1, 0, 1], [1.0, 2.0, 0.5]).tolist() == pytest.approx([2.54, -1.5])
    assert table.sum([], []).tolist() == [0.0, 0.0]


def test_each_word_counts_by_how_few_documents_have_it(analyser: Analyser) -> None:
    words = word_vectors()
    documents, frequencies = 100, {"电梯": 80, "维修": 2}
    weights = [log(101 / (n + 0.5)) / log(101 / 0.5) for n in (80, 2)]
    expected = words.sum([words.numbers["电梯"], words.numbers["维修"]], weights)

    found = vector("电梯维修", encoder(analyser, frequencies, documents))

    assert found.tolist() == pytest.approx((expected / np.linalg.norm(expected)).tolist())


def test_spelling_does_not_matter_nor_do_words_that_are_not_known(analyser: Analyser) -> None:
    of = encoder(analyser, {}, 10)

    assert vector("電梯，維修！", of).tolist() == vector("电梯维修", of).tolist()
    assert vector("电梯zzqx维修", of).tolist() == vector("电梯维修", of).tolist()


@pytest.mark.parametrize("text", ["", " ", "zzqx 42", "？！"])
def test_of_a_text_without_a_known_word_nothing_is_known(analyser: Analyser, text: str) -> None:
    assert not vector(text, encoder(analyser, {}, 10)).any()


def test_no_texts_give_no_vectors_and_an_empty_library_none_that_fail(analyser: Analyser) -> None:
    of = encoder(analyser, {}, 0)

    assert of.encode_passages([]).shape == (0, of.dimensions)
    assert np.linalg.norm(vector("电梯", of)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("said", "near", "far"),
    [
        ("伞", "雨衣", "合同"),
        ("老师", "教师", "轮胎"),
        ("娃娃", "小孩", "水管"),
        ("楼下跳舞太吵", "广场噪音扰民", "路边停车收费"),
        ("家里没人做饭", "老人食堂送餐", "道路维修"),
    ],
)
def test_what_is_alike_lies_near(analyser: Analyser, said: str, near: str, far: str) -> None:
    of = encoder(analyser, {}, 10)

    assert vector(said, of) @ vector(near, of) > vector(said, of) @ vector(far, of) + 0.1


def test_every_word_has_a_row_of_its_own() -> None:
    words = word_vectors()
    folder = Path(index.word_vectors.__file__).parent
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    scales = np.load(folder / "scales.npy")
    text = (folder / "words.txt").read_text(encoding="utf-8")

    assert len(words.numbers) == text.count("\n") == len(vectors) == len(scales)
    assert vectors.dtype == np.int8
    assert np.isfinite(scales).all()
    assert (scales > 0).all()


LIBRARY = {
    "rain": "社区在地铁口放了共享雨衣，忘带也不怕淋湿",
    "lamp": "坏了半年的路灯换成了太阳能的",
    "court": "废弃厂房改成篮球场，孩子放学有处去",
    "clinic": "家庭医生上门给卧床老人换药",
    "study": "图书馆开到深夜，考研的人有座位",
}


def documents() -> list[Document]:
    return [
        Document(id=DocumentId(name), texts=(WeightedText(text=text),), passage=text)
        for name, text in LIBRARY.items()
    ]


def test_without_a_model_too_a_case_is_found_that_shares_no_word(
    open_library: OpenLibrary,
) -> None:
    searcher = open_library(documents())

    best = searcher.rank("伞", limit=1)[0]

    assert best.id == "rain"
    assert not searcher.rank("zzqx", limit=1)  # no word is known: nothing is near


class Misled:
    """A model to which rain is the opposite of an umbrella, until it is down."""

    name, dimensions = "misled", 2
    is_down = False

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        if self.is_down:
            raise EncoderUnavailableError("语义服务没有回答。")
        return np.array([self._vector(text) for text in texts], dtype=np.float32)

    encode_passages = encode_questions

    def _vector(self, text: str) -> tuple[float, float]:
        if text == LIBRARY["rain"]:
            return (-1.0, 0.0)
        return (1.0, 0.0) if text in {"伞", *LIBRARY.values()} else (0.0, 1.0)


def test_while_the_model_does_not_answer_words_tell_what_is_meant(
    open_library: OpenLibrary,
) -> None:
    model = Misled()
    searcher = open_library(documents(), encoder=model)
    by_model = searcher.rank("伞", limit=1)[0]
    model.is_down = True

    by_words = searcher.rank("雨伞", limit=1)[0]
    result = searcher.search("雨伞", limit=1)

    assert by_model.id != "rain"
    assert by_words.id == "rain"
    assert result.lacks_meaning  # so that it is asked again soon


class Undecided:
    """A model to which every text of the library means the same."""

    name, dimensions = "undecided", 2

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1))

    encode_passages = encode_questions


def test_where_the_model_is_undecided_words_tell_what_is_meant(open_library: OpenLibrary) -> None:
    searcher = open_library(documents(), encoder=Undecided())

    best = searcher.rank("伞", limit=1)[0]
    result = searcher.search("伞", limit=1)

    assert best.id == "rain"
    assert not result.lacks_meaning
