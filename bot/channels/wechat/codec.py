"""WeChat's signatures and encryption: 公众号 and 企业微信 share them.

A message in safe mode is base64 of AES-256-CBC over 16 random bytes, the length of the text
(4 bytes, big-endian), the text and the id of the receiving account, padded by PKCS#7 to 32 bytes.
The key is base64 of 43 characters; the initialisation vector is its first 16 bytes.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.wechat.refusals import ForgedError, UnreadableError

_BLOCK: Final = 32
_RANDOM: Final = 16
_LENGTH: Final = 4


class MessageCodec:
    """Signs and verifies, opens and seals. Safe to call from several threads."""

    def __init__(self, *, token: str, aes_key: str = "", receive_id: str = "") -> None:
        """Keep the keys.

        Args:
            token: 令牌; part of every signature.
            aes_key: EncodingAESKey, 43 characters; without it nothing can be opened or sealed.
            receive_id: Whom messages are for: AppID of a 公众号, CorpID of an app of 企业微信,
                empty for its 智能机器人.
        """
        self._token = token.encode()
        self._receive_id = receive_id.encode()
        self._cipher: Cipher[modes.CBC] | None = None
        if aes_key:
            key = base64.b64decode(f"{aes_key}=")
            self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    @property
    def can_open(self) -> bool:
        """Whether there is a key, so that sealed messages can be read and written."""
        return self._cipher is not None

    def sign(self, timestamp: str, nonce: str, sealed: str = "") -> str:
        """Return the signature over token, time, nonce and, in safe mode, the sealed text."""
        parts = [self._token, *(_bytes(part) for part in (timestamp, nonce, sealed) if part)]
        return hashlib.sha1(b"".join(sorted(parts)), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, timestamp: str, nonce: str, sealed: str = "") -> None:
        """Compare the signature with ours, in constant time.

        Raises:
            ForgedError: It is another one.
        """
        ours = self.sign(timestamp, nonce, sealed)
        if not hmac.compare_digest(ours.encode(), _bytes(signature)):
            raise ForgedError("签名不对。")

    def open(self, sealed: str) -> str:
        """Return the text of a sealed message, whose signature has been verified before.

        Raises:
            ForgedError: It was sealed for another account.
            UnreadableError: It was sealed with another key, or never.
        """
        try:
            return self._open(base64.b64decode(sealed, validate=True))
        except ValueError as error:
            raise UnreadableError("消息解不开，请检查 EncodingAESKey。") from error

    def seal(self, text: str) -> str:
        """Return the text sealed for the account.

        Raises:
            ValueError: There is no key.
        """
        content = text.encode()
        whole = b"".join(
            (
                secrets.token_bytes(_RANDOM),
                len(content).to_bytes(_LENGTH, "big"),
                content,
                self._receive_id,
            )
        )
        missing = _BLOCK - len(whole) % _BLOCK
        encryptor = self._require_cipher().encryptor()
        sealed = encryptor.update(whole + bytes([missing]) * missing) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def _open(self, sealed: bytes) -> str:
        decryptor = self._require_cipher().decryptor()
        whole = _without_padding(decryptor.update(sealed) + decryptor.finalize())
        start = _RANDOM + _LENGTH
        length = int.from_bytes(whole[_RANDOM:start], "big")
        if len(whole) < start + length:
            raise ValueError("shorter than it says")
        if not hmac.compare_digest(whole[start + length :], self._receive_id):
            raise ForgedError("消息不是发给这个账号的，请检查 AppID 或企业 ID。")
        return whole[start : start + length].decode()

    def _require_cipher(self) -> "Cipher[modes.CBC]":
        if self._cipher is None:
            raise ValueError("no key")
        return self._cipher


def _without_padding(padded: bytes) -> bytes:
    """Take PKCS#7 off; WeChat pads to 32 bytes, so up to 32 of them."""
    count = padded[-1] if padded else 0
    if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
        raise ValueError("no padding")
    return padded[:-count]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
