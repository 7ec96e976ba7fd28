"""What the README names is there."""

import re
from pathlib import Path
from typing import Final

import pytest
import typer

from bot.cli import app

ROOT: Final = Path(__file__).parents[2]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS: Final = sorted(set(re.findall(r"^(?:\.venv/bin/)?miaozhao (\w+)", README, re.MULTILINE)))
TARGETS: Final = sorted(set(re.findall(r"\bmake ([a-z-]+)", README)))
MODULES: Final = sorted(set(re.findall(r"`(\w+\.py)`", README)))
LINKS: Final = sorted(set(re.findall(r"\]\(([^)#:]+)\)", README)))


def test_there_is_something_to_check() -> None:
    assert len(COMMANDS) >= 8
    assert {"run", "test"} <= set(TARGETS)
    assert len(MODULES) >= 8
    assert LINKS


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_exists(command: str) -> None:
    assert command in typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group


@pytest.mark.parametrize("target", TARGETS)
def test_a_make_target_of_the_readme_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_the_readme_exists(module: str) -> None:
    assert [
        path for package in ("bot", "index", "cases") for path in (ROOT / package).rglob(module)
    ]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
