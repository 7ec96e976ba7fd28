"""An account's server that others wrote: wechatpy verifies and opens, parses and seals.

Our own server is tested elsewhere; this one tells whether what we send in WeChat's place has
WeChat's form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.replies import ArticlesReply, EmptyReply, TextReply
from wechatpy.utils import check_signature

from tests.http_server import QuietHandler, served

TOKEN = "tokenOfTheTests"  # noqa: S105 - opens nothing
APP_ID = "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

ARTICLE = {
    "title": "城南·巷充",
    "description": "把充电桩建进巷子",
    "image": "https://m.example.cn/p.png",
    "url": "https://m.example.cn/c/sz-1",
}


@dataclass
class WechatAccount:
    """What was said to the account, and how it answers."""

    url: str = ""
    heard: list[Any] = field(default_factory=list)
    was_sealed: list[bool] = field(default_factory=list)
    raw_answer: bytes | None = None
    status: int = 200

    def hear(self, query: dict[str, str], body: str) -> tuple[int, bytes]:
        """Return status and body of the answer."""
        if self.raw_answer is not None or self.status != 200:
            return self.status, self.raw_answer or b""
        crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        timestamp, nonce = query["timestamp"], query["nonce"]
        is_sealed = query.get("encrypt_type") == "aes"
        try:
            check_signature(TOKEN, query["signature"], timestamp, nonce)
            if is_sealed:
                body = crypto.decrypt_message(body, query["msg_signature"], timestamp, nonce)
        except InvalidSignatureException:
            return 403, b""
        message = parse_message(body)
        self.heard.append(message)
        self.was_sealed.append(is_sealed)
        answer = self._answer(message).render()
        if is_sealed and answer:
            answer = crypto.encrypt_message(answer, nonce, timestamp)
        return 200, answer.encode()

    def _answer(self, message: Any) -> Any:  # noqa: ANN401 - wechatpy has no types
        if message.type == "event":
            return EmptyReply()
        if message.content == "1":
            reply = ArticlesReply(message=message)
            reply.add_article(ARTICLE)
            return reply
        return TextReply(message=message, content=f"您说了 {len(message.content)} 个字 <&>")


@contextmanager
def serve_account() -> Iterator[WechatAccount]:
    """Serve on a free port until the block ends."""
    account = WechatAccount()

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 - http.server calls it so
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = {
                name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()
            }
            status, answer = account.hear(query, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    with served(Handler) as address:
        account.url = f"{address}/wechat"
        yield account
