"""`miaozhao --help`, and wrong use."""

import re

import pytest

from bot.commands.chinese_usage import in_chinese
from cases import THEMES
from tests.bot.cli_double import Console

COMMANDS = (
    "serve",
    "chat",
    "search",
    "import",
    "export",
    "reindex",
    "evaluate",
    "doctor",
    "wechat",
)


def test_the_commands_are_exactly_those_of_the_contract(console: Console) -> None:
    outcome = console.run("--help")

    listed = re.findall(r"^[│ ]*([a-z]+) +[一-鿿]", outcome.out, re.MULTILINE)
    assert outcome.code == 0
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself_in_chinese(
    console: Console, command: str, option: str
) -> None:
    outcome = console.run(command, option)

    assert (outcome.code, outcome.err) == (0, "")
    assert f"miaozhao {command}" in outcome.out
    assert re.search("[一-鿿]{4}", outcome.out)


def test_help_makes_nothing(console: Console) -> None:
    console.run("serve", "--help")

    assert not console.data.exists()


def test_the_version_is_told(console: Console) -> None:
    assert re.fullmatch(r"miaozhao \d+\.\d+\.\d+\S*\n", console.run("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bake",),
        ("search",),
        ("search", "充电", "--limit", "0"),
        ("search", "充电", "--limit", "many"),
        ("search", "充电", "--theme", "民之所乐"),
        ("search", "充电", "--colour", "red"),
        ("import",),
        ("export",),
        ("evaluate", "--documents", "d.jsonl"),
        ("reindex", "now"),
    ],
)
def test_wrong_use_ends_with_2_and_a_hint(console: Console, arguments: tuple[str, ...]) -> None:
    outcome = console.run(*arguments)

    assert outcome.code == 2
    assert "miaozhao" in outcome.out + outcome.err
    assert "Traceback" not in outcome.err
    assert not console.data.exists()


@pytest.mark.parametrize("arguments", [("--help",), ("search", "--help"), ("evaluate", "-h")])
def test_help_says_nothing_in_english(console: Console, arguments: tuple[str, ...]) -> None:
    outcome = console.run_apart(*arguments)

    english = re.findall(r"[A-Z][a-z]{2,}|OPTIONS|COMMAND|required|default", outcome.out)
    assert (outcome.code, outcome.err) == (0, "")
    assert "用法：miaozhao" in outcome.out
    assert "显示这段说明" in outcome.out
    assert english == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("search",), "缺少 QUERY|-"),
        (("bake",), "没有 bake 这个命令"),
        (("imprt",), "没有 imprt 这个命令，是不是 import？"),
        (("search", "充电", "--limit", "0"), "--limit 最小是 1"),
        (("search", "充电", "--limit", "99"), "--limit 最大是 50"),
        (("search", "充电", "--limit", "many"), "--limit 要写整数"),
        (("search", "充电", "--limit"), "选项 --limit 后面要写一个值"),
        (("search", "充电", "--json=1"), "选项 --json 后面不用写值"),
        (("search", "充电", "--zzz"), "没有 --zzz 这个选项"),
        (("search", "充电", "--lim"), "没有 --lim 这个选项，是不是 --limit？"),
        (("evaluate",), "缺少选项 --documents"),
        (("reindex", "now"), "多写了 now"),
        (("import",), "请给出要导入的文件，或加上 --built-in 导入自带的案例"),
    ],
)
def test_wrong_use_is_told_in_chinese(
    console: Console, arguments: tuple[str, ...], complaint: str
) -> None:
    outcome = console.run_apart(*arguments)

    lines = outcome.err.splitlines()
    assert (outcome.code, outcome.out) == (2, "")
    assert lines[-2] == f"错误：{complaint}"
    assert lines[-1].startswith("看说明：miaozhao")


def test_a_complaint_that_is_not_known_comes_through() -> None:
    assert in_chinese("Something new.") == "Something new."


def test_without_a_command_the_help_is_shown(console: Console) -> None:
    outcome = console.run_apart()

    assert (outcome.code, outcome.err) == (2, "")
    assert "用法：miaozhao [选项] 命令 …" in outcome.out


def test_a_wrong_theme_is_told_the_right_ones(console: Console) -> None:
    outcome = console.run("search", "充电", "--theme", "民之所乐")

    said = re.sub(r"[\s│]", "", outcome.err)
    assert f"没有“民之所乐”这个主题，可选：{'、'.join(THEMES)}" in said
