"""The commands `miaozhao wechat …`. Each one loads only what it needs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="公众号：菜单、二维码，以及没有账号也能试。")
_menu = typer.Typer(no_args_is_help=True, help="聊天窗口下方的菜单。")
app.add_typer(_menu, name="menu")


@_menu.command()
def push(
    *,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="F", help="菜单文件 .json；不写就用自带的")
    ] = None,
) -> None:
    """检查菜单，没有错就换上。"""
    from bot.commands.wechat_menu import push_menu

    push_menu(file)


@_menu.command()
def show(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，改好后可以用 push --file 换上")
    ] = False,
) -> None:
    """显示账号现在的菜单。"""
    from bot.commands.wechat_menu import show_menu

    show_menu(as_json=as_json)


@app.command()
def qrcode(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案例编号")],
    *,
    days: Annotated[
        str, typer.Option(metavar="N|permanent", help="有效天数，1 到 30；permanent 长期有效")
    ] = "30",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="把图片存成这个文件")
    ] = None,
) -> None:
    """生成二维码，扫一扫就在公众号里打开这个案例。"""
    from bot.commands.wechat_qrcode import make_qrcode

    make_qrcode(case, days=days, out=out)


@app.command()
def simulate(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="要说的话")] = "",
    *,
    url: Annotated[str, typer.Option(help="服务器地址；不写就是本机的 /wechat")] = "",
    user: Annotated[str, typer.Option(help="谁在说；换一个名字就是另一个人")] = "o_simulated",
    event: Annotated[
        str,
        typer.Option(metavar="NAME[:KEY]", help="发事件：subscribe、click:help、scan:case_编号"),
    ] = "",
    plain: Annotated[bool, typer.Option("--plain", help="设了密钥也用明文模式")] = False,
) -> None:
    """像微信那样给服务器发一条消息，显示回复；不需要账号。"""
    from bot.commands.wechat_simulate import simulate

    simulate(text, url=url, user=user, event=event, is_plain=plain)
