"""`miaozhao --help`, and wrong use."""

import re

import pytest

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


def test_a_wrong_theme_is_told_the_right_ones(console: Console) -> None:
    outcome = console.run("search", "充电", "--theme", "民之所乐")

    said = re.sub(r"[\s│]", "", outcome.err)
    assert f"没有“民之所乐”这个主题，可选：{'、'.join(THEMES)}" in said
