"""A channel whose platform posts to us, and takes what is answered: 公众号, an app of 企业微信."""

from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from bot.channels.wechat.conversation import AnswersMessages, Conversation
from bot.channels.wechat.gate import Visit
from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.letter import LetterWriter
from bot.channels.wechat.once_only import PATIENCE_SECONDS, OnceOnly
from bot.channels.wechat.passive_reply import write_passive_reply
from bot.channels.wechat.rebuilding import BuildsIndex, Rebuilding
from bot.channels.wechat.refusals import RefusedError
from bot.channels.wechat.understanding import Understood, understand
from bot.message import ChannelName
from bot.receipts import ReceiptStore

_log = structlog.get_logger(__name__)

Answer = tuple[int, str]
"""HTTP status and text."""


class ChecksVisits(Protocol):
    """A gate. What it turns away raises `RefusedError`."""

    def greet(self, query: Mapping[str, str], /) -> str:
        """Return the echo that proves that the address is ours."""
        ...

    def let_in(self, query: Mapping[str, str], body: bytes, /) -> Visit:
        """Read what was posted."""
        ...

    def answer(self, visit: Visit, text: str, /) -> str:
        """Return an answer as the platform takes it."""
        ...


class PassiveChannel:
    """Answers within the platform's five seconds, always; sends nothing by itself."""

    def __init__(  # noqa: PLR0913 - what wires the program passes each by name, once
        self,
        gate: ChecksVisits,
        *,
        dialogue: AnswersMessages,
        reindexer: BuildsIndex,
        receipts: ReceiptStore,
        secret: bytes,
        writer: LetterWriter,
        name: ChannelName = "wechat",
        understand: Callable[[Incoming], Understood] = understand,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Wire the parts.

        Args:
            gate: Checks who comes.
            dialogue: Answers.
            reindexer: Builds the index when an admin asks for it.
            receipts: What was received and answered, by all replicas.
            secret: Keys the hashes under which that is noted.
            writer: Writes the letters.
            name: Which channel it is.
            understand: Tells what is wanted.
            patience_seconds: How long the platform may wait for us.
        """
        self._gate = gate
        self._name = name
        self._once_only = OnceOnly(
            receipts, channel=name, secret=secret, patience_seconds=patience_seconds
        )
        self._conversation = Conversation(
            dialogue,
            writer,
            Rebuilding(reindexer),
            waiting_for=self._once_only.waiting_for,
            keep_for=self._once_only.keep_for,
            channel=name,
            understand=understand,
        )

    def greet(self, query: Mapping[str, str]) -> Answer:
        """Answer the GET by which the platform checks that the address is ours."""
        try:
            return 200, self._gate.greet(query)
        except RefusedError as refusal:
            return self._refuse(refusal)

    async def receive(self, query: Mapping[str, str], body: bytes) -> Answer:
        """Answer one POST."""
        try:
            visit = self._gate.let_in(query, body)
            letter = await self._once_only.answer(
                visit.incoming, visit.signature, self._conversation.compose
            )
        except RefusedError as refusal:
            return self._refuse(refusal)
        return 200, self._gate.answer(visit, write_passive_reply(letter, visit.incoming))

    def waiting(self) -> int:
        """Return how many messages nobody works on yet."""
        return self._once_only.waiting()

    def close(self) -> None:
        """Finish what is being worked on; a build that runs is left to end with the program."""
        self._once_only.close()

    def _refuse(self, refusal: RefusedError) -> Answer:
        _log.warning(f"{self._name}_request_refused", reason=str(refusal))
        return refusal.status, str(refusal)
