"""Noting answers for when WeChat asks again: many at once when many people write."""

import threading
from typing import Final

import structlog

from bot.receipts import ReceiptStore
from cases import StoreUnavailableError

_log = structlog.get_logger(__name__)


_MOST_GATHERED: Final = 32


class Notes:
    """Gathers answers, and writes those of many messages in one transaction."""

    def __init__(self, receipts: ReceiptStore) -> None:
        """Keep where to write."""
        self._receipts = receipts
        self._gathered: dict[str, str] = {}
        self._gathering = threading.Lock()

    def add(self, key: str, answer: str) -> None:
        """Note an answer with the next `write`, or now if many have gathered."""
        with self._gathering:
            self._gathered[key] = answer
            is_much = len(self._gathered) >= _MOST_GATHERED
        if is_much:
            self.write()

    def find(self, key: str) -> str | None:
        """Return an answer that is not written yet."""
        return self._gathered.get(key)

    def write(self) -> None:
        """Write what has gathered."""
        with self._gathering:
            answers, self._gathered = self._gathered, {}
        if not answers:
            return
        try:
            self._receipts.answer(answers)
        except StoreUnavailableError as error:
            _log.warning("answers_not_noted", count=len(answers), reason=str(error))
