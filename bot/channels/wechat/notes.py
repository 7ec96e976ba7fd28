"""Noting answers for when WeChat asks again: many at once when many people write."""

import threading

import structlog

from bot.receipts import ReceiptStore
from cases import StoreUnavailableError

_log = structlog.get_logger(__name__)


class Notes:
    """Writes what has gathered in one transaction: whoever finds nobody writing does it."""

    def __init__(self, receipts: ReceiptStore) -> None:
        """Keep where to write."""
        self._receipts = receipts
        self._gathered: dict[str, str] = {}
        self._gathering = threading.Lock()
        self._writing = threading.Lock()

    def add(self, key: str, answer: str) -> None:
        """Note an answer, now or with the thread that is writing already."""
        with self._gathering:
            self._gathered[key] = answer
        while self._gathered and self._writing.acquire(blocking=False):
            try:
                self._write()
            finally:
                self._writing.release()

    def _write(self) -> None:
        with self._gathering:
            answers, self._gathered = self._gathered, {}
        if not answers:
            return
        try:
            self._receipts.answer(answers)
        except StoreUnavailableError as error:
            _log.warning("answers_not_noted", count=len(answers), reason=str(error))
