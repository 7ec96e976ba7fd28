"""The account that commands speak for: its API, or what is missing for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.application import Application
from bot.channels.wechat.api import WechatApi, open_wechat_api
from bot.errors import BotError
from bot.settings import Settings


class AccountMissingError(BotError):
    """There is no AppSecret, without which the API of the account cannot be called."""

    def __init__(self) -> None:
        """Say what to set and where it is explained."""
        super().__init__(
            "还没有设置 MIAOZHAO_WECHAT_APP_ID 和 MIAOZHAO_WECHAT_APP_SECRET，"
            "菜单和二维码要用到它们，见 docs/wechat.md。"
        )


@asynccontextmanager
async def open_account(application: Application, settings: Settings) -> AsyncIterator[WechatApi]:
    """Open the API of the account in the settings.

    Raises:
        AccountMissingError: The settings have none.
    """
    if settings.wechat_app_secret is None:
        raise AccountMissingError
    async with open_wechat_api(
        app_id=settings.wechat_app_id,
        secret=settings.wechat_app_secret.get_secret_value(),
        base=settings.wechat_api_base,
        tokens=application.tokens,
        key=application.secret,
    ) as api:
        yield api
