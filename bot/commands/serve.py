"""`miaozhao serve`: web pages, webhooks and every bot that has a token, in one event loop."""

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer

from bot.application import Application, open_application
from bot.background_reindex import BackgroundReindex
from bot.channels.telegram import TelegramChannel
from bot.channels.wechat import Gate, LetterWriter, MessageCodec, PassiveChannel
from bot.channels.wecom.app import wecom_app
from bot.commands.reindex import refresh_index
from bot.errors import HostUnusableError, PortTakenError
from bot.logs import set_up_logging
from bot.separate_reindexing import SeparateReindexer
from bot.settings import Settings, read_settings
from bot.system_faults import reason_of
from bot.web import article_picture, build_server, build_web_app, new_event_loop

if TYPE_CHECKING:
    from bot.channels.wecom.ai_bot import AiBot

_BACKLOG: Final = 1024
_OBJECTS_BEFORE_COLLECTING: Final = 10_000
_ROUNDS_OF_THE_YOUNGEST: Final = 2
"""After so many what they have left is looked through, too: that takes 1 ms for 1,000 objects, and
Python's own 10 leave enough of them to keep people waiting for 50 ms."""

_NOT_OURS: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def serve() -> None:
    """Serve until SIGINT or SIGTERM.

    An index that no longer fits is first built anew by words, in seconds; meaning follows while
    people search.

    Raises:
        HostUnusableError: The host is none of this machine.
        PortTakenError: The port cannot be listened on.
        TokenRejectedError: Telegram does not know the token.
    """
    set_up_logging()
    settings = read_settings()
    with (
        open_application(settings, serves_many=True) as application,
        listen(settings) as listening,
    ):
        outdated = application.reindexer.outdated_because(words_only=True)
        if outdated:
            typer.echo(outdated)
            refresh_index(application, words_only=True)
        gc.set_threshold(_OBJECTS_BEFORE_COLLECTING, _ROUNDS_OF_THE_YOUNGEST)
        application.live.before_swap(lambda *_: _spare_what_stays())
        application.live.refresh(warm=True)
        reindexer = SeparateReindexer(application.reindexer, application.live)
        completion = BackgroundReindex(reindexer)
        completion.start()
        try:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                runner.run(_serve(application, reindexer, settings, listening))
        finally:
            reindexer.close()
            completion.stop()


async def _serve(
    application: Application,
    reindexer: SeparateReindexer,
    settings: Settings,
    listening: socket.socket,
) -> None:
    telegram = _telegram(application, reindexer, settings)
    wechat = _wechat(application, reindexer, settings)
    wecom = _wecom_app(application, reindexer, settings)
    apps = {"/wechat": wechat, "/wecom": wecom}
    callbacks = {address: app for address, app in apps.items() if app is not None}
    application.lines.extend(app.waiting for app in callbacks.values())
    web_app = build_web_app(
        dialogue=application.dialogue,
        case_search=application.case_search,
        store=application.store,
        link=application.link,
        readiness=application.readiness,
        telegram=telegram,
        callbacks=callbacks,
    )
    server = build_server(web_app)
    wecom_bot = _wecom_bot(application, reindexer, settings)
    if telegram:
        await telegram.start()
    if wecom_bot:
        await wecom_bot.start()
    try:
        typer.echo(f"妙招已启动：{settings.local_url}（按 Ctrl+C 停止）")
        with _signals_left_to_the_server():
            await server.serve(sockets=[listening])
    finally:
        if wecom_bot:
            await wecom_bot.stop()
        if telegram:
            await telegram.stop()
        for app in callbacks.values():
            app.close()


def _spare_what_stays() -> None:
    """Leave what an index consists of out of every later search for garbage.

    Nobody is answered while Python looks through it: 0.1 s with 2,000 cases, every few seconds.
    An index that is no longer used is given up all the same, for nothing in it is circular.
    """
    gc.collect(1)
    gc.freeze()


@contextmanager
def _signals_left_to_the_server() -> Iterator[None]:
    """Let a signal stop the server and nothing else.

    uvicorn raises it anew once it has stopped; by default that would end the process, with 143,
    before the bots could stop, too.
    """
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(number, lambda *_: None) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, handlers, strict=True):
            signal.signal(number, handler)


def _telegram(
    application: Application, reindexer: SeparateReindexer, settings: Settings
) -> TelegramChannel | None:
    if settings.telegram_token is None:
        return None
    secret = settings.telegram_webhook_secret
    return TelegramChannel(
        token=settings.telegram_token.get_secret_value(),
        dialogue=application.dialogue,
        link=application.link,
        reindexer=reindexer,
        admins=settings.admins,
        public_url=settings.public_url,
        webhook_secret=secret.get_secret_value() if secret else None,
        base_url=settings.telegram_base_url,
    )


def _wecom_bot(
    application: Application, reindexer: SeparateReindexer, settings: Settings
) -> "AiBot | None":
    if settings.wecom_bot_secret is None:
        return None
    from bot.channels.wecom.ai_bot import AiBot  # noqa: PLC0415 - costs others 0.5 s

    return AiBot(
        bot_id=settings.wecom_bot_id,
        secret=settings.wecom_bot_secret.get_secret_value(),
        url=settings.wecom_bot_url,
        dialogue=application.dialogue,
        link=application.link,
        reindexer=reindexer,
    )


def _wechat(
    application: Application, reindexer: SeparateReindexer, settings: Settings
) -> PassiveChannel | None:
    if settings.wechat_token is None:
        return None
    aes_key = settings.wechat_aes_key
    link = application.link
    codec = MessageCodec(
        token=settings.wechat_token.get_secret_value(),
        aes_key=aes_key.get_secret_value() if aes_key else "",
        receive_id=settings.wechat_app_id,
    )
    return PassiveChannel(
        Gate(codec),
        dialogue=application.dialogue,
        reindexer=reindexer,
        receipts=application.receipts,
        secret=application.secret,
        writer=LetterWriter(links_pages=link.is_public, picture=article_picture(link)),
    )


def _wecom_app(
    application: Application, reindexer: SeparateReindexer, settings: Settings
) -> PassiveChannel | None:
    if settings.wecom_token is None or settings.wecom_aes_key is None:
        return None
    link = application.link
    return wecom_app(
        MessageCodec(
            token=settings.wecom_token.get_secret_value(),
            aes_key=settings.wecom_aes_key.get_secret_value(),
            receive_id=settings.wecom_corp_id,
        ),
        dialogue=application.dialogue,
        reindexer=reindexer,
        receipts=application.receipts,
        secret=application.secret,
        links_pages=link.is_public,
        picture=article_picture(link),
    )


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything starts, so that a taken one is said at once.

    Raises:
        HostUnusableError: The host is none of this machine.
        PortTakenError: The port cannot be listened on.
    """
    try:
        family, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except UnicodeError as error:  # no name of a host: a label is empty or overlong
        raise HostUnusableError(settings.host, "不是主机名") from error
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno in _NOT_OURS:
            raise HostUnusableError(settings.host, reason_of(error)) from error
        raise PortTakenError(settings.host, settings.port, reason_of(error)) from error
    # asyncio leaves sockets that it did not make alone: answers on a kept connection would wait
    # 40 ms for the client's acknowledgement. Accepted connections inherit the option.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
