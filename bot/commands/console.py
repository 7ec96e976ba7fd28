"""How commands speak: results on stdout, progress and failures on stderr."""

import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

Show = Callable[[int, int | None], None]
"""Told how many are done, of how many if that is known."""


def fail(message: str) -> NoReturn:
    """Say what failed on one line of stderr and exit with 1."""
    line = " ".join(part.strip() for part in message.splitlines())
    print(f"错误：{line}", file=sys.stderr)  # noqa: T201 - that is what a command line does
    sys.exit(1)


def note_crash(trace: str) -> str:
    """Write a traceback where the person who maintains this can find it; say where."""
    reference = secrets.token_hex(4)
    path = Path(tempfile.gettempdir()) / f"miaozhao-{reference}.log"
    try:
        path.touch(mode=0o600, exist_ok=False)  # it may quote what somebody asked
        path.write_text(trace, encoding="utf-8")
    except OSError:
        return f"程序出错了（编号 {reference}），详情没能写下来。"
    return f"程序出错了（编号 {reference}）。请把 {path} 发给维护的人。"


@contextmanager
def progress_bar(doing: str) -> Iterator[Show]:
    """Draw a progress bar on stderr while the block runs; nothing where nobody watches."""
    # rich costs 0.1 s that a search can spare.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(doing, total=None)

        def show(done: int, of: int | None) -> None:
            bar.update(task, completed=done, total=of)

        yield show
