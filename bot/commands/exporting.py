"""`miaozhao export`."""

from pathlib import Path

import typer

from bot.application import open_application
from bot.settings import read_settings
from cases.files import write_case_file


def export_cases(path: Path) -> None:
    """Write every case, public or not, to one file."""
    with open_application(read_settings()) as application:
        cases = list(application.store.all_cases())
        write_case_file(path, cases)
    typer.echo(f"已导出 {len(cases)} 个案例到 {path}。")
