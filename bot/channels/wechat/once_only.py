"""Each message is answered in time, and acted upon once, however often WeChat sends it.

WeChat waits five seconds, then sends the message again, twice at most: the same request once
more, with its time and nonce (as logs show: https://tb.rustfisher.com/2021/08/03/NestJS/mp-wx-http-status-code),
or a new one. What takes longer than we can wait is told with the person's next message.
"""

import asyncio
import secrets
from collections.abc import Callable
from functools import partial
from typing import Final

import structlog

from bot import wording
from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.notes import Notes
from bot.channels.wechat.passive_reply import Letter
from bot.channels.wechat.promise import Promise
from bot.channels.wechat.refusals import ForgedError
from bot.channels.wechat.shift import Shift
from bot.message import ChannelName
from bot.receipts import Claim, ReceiptStore, receipt_key
from cases import StoreUnavailableError

PATIENCE_SECONDS: Final = 4.0
LATER: Final = Letter(text="这次要多找一会儿。请再发一句话，比如“好了吗”，我就把结果给您。")

BUSY: Final = Letter(text="现在来问的人太多了，请过一会儿再发一次。")

_LOOKING_AGAIN_SECONDS: Final = 0.05
_WRITTEN_AFTER_SECONDS: Final = 0.1

_log = structlog.get_logger(__name__)

Compose = Callable[[Incoming], Letter]


class OnceOnly:
    """Puts messages to a composer in threads of its own; the event loop never waits for it."""

    def __init__(
        self,
        receipts: ReceiptStore,
        *,
        channel: ChannelName,
        secret: bytes,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Start no thread yet.

        Args:
            receipts: What was received and answered, by all replicas.
            channel: Whose messages these are.
            secret: Keys the hashes under which they are noted.
            patience_seconds: How long the platform may wait for us.
        """
        self._receipts = receipts
        self._channel = channel
        self._secret = secret
        self._patience_seconds = patience_seconds
        self._awaited: set[str] = set()
        self._notes = Notes(receipts)
        self._writing: asyncio.TimerHandle | None = None
        self._shift = Shift(channel)

    async def answer(self, incoming: Incoming, nonce: str, compose: Compose) -> Letter:
        """Return the answer to a message.

        Args:
            incoming: The message.
            nonce: What is unique to the request that brought it.
            compose: Makes the answer, in a thread; what it raises is logged and told calmly.

        Raises:
            ForgedError: The very same request brought another message before.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience_seconds
        promise: Promise[Letter | None] = Promise(loop)
        if not self._shift.submit(partial(self._work, incoming, nonce, compose, promise)):
            return BUSY
        letter = await promise.wait(self._patience_seconds)
        self._write_notes_soon(loop)
        key = self._key_of(incoming)
        while letter is None and loop.time() < until:  # it is being answered already
            letter = await loop.run_in_executor(self._shift.threads, self._answer_to, key)
            if letter is None:
                await asyncio.sleep(_LOOKING_AGAIN_SECONDS)
        if letter is None:
            self._shift.submit(partial(self._notes.add, key, LATER.to_json()))
            return LATER
        return letter

    def waiting(self) -> int:
        """Return how many messages nobody works on yet."""
        return self._shift.waiting()

    def waiting_for(self, user: str) -> Letter | None:
        """Return, once, what somebody was to hear next; call this while composing."""
        if user not in self._awaited:
            return None
        self._awaited.discard(user)
        try:
            kept = self._receipts.take(self._key("person", user))
        except StoreUnavailableError:
            return None
        return Letter.from_json(kept) if kept else None

    def keep_for(self, user: str, letter: Letter) -> None:
        """Keep what somebody shall hear with the next answer; call this in a thread."""
        try:
            self._receipts.keep(self._key("person", user), letter.to_json())
        except StoreUnavailableError as error:
            _log.warning("answer_not_kept", reason=str(error))

    def close(self) -> None:
        """Wait for what is being worked on, and end; call this in the event loop."""
        if self._writing:
            self._writing.cancel()
        self._shift.close()
        self._notes.write()

    def _work(
        self,
        incoming: Incoming,
        nonce: str,
        compose: Compose,
        promise: Promise[Letter | None],
    ) -> None:
        """Work on a message, in a thread."""
        key = self._key_of(incoming)
        claim = self._claim(key, nonce, incoming.user)
        if claim == "replayed":
            promise.fail(ForgedError("这个请求已经用过。"))
        elif claim == "known":
            promise.keep(self._answer_to(key))
        else:
            if claim == "awaited":
                self._awaited.add(incoming.user)
            letter = _composed(incoming, compose)
            if promise.keep(letter):
                self._notes.add(key, letter.to_json())
            else:
                self._notes.add(key, LATER.to_json())
                self._notes.write()
                self.keep_for(incoming.user, letter)

    def _write_notes_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write the answers of a moment together: nobody asks for one again that soon."""
        if self._writing is None:
            self._writing = loop.call_later(_WRITTEN_AFTER_SECONDS, self._write_notes)

    def _write_notes(self) -> None:
        self._writing = None
        self._shift.submit(self._notes.write)

    def _claim(self, key: str, nonce: str, user: str) -> Claim:
        """Take the message on; while the database is away each one is new."""
        try:
            return self._receipts.claim(
                key, self._key("request", nonce), self._key("person", user)
            )
        except StoreUnavailableError as error:
            _log.warning("message_not_claimed", reason=str(error))
            return "new"

    def _answer_to(self, key: str) -> Letter | None:
        try:
            answer = self._notes.find(key) or self._receipts.answer_to(key)
        except StoreUnavailableError:
            return None
        return None if answer is None else Letter.from_json(answer)

    def _key_of(self, incoming: Incoming) -> str:
        return self._key("message", *incoming.identity)

    def _key(self, *parts: str) -> str:
        return receipt_key(self._secret, self._channel, *parts)


def _composed(incoming: Incoming, compose: Compose) -> Letter:
    """Return the answer; the outermost handler of whatever goes wrong in making it."""
    try:
        return compose(incoming)
    except Exception:  # noqa: BLE001 - the outermost handler
        reference = secrets.token_hex(4)
        _log.exception("message_failed", reference=reference)
        return Letter(text=wording.went_wrong(reference))
