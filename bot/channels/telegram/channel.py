"""The Telegram channel: it connects, hands updates to their handlers, and disconnects."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from telegram import Update
from telegram.error import BadRequest, InvalidToken
from telegram.error import TelegramError as LibraryError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.channels.telegram.answering import Answering, AnswersMessages
from bot.channels.telegram.delivery import Delivery, Place
from bot.channels.telegram.errors import TelegramError, TokenRejectedError, WebhookRejectedError
from bot.channels.telegram.failures import FailureHandling, reason_of
from bot.channels.telegram.inline_queries import InlineHandling
from bot.channels.telegram.letter import LetterWriter
from bot.channels.telegram.menus import set_menus
from bot.channels.telegram.messages import MessageHandling
from bot.channels.telegram.ordering import InChatOrder
from bot.channels.telegram.pacing import ChatPacer, PacedRateLimiter
from bot.channels.telegram.presses import CROWDED, PressHandling, acknowledge
from bot.channels.telegram.reindex_progress import BuildsIndex, ReindexProgress
from bot.channels.telegram.webhook import ALLOWED_UPDATES, Webhook, read_update, wants_webhook
from bot.link import CaseLink

_TOKEN: Final = re.compile(r"[A-Za-z0-9:_-]+")
_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 60.0
_LOGGERS_THAT_SAY_THE_TOKEN: Final = ("httpx", "httpcore", "telegram")

_log = structlog.get_logger(__name__)

_Application = Application[Any, Any, Any, Any, Any, Any]
_Fault = TelegramError | LibraryError | None
"""Why connecting failed: for good, for now, or not at all."""


class TelegramChannel:
    """The dialogue on Telegram, in the event loop that it is started in."""

    def __init__(  # noqa: PLR0913 - what wires the program passes each by name, once
        self,
        *,
        token: str,
        dialogue: AnswersMessages,
        link: CaseLink,
        reindexer: BuildsIndex,
        admins: frozenset[str] = frozenset(),
        public_url: str = "",
        webhook_secret: str | None = None,
        base_url: str | None = None,
        request: BaseRequest | None = None,
        patience_seconds: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Put everything together; nothing is sent before `start`.

        Args:
            token: From @BotFather; never logged.
            dialogue: Answers.
            link: Where full texts are read; used only if others can open it.
            reindexer: Builds the index for an admin.
            admins: Identities; those that begin with `telegram:` count here.
            public_url: Our address; with https and a secret, Telegram calls us there.
            webhook_secret: 1 to 256 characters of `A-Za-z0-9_-`; without it we poll.
            base_url: Another Bot API server, e.g. `http://127.0.0.1:8081`.
            request: Another transport than HTTPX.
            patience_seconds: How long `start` waits for the first attempt.
            clock: Seconds, for pacing.
            sleep: Waits, for pacing, progress and the pauses between attempts to connect.
        """
        for name in _LOGGERS_THAT_SAY_THE_TOKEN:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._token = token
        self._admins = admins
        self._sleep = sleep
        self._patience_seconds = patience_seconds
        self._connecting: asyncio.Task[None] | None = None
        self._webhook = (
            Webhook(public_url, webhook_secret)
            if webhook_secret and wants_webhook(public_url)
            else None
        )
        self._application = self._build(base_url, request, ChatPacer(clock=clock, sleep=sleep))
        self._add_handlers(
            dialogue, reindexer, links_pages=link.is_public and _has_domain(public_url)
        )

    def accepts(self, secret_header: str | None) -> bool:
        """Whether a call to the webhook comes from Telegram; never while we poll."""
        return self._webhook is not None and self._webhook.accepts(secret_header)

    async def receive(self, payload: bytes | dict[str, Any]) -> None:
        """Queue what was posted to the webhook, raw or parsed, and return at once.

        What is no update is logged and forgotten.
        """
        update = read_update(payload, self._application.bot)
        if update is not None:
            await self._application.update_queue.put(update)

    async def start(self) -> None:
        """Connect, and return after the first attempt or after a few seconds, connected or not.

        If Telegram cannot be reached, attempts go on in the background.

        Raises:
            TokenRejectedError: The token is wrong. When Telegram says so only later, it is logged.
            WebhookRejectedError: Telegram does not accept our address; likewise.
        """
        attempt = asyncio.create_task(self._attempt(), name="telegram: first attempt")
        await asyncio.wait({attempt}, timeout=self._patience_seconds)
        if attempt.done() and isinstance(fault := attempt.result(), TelegramError):
            await self.stop()
            raise fault
        self._connecting = asyncio.create_task(
            self._keep_trying(attempt), name="telegram: connect"
        )

    async def stop(self) -> None:
        """Stop listening, finish what is under way, and disconnect."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait({self._connecting})
        application = self._application
        if application.updater is not None and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        await application.shutdown()
        await application.bot.shutdown()  # a half-made connection, too

    async def _keep_trying(self, first: asyncio.Task[_Fault]) -> None:
        """Try again after longer and longer pauses, until it works or can never work."""
        fault = await first
        pause = _FIRST_PAUSE_SECONDS
        while isinstance(fault, LibraryError):
            _log.warning(
                "telegram cannot be reached, trying again",
                reason=reason_of(fault, self._token),
                pause_seconds=pause,
            )
            await self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            fault = await self._attempt()
        if fault is not None:
            _log.error("telegram channel gives up", reason=str(fault))

    async def _attempt(self) -> _Fault:
        """Connect once; return why it failed. No error leaves: some carry the token."""
        if not _TOKEN.fullmatch(self._token):
            return TokenRejectedError()
        try:
            await self._open()
        except InvalidToken:
            return TokenRejectedError()
        except BadRequest as error:
            return WebhookRejectedError(error.message)
        except LibraryError as error:
            return error
        return None

    async def _open(self) -> None:
        """Go through every step of connecting that has not been done yet."""
        application = self._application
        await application.initialize()
        if self._webhook is not None:
            await self._webhook.announce(application.bot)
        if not application.running:
            await application.start()
        updater = application.updater
        if self._webhook is None and updater is not None and not updater.running:
            await updater.start_polling(
                allowed_updates=ALLOWED_UPDATES, error_callback=self._note_polling_error
            )
        await set_menus(application.bot, self._admins)
        _log.info(
            "telegram connected",
            bot=application.bot.username,
            by="polling" if self._webhook is None else "webhook",
        )

    def _note_polling_error(self, error: LibraryError) -> None:
        _log.warning("telegram polling failed", reason=reason_of(error, self._token))

    def _build(
        self, base_url: str | None, request: BaseRequest | None, pacer: ChatPacer
    ) -> _Application:
        builder = (
            ApplicationBuilder()
            .token(self._token or "-")  # a missing token is reported by start
            .rate_limiter(PacedRateLimiter(pacer))
            .concurrent_updates(InChatOrder(_refuse))
            .job_queue(None)
        )
        if base_url:
            builder = builder.base_url(_bot_api(base_url))
        if request is not None:
            builder = builder.request(request).get_updates_request(request)
        return builder.build()

    def _add_handlers(
        self, dialogue: AnswersMessages, reindexer: BuildsIndex, *, links_pages: bool
    ) -> None:
        application = self._application
        bot = application.bot
        delivery = Delivery(bot)
        writer = LetterWriter(
            links_pages=links_pages, can_share=lambda: bot.bot.supports_inline_queries
        )
        reindex = ReindexProgress(
            reindexer, delivery, start_task=self._start_task, sleep=self._sleep
        )
        answering = Answering(dialogue, writer, delivery, reindex)
        said = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
        application.add_handlers(
            [
                MessageHandler(said, MessageHandling(answering, delivery, self._admins).handle),
                CallbackQueryHandler(PressHandling(answering).handle),
                InlineQueryHandler(InlineHandling(dialogue, writer).handle),
            ]
        )
        application.add_error_handler(FailureHandling(delivery, self._token).handle)

    def _start_task(self, work: Coroutine[Any, Any, None], place: Place) -> None:
        self._application.create_task(work, update=place)


async def _refuse(update: Update) -> None:
    """Answer at least the press, when a chat sends more than we can work on."""
    if update.callback_query is not None:
        await acknowledge(update.callback_query, CROWDED)


def _bot_api(base_url: str) -> str:
    """Return the address that PTB puts the token behind."""
    trimmed = base_url.rstrip("/")
    return trimmed if trimmed.endswith("/bot") else f"{trimmed}/bot"


def _has_domain(public_url: str) -> bool:
    """Whether the host is more than one word: Telegram refuses buttons to `http://server:8080`."""
    return "." in (urlsplit(public_url).hostname or "")
