"""Who may come in at `/wecom`: requests that 企业微信 sealed, lately and for this organisation.

https://developer.work.weixin.qq.com/document/path/90930
"""

from collections.abc import Mapping

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.gate import Gate, Visit
from bot.channels.wechat.passive_reply import SUCCESS
from bot.channels.wechat.refusals import ForgedError


class WecomGate:
    """WeChat's gate, but nothing comes in plain, and silence is an empty answer."""

    def __init__(self, codec: MessageCodec) -> None:
        """Keep the keys."""
        self._codec = codec
        self._gate = Gate(codec)

    def greet(self, query: Mapping[str, str]) -> str:
        """Return the echo, opened: it proves that token and AES key are here.

        Raises:
            ForgedError: 企业微信 did not sign it, or for another organisation.
            UnreadableError: It was sealed with another key.
        """
        sealed = query.get("echostr", "")
        signature = query.get("msg_signature", "")
        self._codec.verify(signature, query.get("timestamp", ""), query.get("nonce", ""), sealed)
        return self._codec.open(sealed)

    def let_in(self, query: Mapping[str, str], body: bytes) -> Visit:
        """Read what was posted.

        Raises:
            ForgedError: 企业微信 did not sign it, not lately, or for another organisation.
            UnreadableError: It is signed but no message.
        """
        if "msg_signature" not in query:
            raise ForgedError("签名不对。")
        return self._gate.let_in(query, body)

    def answer(self, visit: Visit, text: str) -> str:
        """Return an answer, sealed; nothing when there is nothing to be said."""
        return "" if text == SUCCESS else self._gate.answer(visit, text)
