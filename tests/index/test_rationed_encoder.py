"""A busy server answers by words alone rather than have everybody wait for the encoder."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from index import Document, DocumentId, Searcher, SearchResult, WeightedText
from index.encoder import Vectors
from index.errors import EncoderUnavailableError
from index.rationed_encoder import RationedEncoder

COST = 0.5


class TimedEncoder:
    """Every question costs half a second of a processor that nobody has to wait for."""

    name = "timed"
    dimensions = 8

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.spent = 0.0  # by the encoder, and by whatever else runs
        self.meanwhile: Callable[[], None] = lambda: None

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        self.questions += texts
        self.spent += COST * len(texts)
        self.meanwhile()
        return self._rows(texts)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[ord(text[0]) % self.dimensions if text else 0] = 1.0
        return rows


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def encoder() -> TimedEncoder:
    return TimedEncoder()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rationed(encoder: TimedEncoder, clock: Clock) -> RationedEncoder:
    return RationedEncoder(
        encoder, share=0.25, most_at_once=1, clock=clock, cost=lambda: encoder.spent
    )


def test_what_was_saved_is_spent_and_then_questions_are_refused(
    rationed: RationedEncoder, encoder: TimedEncoder
) -> None:
    for question in ("一", "二"):
        rationed.encode_questions([question])

    with pytest.raises(EncoderUnavailableError, match="这一次不用它"):
        rationed.encode_questions(["三"])
    assert encoder.questions == ["一", "二"]


def test_the_budget_fills_again_as_time_passes(rationed: RationedEncoder, clock: Clock) -> None:
    for question in ("一", "二"):
        rationed.encode_questions([question])

    clock.now += 0.1
    assert rationed.encode_questions(["三"]).shape == (1, 8)
    with pytest.raises(EncoderUnavailableError):
        rationed.encode_questions(["四"])


def test_what_else_the_process_does_uses_up_the_budget(
    rationed: RationedEncoder, encoder: TimedEncoder, clock: Clock
) -> None:
    rationed.encode_questions(["一"])
    clock.now += 1
    encoder.spent += 0.75

    with pytest.raises(EncoderUnavailableError):
        rationed.encode_questions(["二"])


def test_what_the_process_did_before_the_first_question_does_not_count(
    rationed: RationedEncoder, encoder: TimedEncoder
) -> None:
    encoder.spent += 100

    assert rationed.encode_questions(["一"]).shape == (1, 8)


def test_however_long_it_was_busy_it_encodes_again_soon(
    rationed: RationedEncoder, encoder: TimedEncoder, clock: Clock
) -> None:
    rationed.encode_questions(["一"])
    clock.now += 100
    encoder.spent += 100
    with pytest.raises(EncoderUnavailableError):
        rationed.encode_questions(["二"])

    clock.now += 4.5  # a second was owed, a quarter of a second is earned in one

    assert rationed.encode_questions(["二"]).shape == (1, 8)


def test_a_question_that_was_asked_before_is_not_encoded_again(
    rationed: RationedEncoder, encoder: TimedEncoder
) -> None:
    first, again = (rationed.encode_questions(["一"]) for _ in range(2))

    np.testing.assert_array_equal(again, first)
    assert encoder.questions == ["一"]


def test_a_busy_process_is_not_asked_to_compare_either(rationed: RationedEncoder) -> None:
    for question in ("一", "二"):
        rationed.encode_questions([question])

    with pytest.raises(EncoderUnavailableError):
        rationed.encode_questions(["一"])


def test_who_would_have_to_wait_is_refused(
    rationed: RationedEncoder, encoder: TimedEncoder
) -> None:
    refused: list[str] = []

    def ask() -> None:
        try:
            rationed.encode_questions(["二"])
        except EncoderUnavailableError as error:
            refused.append(str(error))

    def ask_beside() -> None:
        other = threading.Thread(target=ask)
        other.start()
        other.join()

    encoder.meanwhile = ask_beside
    rationed.encode_questions(["一"])

    assert len(refused) == 1


def test_a_refused_question_is_encoded_once_there_is_time(
    rationed: RationedEncoder, encoder: TimedEncoder, clock: Clock
) -> None:
    for question in ("一", "二"):
        rationed.encode_questions([question])
    with pytest.raises(EncoderUnavailableError):
        rationed.encode_questions(["三"])

    clock.now += 60

    rationed.encode_questions(["三"])
    assert encoder.questions == ["一", "二", "三"]


def test_passages_are_never_refused(rationed: RationedEncoder) -> None:
    for question in ("一", "二"):
        rationed.encode_questions([question])

    assert rationed.encode_passages(["段"]).shape == (1, 8)


def test_a_search_says_that_words_alone_decided(
    rationed: RationedEncoder, clock: Clock, open_library: Callable[..., Searcher]
) -> None:
    document = Document(
        id=DocumentId("charging"),
        texts=(WeightedText(text="电动车充电"),),
        passage="电动车充电",
    )
    searcher = open_library([document], encoder=rationed)
    clock.now += 10_000  # building the library has used up the budget
    results: list[SearchResult] = [
        searcher.search(question, limit=1) for question in ("电动车", "充电", "电动车充电")
    ]

    assert [result.lacks_meaning for result in results] == [False, False, True]
    assert [hit.id for hit in results[2].hits] == ["charging"]
