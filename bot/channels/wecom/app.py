"""The organisation's own app: takes what 企业微信 posts to `/wecom`, gives what is answered."""

import time
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.conversation import AnswersMessages, Conversation
from bot.channels.wechat.letter import LetterWriter
from bot.channels.wechat.once_only import PATIENCE_SECONDS, OnceOnly
from bot.channels.wechat.passive_reply import write_passive_reply
from bot.channels.wechat.rebuilding import BuildsIndex, Rebuilding
from bot.channels.wechat.refusals import RefusedError
from bot.channels.wecom.gate import WecomGate
from bot.channels.wecom.understanding import Understanding
from bot.channels.wecom.visitors import Visitors
from bot.receipts import ReceiptStore

LONGEST_TEXT: Final = 2_048
"""Bytes of an answer: https://developer.work.weixin.qq.com/document/path/90241"""

_log = structlog.get_logger(__name__)

Answer = tuple[int, str]
"""HTTP status and text."""


class WecomApp:
    """Answers within five seconds, always; sends nothing by itself."""

    def __init__(
        self,
        codec: MessageCodec,
        *,
        dialogue: AnswersMessages,
        reindexer: BuildsIndex,
        receipts: ReceiptStore,
        secret: bytes,
        writer: LetterWriter,
        clock: Callable[[], float] = time.time,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Wire the parts.

        Args:
            codec: Has the token, the AES key and the CorpID.
            dialogue: Answers.
            reindexer: Builds the index when an admin asks for it.
            receipts: What was received and answered, by all replicas.
            secret: Keys the hashes under which that is noted.
            writer: Writes the letters, of `LONGEST_TEXT` and with nothing to tap.
            clock: Tells seconds since 1970.
            patience_seconds: How long 企业微信 may wait for us.
        """
        self._gate = WecomGate(codec, clock=clock)
        self._once_only = OnceOnly(
            receipts, channel="wecom", secret=secret, patience_seconds=patience_seconds
        )
        self._conversation = Conversation(
            dialogue,
            writer,
            Rebuilding(reindexer),
            waiting_for=self._once_only.waiting_for,
            keep_for=self._once_only.keep_for,
            channel="wecom",
            understand=Understanding(Visitors(receipts, secret).notes),
        )

    def greet(self, query: Mapping[str, str]) -> Answer:
        """Answer the GET by which 企业微信 checks that the address is ours."""
        try:
            return 200, self._gate.greet(query)
        except RefusedError as refusal:
            return _refuse(refusal)

    async def receive(self, query: Mapping[str, str], body: bytes) -> Answer:
        """Answer one POST."""
        try:
            visit = self._gate.let_in(query, body)
            letter = await self._once_only.answer(
                visit.incoming, visit.signature, self._conversation.compose
            )
        except RefusedError as refusal:
            return _refuse(refusal)
        return 200, self._gate.answer(visit, write_passive_reply(letter, visit.incoming))

    def close(self) -> None:
        """Finish what is being worked on; a build that runs is left to end with the program."""
        self._once_only.close()


def _refuse(refusal: RefusedError) -> Answer:
    _log.warning("wecom_request_refused", reason=str(refusal))
    return refusal.status, str(refusal)
