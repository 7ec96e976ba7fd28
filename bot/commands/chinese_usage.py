"""What typer itself says, help and wrong use, in Chinese.

typer 0.29 says most of it in English whatever the locale: the names of the panels are constants,
the rest stands in its code. What it says new in a later version comes through as it is.
"""

import re
import sys
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

_USAGE: Final = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 …"))
_SAID: Final = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (r"Missing argument '(.+)'\.", r"缺少 \1"),
        (r"Missing option '(.+)'\.", r"缺少选项 \1"),
        (r"Missing command\.", "请写上命令"),
        (r"No such option: (\S+) \(Possible options: (.+)\)", r"没有 \1 这个选项，是不是 \2？"),
        (r"No such option: (\S+)", r"没有 \1 这个选项"),
        (r"No such command '(.*)'\. Did you mean '(.+)'\?", r"没有 \1 这个命令，是不是 \2？"),
        (r"No such command '(.*)'\.", r"没有 \1 这个命令"),
        (r"Got unexpected extra argument\(?s?\)? \((.+)\)", r"多写了 \1"),
        (r"Option '(.+)' requires an argument\.", r"选项 \1 后面要写一个值"),
        (r"Option '(.+)' does not take a value\.", r"选项 \1 后面不用写值"),
        (r"Invalid value for '(.+)': Input should be less than or equal to (.+)", r"\1 最大是 \2"),
        (
            r"Invalid value for '(.+)': Input should be greater than or equal to (.+)",
            r"\1 最小是 \2",
        ),
        (r"Invalid value for '(.+)': Input should be a valid integer.*", r"\1 要写整数"),
        (r"Invalid value for '(.+?)': (.+)", r"\1 不对：\2"),
        (r"Invalid value: (.+)", r"\1"),
    )
)


class _ChineseCommand(TyperCommand):
    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401 - typer keeps its context class to itself
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - likewise
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - likewise
        _name_panels()
        super().format_help(ctx, formatter)


class _ChineseGroup(TyperGroup):
    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401 - likewise
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - likewise
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - likewise
        _name_panels()
        super().format_help(ctx, formatter)


def speak_chinese(app: typer.Typer) -> None:
    """Make the help of an app and of all its commands Chinese; before it runs."""
    app.info.cls = _ChineseGroup
    for command in app.registered_commands:
        command.cls = _ChineseCommand
    for group in app.registered_groups:
        if group.typer_instance:
            speak_chinese(group.typer_instance)


def tell_wrong_use(error: typer.TyperException) -> None:
    """Say on stderr what is wrong with the command line, and where its help is."""
    said = error.format_message()
    if not said:
        return  # no command at all: the help has been shown already
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "miaozhao"
    usage = [context.get_usage()] if context else []
    lines = [*usage, f"错误：{in_chinese(said)}", f"看说明：{command} --help"]
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - that is what a command line does


def in_chinese(message: str) -> str:
    """Return what typer complains of in Chinese; as it is if that is not known."""
    for english, chinese in _SAID:
        said = english.fullmatch(message)
        if said:
            return said.expand(chinese)
    return message


def _usage(line: str) -> str:
    for english, chinese in _USAGE:
        line = line.replace(english, chinese, 1)
    return line


def _explained(help_option: Any) -> Any:  # noqa: ANN401 - an option of typer's, or None
    if help_option is not None:
        help_option.help = "显示这段说明"
    return help_option


def _name_panels() -> None:
    from typer import rich_utils  # noqa: PLC0415 - rich costs 0.1 s that a search can spare

    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.REQUIRED_LONG_STRING = "［必填］"
    rich_utils.DEFAULT_STRING = "［不写就是 {}］"
