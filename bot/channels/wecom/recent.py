"""What has just been worked on, so that a message that comes again is not worked on again."""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

_MOST: Final = 2_000

T = TypeVar("T")


class Recent(Generic[T]):
    """The newest messages and what became of them; the oldest of 2,000 is forgotten.

    企业微信 keeps one connection for a 智能机器人, so one process sees all of its messages.
    """

    def __init__(self) -> None:
        """Remember none."""
        self._kept: OrderedDict[str, T | None] = OrderedDict()

    def begins(self, message_id: str) -> bool:
        """Say whether the message is new, and know it from now on; one without an id is new."""
        if not message_id:
            return True
        if message_id in self._kept:
            return False
        self._kept[message_id] = None
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return True

    def keep(self, message_id: str, undelivered: T) -> None:
        """Keep an answer that could not be sent, for when the message comes again."""
        if message_id in self._kept:
            self._kept[message_id] = undelivered

    def take(self, message_id: str) -> T | None:
        """Return an answer that waits for its message to come again, once."""
        waiting = self._kept.get(message_id)
        if waiting is not None:
            self._kept[message_id] = None
        return waiting
