"""Vectors over HTTP: good answers in any order, and every way in which an endpoint can fail."""

import logging
from collections.abc import Iterator
from threading import Event
from typing import Any

import numpy as np
import pytest
import stamina

from index.errors import EncoderUnavailableError
from index.http_encoder import HttpEncoder
from tests.index.embeddings_double import (
    KEY,
    MODEL,
    Answer,
    Endpoint,
    good_answer,
    serve_embeddings,
    vector_of,
)

GOOD = [1.0, 2.0, 2.0]


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_embeddings() as endpoint:
        yield endpoint


@pytest.fixture
def encoder(endpoint: Endpoint, clock: Clock) -> Iterator[HttpEncoder]:
    encoder = HttpEncoder(endpoint.url, MODEL, KEY, question_seconds=60, clock=clock)
    yield encoder
    encoder.close()


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


def items(*embeddings: object) -> dict[str, Any]:
    return {"data": [{"index": i, "embedding": row} for i, row in enumerate(embeddings)]}


def test_vectors_are_normalised(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer(items(GOOD))

    np.testing.assert_allclose(encoder.encode_questions(["充电"]), [[1 / 3, 2 / 3, 2 / 3]])


def test_huge_and_tiny_numbers_are_normalised(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer(items([3e300, 4e300], [3e-300, 4e-300]))

    np.testing.assert_allclose(encoder.encode_questions(["一", "二"]), [[0.6, 0.8]] * 2, rtol=1e-6)


def test_vectors_are_put_in_the_order_of_their_index(
    endpoint: Endpoint, encoder: HttpEncoder
) -> None:
    endpoint.answer({"data": list(reversed(items([1, 0, 0], [0, 1, 0], [0, 0, 1])["data"]))})

    np.testing.assert_array_equal(encoder.encode_passages(["一", "二", "三"]), np.eye(3))


def test_the_request_holds_model_and_texts_alone(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    encoder.encode_questions(["充电"])

    assert endpoint.asked == [{"path": "/v1/embeddings", "model": MODEL, "input": ["充电"]}]
    assert endpoint.authorizations == [f"Bearer {KEY}"]


def test_without_a_key_none_is_sent(endpoint: Endpoint) -> None:
    encoder = HttpEncoder(endpoint.url, MODEL)

    encoder.encode_passages(["充电"])
    encoder.close()

    assert endpoint.authorizations == [None]


@pytest.mark.parametrize("end", ["/", "/embeddings", "/embeddings/"])
def test_the_full_address_is_understood_too(endpoint: Endpoint, end: str) -> None:
    encoder = HttpEncoder(endpoint.url + end, MODEL)

    encoder.encode_passages(["充电"])
    encoder.close()

    assert endpoint.asked[0]["path"] == "/v1/embeddings"


def test_passages_go_in_batches_and_come_back_in_order(
    endpoint: Endpoint, encoder: HttpEncoder
) -> None:
    texts = [f"案例 {number}" for number in range(70)]
    expected = np.array([vector_of(text) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)

    vectors = encoder.encode_passages(texts)

    assert [len(request["input"]) for request in endpoint.asked] == [32, 32, 6]
    np.testing.assert_allclose(vectors, expected, atol=1e-6)


def test_prefixes_stand_before_the_texts(endpoint: Endpoint) -> None:
    encoder = HttpEncoder(endpoint.url, MODEL, question_prefix="问：", passage_prefix="文：")

    encoder.encode_passages(["充电"])
    encoder.encode_passages([""])
    encoder.encode_questions(["充电"])
    encoder.close()

    assert [request["input"] for request in endpoint.asked] == [
        ["文：充电"],
        ["文："],
        ["问：充电"],
    ]


def test_blank_texts_are_sent_as_a_full_stop(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    encoder.encode_passages(["", " \n"])

    assert endpoint.asked[0]["input"] == ["。", "。"]


def test_long_texts_are_cut(endpoint: Endpoint) -> None:
    encoder = HttpEncoder(endpoint.url, MODEL, most_characters=5)

    encoder.encode_passages(["一二三四五六七"])
    encoder.close()

    assert endpoint.asked[0]["input"] == ["一二三四五"]


def test_only_a_prefix_of_passages_changes_the_name() -> None:
    names = [
        HttpEncoder("http://localhost/v1", MODEL).name,
        HttpEncoder("http://localhost/v1", MODEL, question_prefix="问：").name,
        HttpEncoder("http://localhost/v1", MODEL, passage_prefix="文：").name,
    ]

    assert names == [MODEL, MODEL, f"{MODEL} '文：'"]


def test_the_length_of_a_vector_is_asked_once(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    lengths = [encoder.dimensions, encoder.dimensions]

    assert lengths == [8, 8]
    assert len(endpoint.asked) == 1


def test_the_length_of_a_vector_is_learnt_from_any_answer(
    endpoint: Endpoint, encoder: HttpEncoder
) -> None:
    encoder.encode_questions(["充电"])

    assert encoder.dimensions == 8
    assert len(endpoint.asked) == 1


def test_another_length_than_before_is_refused(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer(items(GOOD), items([*GOOD, 4.0]))
    encoder.encode_questions(["充电"])

    with pytest.raises(EncoderUnavailableError, match="长度是 4，应当是 3"):
        encoder.encode_passages(["充电"])


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (302, "不是向量"),
        (401, "核对密钥"),
        (403, "核对密钥"),
        (404, "地址或模型"),
        (413, "不接受这段文字"),
        (429, "请求太多"),
        (500, "出错（HTTP 500）"),
        (503, "出错（HTTP 503）"),
    ],
)
def test_each_status_has_its_sentence(
    endpoint: Endpoint, encoder: HttpEncoder, status: int, message: str
) -> None:
    endpoint.answer({"error": f"bad key {KEY} at {endpoint.url}"}, status=status)

    with pytest.raises(EncoderUnavailableError, match=message) as caught:
        encoder.encode_questions(["充电"])

    assert KEY not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>login</html>",
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        {"data": []},
        {"data": "nothing"},
        {"data": [{"embedding": GOOD}]},
        {"data": [{"index": 1, "embedding": GOOD}]},
        {"data": [{"index": None, "embedding": GOOD}]},
        items(GOOD, GOOD),
        items([]),
        items("AACAPwAAAEA="),
        items(1.0),
        items([GOOD]),
        items([1.0, None]),
        items([1.0, float("nan")]),
        items([1.0, float("inf")]),
        items([1.0, 10**400]),
        items([0.0, 0.0]),
        items([1.0, "two"]),
    ],
    ids=lambda body: ascii(body)[:40],
)
def test_what_is_no_vector_is_refused(
    endpoint: Endpoint, encoder: HttpEncoder, body: object
) -> None:
    endpoint.answer(body)

    with pytest.raises(EncoderUnavailableError, match="看不懂"):
        encoder.encode_passages(["充电"])

    assert len(endpoint.asked) == 1


def test_rows_of_different_lengths_are_refused(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer(items([1.0, 2.0], GOOD))

    with pytest.raises(EncoderUnavailableError, match="看不懂"):
        encoder.encode_passages(["一", "二"])


def test_an_endless_answer_is_cut_off(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer(b" " * (17 * 1024 * 1024))

    with pytest.raises(EncoderUnavailableError, match="太大"):
        encoder.encode_questions(["充电"])


def test_a_question_waits_no_longer_than_it_may(endpoint: Endpoint) -> None:
    released = Event()
    endpoint.answers = [lambda texts: Answer(good_answer(texts).body, wait_for=released)]
    encoder = HttpEncoder(endpoint.url, MODEL, question_seconds=0.05)

    with pytest.raises(EncoderUnavailableError, match="没有及时应答"):
        encoder.encode_questions(["充电"])

    released.set()
    encoder.close()


def test_an_answer_that_drips_past_the_deadline_is_left(
    endpoint: Endpoint, encoder: HttpEncoder, clock: Clock
) -> None:
    def drip(texts: list[str]) -> Answer:
        clock.now += 61
        return good_answer(texts)

    endpoint.answers = [drip]

    with pytest.raises(EncoderUnavailableError, match="没有及时应答"):
        encoder.encode_questions(["充电"])


def test_an_endpoint_that_is_gone_is_said(clock: Clock) -> None:
    with serve_embeddings() as endpoint:
        url = endpoint.url
    encoder = HttpEncoder(url, MODEL, KEY, clock=clock)

    with pytest.raises(EncoderUnavailableError, match="连不上向量服务") as caught:
        encoder.encode_questions(["充电"])

    encoder.close()
    assert "127.0.0.1" not in str(caught.value)


def test_passages_are_tried_again_until_they_succeed(
    endpoint: Endpoint, encoder: HttpEncoder
) -> None:
    endpoint.answers = [
        lambda _texts: Answer({}, status=500),
        lambda _texts: Answer({}, status=429),
        good_answer,
    ]

    vectors = encoder.encode_passages(["充电"])

    assert vectors.shape == (1, 8)
    assert len(endpoint.asked) == 3


def test_passages_are_given_up_after_three_tries(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer({}, status=503)

    with pytest.raises(EncoderUnavailableError, match="503"):
        encoder.encode_passages(["充电"])

    assert len(endpoint.asked) == 3


def test_a_wrong_key_is_not_tried_again(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer({}, status=401)

    with pytest.raises(EncoderUnavailableError, match="密钥"):
        encoder.encode_passages(["充电"])

    assert len(endpoint.asked) == 1


def fail_once(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answer({}, status=500)
    with pytest.raises(EncoderUnavailableError, match="500"):
        encoder.encode_questions(["充电"])
    endpoint.answer_well()
    endpoint.asked.clear()


def test_after_a_failure_questions_are_refused_without_asking(
    endpoint: Endpoint, encoder: HttpEncoder, clock: Clock
) -> None:
    fail_once(endpoint, encoder)
    clock.now += 29.9

    with pytest.raises(EncoderUnavailableError, match="稍后会自动再试"):
        encoder.encode_questions(["充电"])

    assert endpoint.asked == []


def test_after_the_pause_questions_are_answered_again(
    endpoint: Endpoint, encoder: HttpEncoder, clock: Clock
) -> None:
    fail_once(endpoint, encoder)
    clock.now += 30

    for _ in range(2):
        encoder.encode_questions(["充电"])

    assert len(endpoint.asked) == 2


def test_after_the_pause_one_question_tries_for_all(
    endpoint: Endpoint, encoder: HttpEncoder, clock: Clock
) -> None:
    fail_once(endpoint, encoder)
    clock.now += 30
    refused = []

    def ask_meanwhile(texts: list[str]) -> Answer:
        try:
            encoder.encode_questions(["第二个人"])
        except EncoderUnavailableError as error:
            refused.append(str(error))
        return good_answer(texts)

    endpoint.answers = [ask_meanwhile]
    encoder.encode_questions(["第一个人"])

    assert refused == ["向量服务刚才没有应答，稍后会自动再试。"]


def test_passages_are_encoded_while_questions_pause(
    endpoint: Endpoint, encoder: HttpEncoder
) -> None:
    fail_once(endpoint, encoder)

    assert encoder.encode_passages(["充电"]).shape == (1, 8)


def test_a_refused_text_holds_up_nobody(endpoint: Endpoint, encoder: HttpEncoder) -> None:
    endpoint.answers = [lambda _texts: Answer({}, status=413), good_answer]

    with pytest.raises(EncoderUnavailableError, match="不接受这段文字"):
        encoder.encode_questions(["太长" * 1_000])

    assert encoder.encode_questions(["充电"]).shape == (1, 8)


@pytest.mark.parametrize("url", ["", "gpu:8000/v1", "ftp://gpu/v1", "http://", "http://[::1/v1"])
def test_an_address_that_cannot_be_asked_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="向量服务的地址"):
        HttpEncoder(url, MODEL)


@pytest.mark.parametrize("key", ["sk-secret\n", "sk secret", "密钥secret"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(ValueError, match="密钥") as caught:
        HttpEncoder("http://localhost/v1", MODEL, key)

    assert "secret" not in str(caught.value)


def test_the_key_is_neither_shown_nor_logged(
    endpoint: Endpoint, encoder: HttpEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # whoever talks to Telegram quiets it
    endpoint.answers = [lambda _texts: Answer({}, status=500), good_answer]

    encoder.encode_passages(["充电"])

    assert caplog.text
    assert KEY not in caplog.text + repr(encoder) + repr(vars(encoder))
