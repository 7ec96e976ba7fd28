"""Sealing what opens an account, before it is kept where others may read."""

import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PURPOSE: Final = b"access token seal"
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token.

    Attributes:
        value: The secret itself.
        good_until: Until when to use it, in seconds since 1970.
    """

    value: str
    good_until: float

    def __repr__(self) -> str:
        """Keep the secret out of what is printed while something is looked for."""
        return f"Token(value=…, good_until={self.good_until})"


class TokenSeal:
    """Encrypts tokens with AES-GCM under a key that is derived from our secret key."""

    def __init__(self, secret: bytes) -> None:
        """Derive the key."""
        self._cipher = AESGCM(hmac.digest(secret, _PURPOSE, "sha256"))

    def seal(self, name: str, token: Token) -> bytes:
        """Return the token encrypted, bound to the name under which it is kept."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = json.dumps([token.value, token.good_until]).encode()
        return nonce + self._cipher.encrypt(nonce, plain, name.encode())

    def open(self, name: str, sealed: bytes) -> Token | None:
        """Return what was sealed; None if it was sealed with another key, or spoilt."""
        nonce, cipher_text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            value, good_until = json.loads(self._cipher.decrypt(nonce, cipher_text, name.encode()))
            return Token(value=str(value), good_until=float(good_until))
        except (InvalidTag, ValueError, TypeError):
            return None
