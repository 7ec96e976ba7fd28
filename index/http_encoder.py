"""The home of httpx: vectors from any endpoint that speaks OpenAI's `/v1/embeddings`.

bge, Qwen3-Embedding and others, served by vLLM, Ollama, TEI or a provider. The request holds
`model` and `input` alone, which all of them understand. The key is never logged or shown.
"""

import json
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from threading import Lock
from typing import Final

import httpx
import numpy as np
import stamina

from index.encoder import Vectors
from index.errors import EncoderUnavailableError

_PASSAGES_A_REQUEST: Final = 32
_ATTEMPTS: Final = 3
_CONNECT_SECONDS: Final = 3.0
_PASSAGE_SECONDS: Final = 60.0  # a whole request, in each attempt
_PAUSE_SECONDS: Final = 30.0
_MOST_BYTES: Final = 16 * 1024 * 1024  # 32 vectors of 4,096 numbers are some 3 MB
_BLANK: Final = "。"  # several endpoints refuse an empty text

# The request was at fault, not the endpoint: the next question may well be answered.
_REFUSED_TEXT: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


class _RefusedTextError(EncoderUnavailableError):
    """The endpoint is well but does not take this text."""


class _PassingError(EncoderUnavailableError):
    """What may be gone in a moment: no connection, no time, too many requests, a 5xx."""


class HttpEncoder:
    """An `Encoder` over HTTP that never keeps a question waiting.

    A question gets one try of about a second. When that fails, the next questions are refused at
    once for 30 seconds; then a single one tries the endpoint again. Passages are patient:
    three tries with growing pauses, and a refused question does not hold them up.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str | None = None,
        *,
        question_prefix: str = "",
        passage_prefix: str = "",
        most_characters: int = 2_000,
        question_seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask nothing yet.

        Args:
            url: What OpenAI's clients call the base, such as `http://gpu:8000/v1`; the full
                address of the embeddings is understood too.
            model: The endpoint's name of the model.
            key: Sent as a bearer token; None or empty sends none.
            question_prefix: An instruction that the model wants before what people ask.
            passage_prefix: The same before what is found.
            most_characters: Longer texts are cut, for endpoints refuse what exceeds the model's
                window; take 500 for a model of 512 tokens.
            question_seconds: How long a question may wait.
            clock: Seconds that only grow.

        Raises:
            ValueError: If the address or the key cannot be sent; the message holds neither.
        """
        self._url = _embeddings_url(url)
        self._model = model
        self._prefixes = question_prefix, passage_prefix
        self._most_characters = most_characters
        self._question_seconds = question_seconds
        self._pause = _Pause(_PAUSE_SECONDS, clock)
        self._clock = clock
        self._dimensions: int | None = None
        self._client = httpx.Client(headers=_headers(key))

    @property
    def name(self) -> str:
        """The model, and the prefix of passages if there is one: it changes their vectors."""
        _, prefix = self._prefixes
        return f"{self._model} {prefix!r}" if prefix else self._model

    @property
    def dimensions(self) -> int:
        """Length of a vector; asks the endpoint, once, if no answer has been seen yet."""
        if self._dimensions is None:
            return int(self._request([_BLANK], _PASSAGE_SECONDS).shape[1])
        return self._dimensions

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        """Encode what people ask, in one request and one try."""
        if not texts:
            return self._nothing()
        prepared = [self._prepared(text, self._prefixes[0]) for text in texts]
        self._pause.check()
        try:
            vectors = self._request(prepared, self._question_seconds)
        except _RefusedTextError:
            self._pause.end()
            raise
        except EncoderUnavailableError:
            self._pause.begin()
            raise
        self._pause.end()
        return vectors

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Encode what is found, 32 a request, patiently."""
        if not texts:
            return self._nothing()
        prepared = [self._prepared(text, self._prefixes[1]) for text in texts]
        starts = range(0, len(prepared), _PASSAGES_A_REQUEST)
        batches = (prepared[start : start + _PASSAGES_A_REQUEST] for start in starts)
        return np.concatenate([self._request_patiently(batch) for batch in batches])

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _nothing(self) -> Vectors:
        return np.empty((0, self.dimensions), dtype=np.float32)

    def _prepared(self, text: str, prefix: str) -> str:
        cut = prefix + text[: self._most_characters]
        return cut.encode("utf-8", "replace").decode("utf-8") if cut.strip() else _BLANK

    def _request_patiently(self, texts: list[str]) -> Vectors:
        for attempt in stamina.retry_context(on=_PassingError, attempts=_ATTEMPTS, timeout=None):
            with attempt:
                vectors = self._request(texts, _PASSAGE_SECONDS)
        return vectors

    def _request(self, texts: list[str], seconds: float) -> Vectors:
        vectors = _read_vectors(self._post(texts, seconds), len(texts))
        if self._dimensions is None:
            self._dimensions = vectors.shape[1]
        if vectors.shape[1] != self._dimensions:
            raise EncoderUnavailableError(
                f"向量服务返回的向量长度是 {vectors.shape[1]}，应当是 {self._dimensions}。"
                "请核对模型名称；换了模型，要重新启动并运行 miaozhao reindex。"
            )
        return vectors

    def _post(self, texts: list[str], seconds: float) -> bytes:
        """Send one request; give up at the deadline even if the answer drips."""
        deadline = self._clock() + seconds
        timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        body = {"model": self._model, "input": texts}
        try:
            with self._client.stream("POST", self._url, json=body, timeout=timeout) as response:
                _check_status(response.status_code)
                answer = bytearray()
                for chunk in response.iter_bytes():
                    answer += chunk
                    if len(answer) > _MOST_BYTES:
                        raise _unreadable("太大")
                    if self._clock() > deadline:
                        raise _too_slow()
                return bytes(answer)
        except httpx.TimeoutException as error:
            raise _too_slow() from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise _PassingError("连不上向量服务。请检查它是否在运行、地址是否正确。") from error


class _Pause:
    """Remembers that the endpoint failed, so that nobody waits for it again too soon."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: float | None = None
        self._lock = Lock()

    def check(self) -> None:
        """Let through: everybody while all is well, one at a time once the pause is over.

        Raises:
            EncoderUnavailableError: During the pause.
        """
        with self._lock:
            now = self._clock()
            if self._until is None:
                return
            if now < self._until:
                raise EncoderUnavailableError("向量服务刚才没有应答，稍后会自动再试。")
            self._until = now + self._seconds

    def begin(self) -> None:
        with self._lock:
            self._until = self._clock() + self._seconds

    def end(self) -> None:
        with self._lock:
            self._until = None


def _embeddings_url(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError("向量服务的地址有误，应当像 http://127.0.0.1:8000/v1。") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError("向量服务的地址应当以 http:// 或 https:// 开头，带主机名。")
    return url.rstrip("/").removesuffix("/embeddings") + "/embeddings"


def _headers(key: str | None) -> dict[str, str]:
    if not key:
        return {}
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ValueError("向量服务的密钥含有空格、换行或非英文字符，请重新复制。")
    return {"Authorization": f"Bearer {key}"}


def _check_status(status: int) -> None:
    match status:
        case HTTPStatus.OK:
            return
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            raise EncoderUnavailableError(f"向量服务不认密钥（HTTP {status}）。请核对密钥。")
        case HTTPStatus.NOT_FOUND:
            raise EncoderUnavailableError(
                "向量服务没有这个地址或模型（HTTP 404）。请核对地址和模型名称。"
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            raise _PassingError("向量服务说请求太多（HTTP 429）。请稍后再试。")
        case _ if status in _REFUSED_TEXT:
            raise _RefusedTextError(
                f"向量服务不接受这段文字（HTTP {status}）。它可能太长，或模型名称有误。"
            )
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _PassingError(f"向量服务出错（HTTP {status}）。请查看它的日志。")
        case _:
            raise EncoderUnavailableError(f"向量服务的回答不是向量（HTTP {status}）。请核对地址。")


def _read_vectors(answer: bytes, count: int) -> Vectors:
    """Read `{"data": [{"index": 0, "embedding": [...]}, ...]}` into unit rows, by index."""
    try:
        rows = {int(item["index"]): item["embedding"] for item in json.loads(answer)["data"]}
        raw = np.array([rows[place] for place in range(count)], dtype=np.float64)
    except (KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise _unreadable("不是约定的 JSON，或缺少向量") from error
    if len(rows) != count or raw.ndim != 2 or not raw.size:  # noqa: PLR2004 - rows and columns
        raise _unreadable("向量的个数或长短不一")
    largest = np.abs(raw).max(axis=1, keepdims=True)
    if not np.isfinite(largest).all() or not largest.all():
        raise _unreadable("向量里有无效的数")
    scaled = raw / largest  # so that no square overflows
    vectors: Vectors = (scaled / np.linalg.norm(scaled, axis=1, keepdims=True)).astype(np.float32)
    return vectors


def _unreadable(reason: str) -> EncoderUnavailableError:
    return EncoderUnavailableError(f"向量服务的回答看不懂（{reason}）。请核对地址和模型名称。")


def _too_slow() -> EncoderUnavailableError:
    return _PassingError("向量服务没有及时应答。")
