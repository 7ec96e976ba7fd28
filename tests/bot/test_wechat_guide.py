"""docs/wechat.md says nothing that the program does not know."""

import re
from pathlib import Path

import pytest

from bot.channels.wechat.api_refusals import _EXPLANATIONS
from bot.channels.wechat.menu_keys import read_menu_key
from bot.settings import Settings
from tests.bot.cli_double import Console

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "wechat.md").read_text(encoding="utf-8")


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"MIAOZHAO_([A-Z_]+)", GUIDE))

    assert {"WECHAT_TOKEN", "WECHAT_APP_SECRET", "PUBLIC_URL"} <= named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_every_menu_key_that_is_named_is_understood() -> None:
    keys = re.findall(r"`((?:help|welcome|browse|ask|case)(?::[^`]+)?)`", GUIDE)

    assert len(keys) >= 8
    assert [key for key in keys if read_menu_key(key) is None] == []


def test_every_error_code_that_is_named_is_explained() -> None:
    codes = {int(code) for code in re.findall(r"[（、](\d{5})(?=[、）])", GUIDE)}

    assert {40164, 40125, 48001, 45009} <= codes
    assert codes <= {*_EXPLANATIONS, 40164}


def test_every_event_of_the_log_that_is_named_is_written_somewhere() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")]
    events = set(re.findall(r"`(wechat_[a-z_]+)`", GUIDE))

    assert events
    for event in events:
        assert any(f'"{event}"' in source for source in sources), event


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"miaozhao ((?:wechat )[a-z]+(?: push| show)?)", GUIDE)))
)
def test_every_command_that_is_named_exists(console: Console, command: str) -> None:
    assert console.run(*command.split(), "--help").code == 0


def test_every_option_that_is_named_exists(console: Console) -> None:
    helps = "".join(
        console.run("wechat", *command, "--help").out
        for command in (("menu", "push"), ("menu", "show"), ("qrcode",), ("simulate",))
    )
    options = set(re.findall(r"(?<=[ `])(--[a-z]+)", GUIDE))

    assert {"--file", "--days", "--out", "--event", "--plain"} <= options
    assert {option for option in options if option not in helps} == set()
