"""A busy server answers by words alone rather than have everybody wait for the encoder."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index import Document, DocumentId, Searcher, SearchResult, WeightedText
from index.encoder import Vectors
from index.errors import EncoderUnavailableError
from index.rationed_encoder import RationedEncoder


class HeldEncoder:
    """Encodes a question once it is let go; it is at first."""

    name = "held"
    dimensions = 8

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.begun = threading.Semaphore(0)
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        self.questions += texts
        self.begun.release()
        self.may_go_on.wait()
        return self._rows(texts)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[ord(text[0]) % self.dimensions if text else 0] = 1.0
        return rows


class Line:
    """How many wait who have not come as far as the encoder."""

    def __init__(self) -> None:
        self.length = 0

    def __call__(self) -> int:
        return self.length


@pytest.fixture
def encoder() -> HeldEncoder:
    return HeldEncoder()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def rationed(encoder: HeldEncoder, line: Line) -> RationedEncoder:
    return RationedEncoder(encoder, most_waiting=2, most_at_once=1, in_line=line)


def test_who_asks_one_question_after_another_is_never_refused(
    rationed: RationedEncoder, encoder: HeldEncoder
) -> None:
    questions = [chr(code) for code in range(0x4E00, 0x4E00 + 500)]

    for question in questions:
        assert rationed.encode_questions([question]).shape == (1, 8)

    assert encoder.questions == questions


def test_a_question_is_refused_while_too_many_are_in_line(
    rationed: RationedEncoder, encoder: HeldEncoder, line: Line
) -> None:
    line.length = 2
    rationed.encode_questions(["一"])
    line.length = 3
    with pytest.raises(EncoderUnavailableError, match="这一次不用语义模型"):
        rationed.encode_questions(["二"])
    line.length = 2
    rationed.encode_questions(["二"])

    assert encoder.questions == ["一", "二"]


def test_who_waits_for_the_encoder_counts_as_well(
    encoder: HeldEncoder, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.rationed_encoder._PATIENCE_SECONDS", 60)
    rationed = RationedEncoder(encoder, most_waiting=1, most_at_once=1, in_line=line)
    encoder.may_go_on.clear()
    with ThreadPoolExecutor() as threads:
        waiting = [threads.submit(rationed.encode_questions, ["一"])]
        encoder.begun.acquire()
        line.length = 1
        with pytest.raises(EncoderUnavailableError):
            rationed.encode_questions(["二"])
        encoder.may_go_on.set()

        assert [done.result().shape for done in waiting] == [(1, 8)]
    assert rationed.encode_questions(["二"]).shape == (1, 8)


def test_nobody_waits_long_for_an_encoder_that_is_held_up(
    rationed: RationedEncoder, encoder: HeldEncoder
) -> None:
    encoder.may_go_on.clear()
    with ThreadPoolExecutor() as threads:
        held_up = threads.submit(rationed.encode_questions, ["一"])
        encoder.begun.acquire()
        with pytest.raises(EncoderUnavailableError, match="问题太多"):
            rationed.encode_questions(["二"])
        encoder.may_go_on.set()
        held_up.result()

    assert rationed.encode_questions(["二"]).shape == (1, 8)


def test_who_fails_or_is_refused_waits_no_longer(encoder: HeldEncoder, line: Line) -> None:
    class FailingEncoder(HeldEncoder):
        def encode_questions(self, _texts: Sequence[str], /) -> Vectors:
            raise EncoderUnavailableError("away")

    rationed = RationedEncoder(FailingEncoder(), most_waiting=0, most_at_once=1, in_line=line)

    for _ in range(3):
        with pytest.raises(EncoderUnavailableError, match="away"):
            rationed.encode_questions(["一"])


def test_a_question_that_was_asked_before_is_not_encoded_again(
    rationed: RationedEncoder, encoder: HeldEncoder
) -> None:
    first, again = (rationed.encode_questions(["一"]) for _ in range(2))

    np.testing.assert_array_equal(again, first)
    assert encoder.questions == ["一"]


def test_a_busy_process_is_not_asked_to_compare_either(
    rationed: RationedEncoder, line: Line
) -> None:
    rationed.encode_questions(["一"])
    line.length = 3

    with pytest.raises(EncoderUnavailableError):
        rationed.encode_questions(["一"])


def test_passages_and_many_questions_at_once_are_never_refused(
    rationed: RationedEncoder, line: Line
) -> None:
    line.length = 100

    assert rationed.encode_passages(["段"]).shape == (1, 8)
    assert rationed.encode_questions(["一", "二"]).shape == (2, 8)


def test_a_search_says_that_words_alone_decided(
    rationed: RationedEncoder, line: Line, open_library: Callable[..., Searcher]
) -> None:
    document = Document(
        id=DocumentId("charging"),
        texts=(WeightedText(text="电动车充电"),),
        passage="电动车充电",
    )
    searcher = open_library([document], encoder=rationed)
    results: list[SearchResult] = []
    for line.length, question in ((0, "电动车"), (2, "充电"), (3, "电动车充电")):
        results.append(searcher.search(question, limit=1))

    assert [result.lacks_meaning for result in results] == [False, False, True]
    assert [hit.id for hit in results[2].hits] == ["charging"]
