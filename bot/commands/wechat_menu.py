"""`miaozhao wechat menu push` and `miaozhao wechat menu show`."""

import asyncio
import json
from pathlib import Path

import typer

from bot.application import open_application
from bot.channels.wechat.menu_file import Menu, menu_lines, read_menu
from bot.commands.wechat_account import open_account
from bot.settings import Settings, read_settings


def push_menu(file: Path | None) -> None:
    """Replace the account's menu by that of a file, or by ours, and show it.

    Raises:
        MenuFileError: The menu of the file cannot be sent.
        AccountMissingError: The settings have no account.
        ApiError: WeChat does not take it.
    """
    menu = read_menu(file)
    asyncio.run(_push(menu, read_settings()))
    typer.echo("菜单已更新，关注者几分钟内会看到；取消关注再关注，马上就能看到：")
    for line in menu_lines(menu):
        typer.echo(line)


def show_menu(*, as_json: bool) -> None:
    """Print the menu that the account has now.

    Raises:
        AccountMissingError: The settings have no account.
        ApiError: WeChat does not tell.
    """
    menu = asyncio.run(_fetch(read_settings()))
    if as_json:
        shown = {"button": menu.get("button", []) if menu else []}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif menu is None:
        typer.echo("这个账号还没有用接口设置过菜单。运行 miaozhao wechat menu push 设置一个。")
    else:
        for line in menu_lines(menu):
            typer.echo(line)


async def _push(menu: Menu, settings: Settings) -> None:
    with open_application(settings) as application:
        async with open_account(application, settings) as api:
            await api.set_menu(menu)


async def _fetch(settings: Settings) -> Menu | None:
    with open_application(settings) as application:
        async with open_account(application, settings) as api:
            return await api.menu()
