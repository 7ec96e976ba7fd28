"""Commands that compute for long leave the processor to whoever asks something."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from bot.commands import importing, reindex
from bot.errors import BotError

SAID = "import os; from bot.commands.urgency import let_others_first as it; {}; print(os.nice(0))"


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no niceness")
@pytest.mark.parametrize("calls", ["it()", "it(); it()"])
def test_a_process_steps_back_once(calls: str) -> None:
    command = [sys.executable, "-c", SAID.format(calls)]
    told = subprocess.check_output(command, text=True)  # noqa: S603 - our own program

    assert int(told) == max(10, os.nice(0))


@pytest.mark.parametrize(
    ("module", "command"),
    [
        (reindex, reindex.reindex),
        (
            importing,
            lambda: importing.import_cases(
                [], dry_run=False, built_in=True, if_empty=False, words_only=True
            ),
        ),
    ],
    ids=["reindex", "import"],
)
def test_reindex_and_import_step_back_before_anything_else(
    module: object, command: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def step_back() -> None:
        raise BotError("stepped back")

    monkeypatch.setattr(module, "let_others_first", step_back)

    with pytest.raises(BotError, match="stepped back"):
        command()
