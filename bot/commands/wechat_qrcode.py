"""`miaozhao wechat qrcode`."""

import asyncio
from pathlib import Path
from typing import Final

import typer

from bot.application import Application, open_application
from bot.channels.wechat.api import LONGEST_DAYS, QrCode
from bot.commands.wechat_account import open_account
from bot.errors import BotError
from bot.settings import Settings, read_settings
from bot.system_faults import reason_of
from cases import Case, CaseId

FOR_EVER: Final = "permanent"

_JPEG: Final = b"\xff\xd8\xff"


class CaseNotPublicError(BotError):
    """A QR code would open nothing: the case is not there, or not public."""


class PictureUnwritableError(BotError):
    """The picture cannot be written where it shall go."""


def make_qrcode(case_id: str, *, days: str, out: Path | None) -> None:
    """Make a QR code that opens a case, and print what it says.

    Raises:
        typer.BadParameter: The days are neither a number from 1 to 30 nor `permanent`.
        CaseNotPublicError: Nobody could open the case.
        AccountMissingError: The settings have no account.
        ApiError: WeChat does not make it.
        PictureUnwritableError: The file cannot be written.
    """
    lasting = read_days(days)
    settings = read_settings()
    with open_application(settings) as application:
        case = _public_case(application, CaseId(case_id.strip()))
        code, picture = asyncio.run(
            _make(application, settings, case, days=lasting, with_picture=out is not None)
        )
    lasts = "长期有效" if lasting is None else f"{lasting} 天内有效"
    typer.echo(f"“{case.title}”的二维码，扫一扫就打开这个案例，{lasts}：")
    typer.echo(code.url)
    if out is not None:
        _write(picture, out)


def read_days(text: str) -> int | None:
    """Return the number of days; None for ever.

    Raises:
        typer.BadParameter: It is neither a number from 1 to 30 nor `permanent`.
    """
    if text == FOR_EVER:
        return None
    if text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST_DAYS:
        return int(text)
    raise typer.BadParameter(
        f"“{text}”不行，应为 1 到 {LONGEST_DAYS} 的天数，或 {FOR_EVER}（长期有效）"
    )


def _public_case(application: Application, case_id: CaseId) -> Case:
    case = application.store.get(case_id)
    if case is None:
        raise CaseNotPublicError(
            f"没有编号为 {case_id!r} 的案例。"
            "编号在案例网址的末尾，也可以用 miaozhao search --json 查。"
        )
    if not case.is_public:
        raise CaseNotPublicError(
            f"案例 {case_id!r} 的状态是“{case.status}”，扫码也看不到。请先改成“已发布”。"
        )
    return case


async def _make(
    application: Application,
    settings: Settings,
    case: Case,
    *,
    days: int | None,
    with_picture: bool,
) -> tuple[QrCode, bytes]:
    async with open_account(application, settings) as api:
        code = await api.create_qr_code(case.id, days=days)
        return code, await api.picture(code) if with_picture else b""


def _write(picture: bytes, out: Path) -> None:
    try:
        out.write_bytes(picture)
    except OSError as error:
        raise PictureUnwritableError(f"图片写不进 {out}（{reason_of(error)}）") from error
    typer.echo(f"图片已存为 {out}")
    if picture.startswith(_JPEG) and out.suffix.lower() not in {".jpg", ".jpeg"}:
        typer.echo("微信给的是 JPG 图片，放进文档前请把文件名改成以 .jpg 结尾。")
