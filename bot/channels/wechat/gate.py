"""Who may come in: requests that WeChat signed, lately and for this account."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.envelope import read_fields, read_sealed, write_sealed
from bot.channels.wechat.incoming import Incoming, read_incoming
from bot.channels.wechat.passive_reply import SUCCESS
from bot.channels.wechat.refusals import ForgedError, UnreadableError

WINDOW_SECONDS: Final = 300
"""How far the time of a request may be from ours."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request that was let in.

    Attributes:
        incoming: What it brings.
        signature: Which no other request has.
        nonce: WeChat's random number, which a sealed answer repeats.
        is_sealed: Whether it came encrypted, so that the answer goes back encrypted.
    """

    incoming: Incoming
    signature: str
    nonce: str
    is_sealed: bool


class Gate:
    """Checks signature, time and account before anything that was sent is looked at."""

    def __init__(self, codec: MessageCodec, *, clock: Callable[[], float] = time.time) -> None:
        """Keep the keys; the clock tells seconds since 1970."""
        self._codec = codec
        self._clock = clock

    def greet(self, query: Mapping[str, str]) -> str:
        """Return the echo that proves to WeChat that the address is ours.

        It acts on nothing, so an old request is echoed as well.

        Raises:
            ForgedError: WeChat did not sign it.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        self._codec.verify(query.get("signature", ""), timestamp, nonce)
        return query.get("echostr", "")

    def let_in(self, query: Mapping[str, str], body: bytes) -> Visit:
        """Read what was posted, in plain, compatible or safe mode.

        In compatible mode the body holds the message twice; the sealed one counts.

        Raises:
            ForgedError: WeChat did not sign it, not lately, or for another account.
            UnreadableError: It is signed but no message.
        """
        self._check_time(query.get("timestamp", ""))
        says_sealed = query.get("encrypt_type") == "aes" or "msg_signature" in query
        if says_sealed and self._codec.can_open:
            return self._sealed(query, body)
        return self._plain(query, body, says_sealed=says_sealed)

    def answer(self, visit: Visit, text: str) -> str:
        """Return an answer as the visit came: sealed or plain."""
        if not visit.is_sealed or text == SUCCESS:
            return text
        sealed = self._codec.seal(text)
        timestamp = str(int(self._clock()))
        signature = self._codec.sign(timestamp, visit.nonce, sealed)
        return write_sealed(sealed, signature=signature, timestamp=timestamp, nonce=visit.nonce)

    def _check_time(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):  # noqa: PLR2004 - digits of a time
            raise ForgedError("请求里没有时间。")
        behind = int(self._clock()) - int(timestamp)
        if abs(behind) > WINDOW_SECONDS:
            _log.warning("wechat_request_out_of_time", behind_seconds=behind)
            raise ForgedError("请求的时间和服务器相差太远，请检查服务器的时钟。")

    def _sealed(self, query: Mapping[str, str], body: bytes) -> Visit:
        signature, nonce = query.get("msg_signature", ""), query.get("nonce", "")
        if "signature" in query:  # of 公众号, not of 企业微信
            self._codec.verify(query["signature"], query["timestamp"], nonce)
        sealed = read_sealed(body)
        self._codec.verify(signature, query["timestamp"], nonce, sealed)
        incoming = read_incoming(read_fields(self._codec.open(sealed).encode()))
        return Visit(incoming=incoming, signature=signature, nonce=nonce, is_sealed=True)

    def _plain(self, query: Mapping[str, str], body: bytes, *, says_sealed: bool) -> Visit:
        signature, nonce = query.get("signature", ""), query.get("nonce", "")
        self._codec.verify(signature, query["timestamp"], nonce)
        fields = read_fields(body)
        if says_sealed and "MsgType" not in fields:
            _log.warning("wechat_message_sealed", remedy="set MIAOZHAO_WECHAT_AES_KEY")
            raise UnreadableError("消息是加密的，请设置 MIAOZHAO_WECHAT_AES_KEY。")
        incoming = read_incoming(fields)
        return Visit(incoming=incoming, signature=signature, nonce=nonce, is_sealed=False)
