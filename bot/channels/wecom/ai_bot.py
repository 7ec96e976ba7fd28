"""The 智能机器人 of 企业微信: it connects, stays connected, and disconnects."""

import asyncio
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.channels.wechat.rebuilding import BuildsIndex
from bot.channels.wecom.bot_answering import AnswersMessages, BotAnswering
from bot.channels.wecom.bot_voice import BotVoice
from bot.channels.wecom.errors import ConnectionLostError, WecomError
from bot.channels.wecom.heard import hear
from bot.channels.wecom.long_connection import HEARTBEAT_SECONDS, Frame, LongConnection
from bot.channels.wecom.markdown import MarkdownWriter
from bot.link import CaseLink

_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 60.0
_LONG_PAUSE_SECONDS: Final = 300.0
_SETTLED_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 5.0
_MOST_AT_ONCE: Final = 4_096

_log = structlog.get_logger(__name__)


class AiBot:
    """The dialogue as a 智能机器人, in the event loop that it is started in."""

    def __init__(  # noqa: PLR0913 - what wires the program passes each by name, once
        self,
        *,
        bot_id: str,
        secret: str,
        dialogue: AnswersMessages,
        link: CaseLink,
        reindexer: BuildsIndex,
        url: str = "",
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Put everything together; nothing is sent before `start`.

        Args:
            bot_id: Bot ID of the 智能机器人.
            secret: Secret of its long connection; never logged.
            dialogue: Answers.
            link: Where full texts are read; used only if others can open it.
            reindexer: Builds the index for an admin.
            url: Another address than the SDK's, `wss://…` or `ws://…`.
            heartbeat_seconds: Between two heartbeats.
            clock: Seconds, to know a connection that lasted.
            sleep: Waits between attempts to connect.
        """
        self._connection = LongConnection(
            bot_id=bot_id,
            secret=secret,
            url=url,
            on_frame=self._take,
            on_accepted=self._note_accepted,
            heartbeat_seconds=heartbeat_seconds,
        )
        writer = MarkdownWriter(links_pages=link.is_public)
        self._answering = BotAnswering(dialogue, writer, BotVoice(self._connection), reindexer)
        self._clock = clock
        self._sleep = sleep
        self._staying: asyncio.Task[None] | None = None
        self._at_work: set[asyncio.Task[None]] = set()
        self._accepted_at: float | None = None

    async def start(self) -> None:
        """Begin to connect, and return at once; it goes on trying until `stop`."""
        self._staying = asyncio.create_task(self._stay_connected(), name="wecom: long connection")

    async def stop(self) -> None:
        """Finish what is being answered, for some seconds at most, and disconnect."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=_GRACE_SECONDS)
        for task in (*self._at_work, self._staying):
            if task is not None:
                task.cancel()
                await asyncio.wait({task})

    async def _stay_connected(self) -> None:
        """Connect again after every end, for ever, after longer and longer pauses.

        A bot that is refused or has been replaced waits for minutes: 企业微信 limits
        subscriptions, and two programs that throw each other out help nobody.
        """
        pause = _FIRST_PAUSE_SECONDS
        told = ""
        while True:
            end = await self._connection_ended()
            if self._was_settled():
                pause, told = _FIRST_PAUSE_SECONDS, ""
            if not isinstance(end, ConnectionLostError):
                if told != str(end):  # one line, however often it is so
                    told = str(end)
                    _log.error("wecom bot stands back", reason=told)
                await self._sleep(_LONG_PAUSE_SECONDS)
                continue
            _log.warning(
                "wecom bot is not connected, trying again", reason=str(end), pause_seconds=pause
            )
            await self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _connection_ended(self) -> WecomError:
        """Connect, and return why the connection ended."""
        self._accepted_at = None
        try:
            await self._connection.connect()
        except WecomError as error:
            return error
        except Exception:  # noqa: BLE001 - whatever it was: the bot goes on trying
            reference = secrets.token_hex(4)
            _log.error(
                "wecom connection failed", reference=reference, traceback=traceback.format_exc()
            )
            return ConnectionLostError(f"编号 {reference}")

    def _was_settled(self) -> bool:
        """Whether the connection that just ended had been in use for a while."""
        accepted_at = self._accepted_at
        return accepted_at is not None and self._clock() - accepted_at >= _SETTLED_SECONDS

    def _note_accepted(self) -> None:
        self._accepted_at = self._clock()
        _log.info("wecom bot connected")

    def _take(self, frame: Frame) -> None:
        """Begin to answer a message; the connection goes on reading meanwhile."""
        heard = hear(frame)
        if heard is None:
            return
        if len(self._at_work) >= _MOST_AT_ONCE:
            _log.warning("wecom bot is flooded, message left out")
            return
        task = asyncio.create_task(self._answering.handle(heard), name="wecom: answer")
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
