"""`miaozhao reindex`."""

import typer

from bot.application import Application, open_application
from bot.commands.console import progress_bar
from bot.commands.urgency import let_others_first
from bot.settings import read_settings


def reindex() -> None:
    """Build the index anew and say what came of it."""
    let_others_first()
    with open_application(read_settings()) as application:
        refresh_index(application)


def refresh_index(application: Application, *, words_only: bool = False) -> None:
    """Build the index behind a progress bar and say what came of it."""
    with progress_bar("重建索引") as progress:
        report = application.reindexer.run(progress, words_only=words_only)
    typer.echo(f"索引已更新：{report.cases} 个案例，用时 {report.seconds:.1f} 秒。")
