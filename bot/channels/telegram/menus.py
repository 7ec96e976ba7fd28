"""The command menus: what each kind of chat is offered."""

from collections.abc import Iterable
from typing import Final

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

_SEARCH: Final = BotCommand("search", "找妙招，例如：/search 电动车充电")
_BROWSE: Final = BotCommand("browse", "按主题、领域、地区浏览案例")
_HELP: Final = BotCommand("help", "怎么用")
_START: Final = BotCommand("start", "回到开头")
_REINDEX: Final = BotCommand("reindex", "重建索引（管理员）")

_EVERYWHERE: Final = (_SEARCH, _BROWSE, _HELP, _START)
_IN_GROUPS: Final = (_SEARCH, _BROWSE, _HELP)
_FOR_ADMINS: Final = (*_EVERYWHERE, _REINDEX)
_IDENTITY: Final = "telegram:"

_log = structlog.get_logger(__name__)


async def set_menus(bot: Bot, admins: Iterable[str]) -> None:
    """Set the menu of every scope; one that fails is logged, the others are set all the same.

    Telegram knows a person's chat only after `/start`: an admin who never said that gets the
    menu at the next start of this program.
    """
    wanted: list[tuple[BotCommandScope, tuple[BotCommand, ...]]] = [
        (BotCommandScopeDefault(), _EVERYWHERE),
        (BotCommandScopeAllGroupChats(), _IN_GROUPS),
    ]
    wanted += [(BotCommandScopeChat(chat), _FOR_ADMINS) for chat in _admin_chats(admins)]
    for scope, commands in wanted:
        try:
            await bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:
            _log.warning("telegram menu not set", scope=scope.to_dict(), reason=error.message)


def _admin_chats(admins: Iterable[str]) -> list[int]:
    """Return the private chats of the admins on Telegram; their ids are those of the people."""
    ids = (admin.removeprefix(_IDENTITY) for admin in admins if admin.startswith(_IDENTITY))
    return sorted(int(chat) for chat in ids if chat.isascii() and chat.isdigit())
