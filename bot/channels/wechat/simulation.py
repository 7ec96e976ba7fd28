"""WeChat's part of a conversation, to try a running server without an account.

What is sent has the form of
https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html
signed, and sealed in safe mode; what comes back is verified and opened as WeChat would do.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx
from defusedxml.ElementTree import fromstring

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.envelope import cdata, read_fields
from bot.channels.wechat.refusals import RefusedError
from bot.errors import BotError
from bot.link import CaseLink

ACCOUNT: Final = "gh_0123456789ab"
"""The account's 原始 ID, as messages name it."""

_SECONDS: Final = 10.0
_SILENT: Final = (b"", b"success")
_EVENTS: Final = {"click": "CLICK", "view": "VIEW", "scan": "SCAN", "location": "LOCATION"}
_NUMBERS: Final = ("CreateTime", "MsgId")


class SimulationError(BotError):
    """The server did not answer as WeChat wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article of a reply."""

    title: str
    description: str
    url: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedReply:
    """What a person would see: a text, or articles, or nothing at all.

    Attributes:
        text: Empty if it says nothing.
        articles: Instead of a text.
        milliseconds: How long the server took.
    """

    text: str = ""
    articles: tuple[Article, ...] = ()
    milliseconds: float


def text_message(text: str) -> dict[str, str]:
    """Return what a person types, as fields of a message."""
    return {"MsgType": "text", "Content": text, "MsgId": str(secrets.randbits(63))}


def event_message(event: str) -> dict[str, str]:
    """Return an event, such as `subscribe`, `click:help` or `scan:case_sz-1`."""
    name, _, key = event.partition(":")
    return {"MsgType": "event", "Event": _EVENTS.get(name.lower(), name), "EventKey": key}


class Simulation:
    """Sends messages of one person to a server."""

    def __init__(
        self,
        url: str,
        codec: MessageCodec,
        *,
        user: str,
        is_sealed: bool,
        seconds: float = _SECONDS,
    ) -> None:
        """Send nothing yet.

        Args:
            url: Where the server listens, such as `http://127.0.0.1:8080/wechat`.
            codec: With the token, and with the key in safe mode.
            user: Their OpenID; one conversation per person.
            is_sealed: Safe mode, or plain.
            seconds: How long to wait for an answer; longer than WeChat, to see what would come.
        """
        self._url = url
        self._codec = codec
        self._user = user
        self._is_sealed = is_sealed
        self._seconds = seconds

    def send(self, fields: Mapping[str, str]) -> SimulatedReply:
        """Send a message and return what comes back.

        Raises:
            SimulationError: No server, a refusal, or no reply that WeChat understands.
        """
        timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        message = _write(
            {"ToUserName": ACCOUNT, "FromUserName": self._user, "CreateTime": timestamp, **fields}
        )
        query = {
            "signature": self._codec.sign(timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": self._user,
        }
        if self._is_sealed:
            sealed = self._codec.seal(message)
            query["encrypt_type"] = "aes"
            query["msg_signature"] = self._codec.sign(timestamp, nonce, sealed)
            message = _write({"ToUserName": ACCOUNT, "Encrypt": sealed})
        response = self._post(message, query)
        milliseconds = response.elapsed.total_seconds() * 1000
        if response.content.strip() in _SILENT:
            return SimulatedReply(milliseconds=milliseconds)
        return self._read(response.content, milliseconds)

    def _post(self, message: str, query: Mapping[str, str]) -> httpx.Response:
        try:
            response = httpx.post(
                self._url,
                params=dict(query),
                content=message.encode(),
                headers={"Content-Type": "text/xml"},
                timeout=self._seconds,
                trust_env=CaseLink(self._url).is_public,  # no proxy leads to this machine
            )
        except httpx.TimeoutException as error:
            raise SimulationError(
                f"{self._url} 在 {self._seconds:.0f} 秒内没有回答，微信只等 5 秒。"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise SimulationError(
                f"连不上 {self._url}。请先在另一个窗口运行 miaozhao serve，或用 --url 换一个地址。"
            ) from error
        if response.status_code != HTTPStatus.OK:
            raise SimulationError(f"{self._url} {_why(response.status_code)}")
        return response

    def _read(self, body: bytes, milliseconds: float) -> SimulatedReply:
        try:
            fields = read_fields(body)
            if self._is_sealed:
                body = self._open(fields).encode()
                fields = read_fields(body)
        except RefusedError as error:
            raise SimulationError(f"服务器的回复微信看不懂：{error}") from error
        if fields.get("MsgType") == "news":
            return SimulatedReply(articles=_articles(body), milliseconds=milliseconds)
        return SimulatedReply(text=fields.get("Content", ""), milliseconds=milliseconds)

    def _open(self, fields: Mapping[str, str]) -> str:
        if "Encrypt" not in fields:
            raise SimulationError("服务器没有加密它的回复，微信在安全模式下会报错。")
        sealed = fields["Encrypt"]
        self._codec.verify(
            fields.get("MsgSignature", ""),
            fields.get("TimeStamp", ""),
            fields.get("Nonce", ""),
            sealed,
        )
        return self._codec.open(sealed)


def _write(fields: Mapping[str, str]) -> str:
    elements = (
        f"<{name}>{value if name in _NUMBERS else cdata(value)}</{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{''.join(elements)}</xml>"


def _articles(body: bytes) -> tuple[Article, ...]:
    return tuple(
        Article(
            title=item.findtext("Title", ""),
            description=item.findtext("Description", ""),
            url=item.findtext("Url", ""),
            picture=item.findtext("PicUrl", ""),
        )
        for item in fromstring(body.decode(), forbid_dtd=True).iterfind("Articles/item")
    )


def _why(status: int) -> str:
    match status:
        case HTTPStatus.FORBIDDEN:
            return (
                "不认这个签名（HTTP 403）。请检查它启动时的 MIAOZHAO_WECHAT_TOKEN、"
                "MIAOZHAO_WECHAT_APP_ID 和 MIAOZHAO_WECHAT_AES_KEY 与这里的一样；改过就重启它。"
            )
        case HTTPStatus.NOT_FOUND:
            return (
                "没有公众号的入口（HTTP 404）。"
                "请检查地址末尾是 /wechat，并在设好 MIAOZHAO_WECHAT_TOKEN 后重启它。"
            )
        case _:
            return f"回答了 HTTP {status}，微信会报“该公众号提供的服务出现故障”。"
