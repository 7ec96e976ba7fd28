"""A server that speaks WeChat's API over real HTTP on a free port, and writes down what it hears.

It behaves as WeChat does as long as a test does not put another answer in the way.
"""

import json
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from tests.http_server import QuietHandler, served

APP_ID = "wx0123456789abcdef"
APP_SECRET = "hunter2hunter2hunter2hunter2hunt"  # noqa: S105 - opens nothing
PICTURE = b"\xff\xd8\xff\xe0 a picture \xff\xd9"

STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105 - a path
MENU_CREATE = "/cgi-bin/menu/create"
MENU_GET = "/cgi-bin/menu/get"
QR_CREATE = "/cgi-bin/qrcode/create"
QR_PICTURE = "/cgi-bin/showqrcode"

OK = {"errcode": 0, "errmsg": "ok"}
BUSY = {"errcode": -1, "errmsg": "system error hint: [aB1]"}
NOT_LISTED = {
    "errcode": 40164,
    "errmsg": "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6-1-8",
}
DAILY_LIMIT = {"errcode": 45009, "errmsg": "reach max api daily quota limit rid: 1-2-3"}
UNAUTHORIZED = {"errcode": 48001, "errmsg": "api unauthorized rid: 1-2-3"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    raw: bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a test puts in the way; a body that is not bytes goes out as JSON."""

    body: object
    status: int = 200
    wait_for: Event | None = None
    drips: bool = False


@dataclass
class WechatApiServer:
    """What was asked, and what is answered out of turn: each answer once, in their order."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    menu: Any = None
    tokens_given: int = 0
    scenes: dict[str, Any] = field(default_factory=dict)
    _answers: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    _lock: Any = field(default_factory=Lock)

    def answer(
        self, path: str, *bodies: object, status: int = 200, wait_for: Event | None = None
    ) -> None:
        """Give these answers to the next requests for the path."""
        self._answers[path] += [
            Answer(body=body, status=status, wait_for=wait_for) for body in bodies
        ]

    def drip(self, path: str, *, times: int) -> None:
        """Let the next answers to the path come drop by drop, without end."""
        self._answers[path] += [Answer(body=b"", drips=True)] * times

    def end_token(self) -> None:
        """Let the token end that is good now."""
        self.tokens_given += 1

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [asked.path for asked in self.asked]

    def respond(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            if self._answers[asked.path]:
                return self._answers[asked.path].popleft()
            return Answer(body=self._answer_as_wechat(asked))

    @property
    def token(self) -> str:
        return f"76_token_{self.tokens_given}"

    def _answer_as_wechat(self, asked: Asked) -> object:
        if asked.path == STABLE_TOKEN:
            return self._give_token(asked.body)
        if asked.path == QR_PICTURE:
            is_known = asked.query["ticket"] in self.scenes
            return PICTURE if is_known else b"not found"
        if asked.query.get("access_token") != self.token:
            said = "invalid credential, access_token is invalid or not latest rid: 1-2-3"
            return {"errcode": 40001, "errmsg": said}
        return self._answer_with_token(asked)

    def _give_token(self, body: Any) -> object:  # noqa: ANN401 - raw JSON
        if body["appid"] != APP_ID:
            return {"errcode": 40013, "errmsg": "invalid appid rid: 1-2-3"}
        if body["secret"] != APP_SECRET:
            return {"errcode": 40125, "errmsg": f"invalid appsecret {body['secret']} rid: 1-2-3"}
        return {"access_token": self.token, "expires_in": 7200}

    def _answer_with_token(self, asked: Asked) -> object:
        match asked.path:
            case "/cgi-bin/menu/create":
                self.menu = asked.body
                return OK
            case "/cgi-bin/menu/get":
                missing = {"errcode": 46003, "errmsg": "menu no exist rid: 1-2-3"}
                return {"menu": self.menu} if self.menu else missing
            case "/cgi-bin/qrcode/create":
                ticket = f"gQH47+/joAA=={len(self.scenes)}"
                self.scenes[ticket] = asked.body
                return {"ticket": ticket, "url": f"http://weixin.qq.com/q/{len(self.scenes)}"}
            case _:
                return {"errcode": 40066, "errmsg": "invalid url rid: 1-2-3"}


AnyApiServer = TypeVar("AnyApiServer", bound=WechatApiServer)


@contextmanager
def serve_wechat_api() -> Iterator[WechatApiServer]:
    """Serve WeChat's API on a free port until the block ends."""
    with serve_api(WechatApiServer()) as api:
        yield api


@contextmanager
def serve_api(api: AnyApiServer) -> Iterator[AnyApiServer]:
    """Serve on a free port until the block ends."""
    ended = Event()

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802 - http.server calls it so
            self._respond(b"")

        def do_POST(self) -> None:  # noqa: N802 - http.server calls it so
            self._respond(self.rfile.read(int(self.headers["Content-Length"])))

        def _respond(self, raw: bytes) -> None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            body = json.loads(raw) if raw else None
            reply = api.respond(
                Asked(method=self.command, path=address.path, query=query, body=body, raw=raw)
            )
            if reply.wait_for is not None:
                reply.wait_for.wait()
            try:
                self._send(reply)
            except OSError:
                self.close_connection = True  # nobody waits any more

        def _send(self, reply: Answer) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            self.send_header("Content-Length", str(10**6 if reply.drips else len(body)))
            self.end_headers()
            self.wfile.write(body)
            while reply.drips and not ended.wait(0.001):
                self.wfile.write(b" ")

    with served(Handler) as api.url:
        try:
            yield api
        finally:
            ended.set()
