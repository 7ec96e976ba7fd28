"""`miaozhao wechat simulate`: try a running server without an account."""

import re
import secrets
import string
from collections.abc import Iterator
from typing import Final

import typer

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.simulation import (
    SimulatedReply,
    Simulation,
    event_message,
    text_message,
)
from bot.errors import BotError
from bot.settings import Settings, read_settings

_KEY_LENGTH: Final = 43
_TOKEN_LENGTH: Final = 24
_EXAMPLE_APP_ID: Final = "wx0000000000000000"
_TAPPABLE: Final = re.compile(r'<a href="weixin:[^"]*">(.*?)</a>')
_CHARACTERS: Final = string.ascii_letters + string.digits


class ChannelMissingError(BotError):
    """The settings have no 公众号, so that nobody would answer."""

    def __init__(self) -> None:
        """Refer to the lines above, which say what to set."""
        super().__init__(
            "还没有设置 MIAOZHAO_WECHAT_TOKEN。没有账号也能试："
            "把上面几行写进 .env，启动 miaozhao serve，再运行一次。"
        )


def simulate(text: str, *, url: str, user: str, event: str, is_plain: bool) -> None:
    """Send a message as WeChat would, and print what a person would see.

    Args:
        text: What is typed; empty when an event is given.
        url: Where the server listens; empty for ours.
        user: The person's OpenID.
        event: Such as `subscribe`, `click:help`, `scan:case_sz-1`; empty for a typed text.
        is_plain: Whether to send in plain mode although there is a key.

    Raises:
        typer.BadParameter: Neither a text nor an event, or both.
        ChannelMissingError: The settings have no 公众号.
        SimulationError: The server did not answer as WeChat wants it.
    """
    if bool(text) == bool(event):
        raise typer.BadParameter(
            "请写一句话，例如 电动车充电；或用 --event 发一个事件，例如 subscribe"
        )
    settings = read_settings()
    if settings.wechat_token is None:
        for line in _example_settings():
            typer.echo(line)
        raise ChannelMissingError
    codec = _codec(settings)
    simulation = Simulation(
        url or f"{settings.local_url}/wechat",
        codec,
        user=user,
        is_sealed=codec.can_open and not is_plain,
    )
    for line in _lines(simulation.send(event_message(event) if event else text_message(text))):
        typer.echo(line)


def _codec(settings: Settings) -> MessageCodec:
    token, key = settings.wechat_token, settings.wechat_aes_key
    return MessageCodec(
        token=token.get_secret_value() if token else "",
        aes_key=key.get_secret_value() if key else "",
        receive_id=settings.wechat_app_id,
    )


def _example_settings() -> Iterator[str]:
    yield f"MIAOZHAO_WECHAT_TOKEN={_random(_TOKEN_LENGTH)}"
    yield f"MIAOZHAO_WECHAT_APP_ID={_EXAMPLE_APP_ID}"
    yield f"MIAOZHAO_WECHAT_AES_KEY={_random(_KEY_LENGTH)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_CHARACTERS) for _ in range(length))


def _lines(reply: SimulatedReply) -> Iterator[str]:
    """Yield what a person would see, what can be tapped in brackets, and how long it took."""
    if reply.text:
        yield _TAPPABLE.sub(r"[\1]", reply.text)
    for article in reply.articles:
        yield f"【图文】{article.title}"
        yield article.description
        yield f"链接：{article.url}"
        yield f"图片：{article.picture}" if article.picture else "图片：无"
    if not reply.text and not reply.articles:
        yield "（服务器收到了，没有要回复的话）"
    yield f"—— {reply.milliseconds:.0f} 毫秒，微信最多等 5000 毫秒"
