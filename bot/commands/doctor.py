"""`miaozhao doctor`: what is right, what is wrong, what now."""

import os
from collections.abc import Iterator

import typer

from bot.application import open_application
from bot.commands.wechat_health import wechat_lines
from bot.commands.wecom_health import wecom_lines
from bot.errors import LibraryEmptyError
from bot.settings import Settings, read_settings
from cases import CasesError
from index import IndexingError

_PREFIX = "MIAOZHAO_"


def doctor() -> None:
    """Check settings, database, index and tokens.

    Raises:
        SettingsError: The settings are wrong.
        typer.Exit: With 1 when something keeps people from being answered.
    """
    settings = read_settings()
    typer.echo("✓ 设置：没有问题")
    for name in _unknown_variables(settings):
        typer.echo(f"! 设置：没有 {name} 这一项，是不是写错了？见 docs/settings.md")
    is_fine = _check_library(settings)
    for line in _channel_lines(settings):
        typer.echo(line)
    if not is_fine:
        raise typer.Exit(1)


def _check_library(settings: Settings) -> bool:
    try:
        with open_application(settings) as application:
            count = application.store.count()
            typer.echo(f"✓ 数据库：连得上，有 {count} 个公开的案例")
            application.refuse_empty_library()
            if not count:
                typer.echo("! 案例库：没有公开的案例，谁也找不到什么")
            outdated = application.reindexer.outdated_because()
            typer.echo(f"✗ 索引：{outdated}" if outdated else "✓ 索引：与案例库一致")
            return not outdated
    except LibraryEmptyError as error:
        typer.echo(f"✗ 案例库：{error}")
    except CasesError as error:
        typer.echo(f"✗ 数据库：{error}")
    except IndexingError as error:
        typer.echo(f"✗ 索引：{error}")
    return False


def _channel_lines(settings: Settings) -> Iterator[str]:
    yield f"✓ 网页：miaozhao serve 后打开 {settings.public_url}"
    if settings.telegram_token is None:
        yield "· Telegram：没有设置 MIAOZHAO_TELEGRAM_TOKEN，见 docs/telegram.md"
    elif settings.telegram_webhook_secret and settings.public_url.startswith("https://"):
        yield "✓ Telegram：令牌已设置，用 webhook 接收"
    else:
        yield "✓ Telegram：令牌已设置，用轮询接收"
    yield from wechat_lines(settings)
    yield from wecom_lines(settings)
    if not settings.admins:
        yield "· 管理员：没有设置 MIAOZHAO_ADMINS，聊天里不能重建索引"


def _unknown_variables(settings: Settings) -> list[str]:
    known = {f"{_PREFIX}{name.upper()}" for name in type(settings).model_fields}
    return sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known)
