"""Who has been welcomed lately: 企业微信 tells of everybody who opens the app, each time."""

from bot.receipts import ReceiptStore, receipt_key
from cases import StoreUnavailableError


class Visitors:
    """Remembers visitors for a day after their last visit, for every replica."""

    def __init__(self, receipts: ReceiptStore, secret: bytes) -> None:
        """Take where visits are noted, and what keys the hashes of people's ids."""
        self._receipts = receipts
        self._secret = secret

    def notes(self, user: str) -> bool:
        """Note a visit; say whether it is the first one for long. Call this in a thread."""
        key = receipt_key(self._secret, "wecom", "visitor", user)
        try:
            is_first = self._receipts.take(key) is None
            self._receipts.keep(key, "")
        except StoreUnavailableError:
            return False
        return is_first
