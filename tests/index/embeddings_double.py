"""A real endpoint of OpenAI's `/v1/embeddings` on a free port, whose answers a test chooses."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any

from tests.http_server import QuietHandler, served

KEY = "sk-not-for-anybody"
MODEL = "bge-m3"


@dataclass
class Answer:
    """What the endpoint sends; a body that is not bytes goes out as JSON."""

    body: object
    status: int = 200
    wait_for: Event | None = None


@dataclass
class Endpoint:
    """What was asked, and what is answered: each answer once, the last one for ever."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    answers: list[Callable[[list[str]], Answer]] = field(default_factory=list)

    def answer(self, *bodies: object, status: int = 200) -> None:
        self.answers = [partial(same_for_all, Answer(body, status)) for body in bodies]

    def answer_well(self) -> None:
        self.answers = [good_answer]


def same_for_all(answer: Answer, _texts: list[str]) -> Answer:
    return answer


def vector_of(text: str) -> list[float]:
    """Return eight numbers, far from length 1, that only this text gives."""
    return [float(byte) - 100.5 for byte in hashlib.sha256(text.encode()).digest()[:8]]


def good_answer(texts: list[str]) -> Answer:
    data = [{"index": place, "embedding": vector_of(text)} for place, text in enumerate(texts)]
    return Answer({"object": "list", "model": MODEL, "data": data})


@contextmanager
def serve_embeddings() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    endpoint.answer_well()

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 - http.server calls it so
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.asked.append(asked | {"path": self.path})
            endpoint.authorizations.append(self.headers["Authorization"])
            answers = endpoint.answers
            reply = (answers.pop(0) if len(answers) > 1 else answers[0])(asked["input"])
            if reply.wait_for is not None:
                reply.wait_for.wait()
            self._send(reply)

        def _send(self, reply: Answer) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            try:
                self.send_response(reply.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # nobody waits any more

    with served(Handler) as address:
        endpoint.url = f"{address}/v1"
        yield endpoint
