"""`miaozhao import`."""

from collections.abc import Sequence
from pathlib import Path

import typer

from bot.application import Application, open_application
from bot.commands.console import progress_bar
from bot.commands.reindex import refresh_index
from bot.commands.urgency import let_others_first
from bot.settings import read_settings
from cases import Case, SaveCounts
from cases.built_in import built_in_library
from cases.files import CaseFile, TakenIds, read_case_file, write_rejected


def import_cases(
    files: Sequence[Path], *, dry_run: bool, built_in: bool, if_empty: bool, words_only: bool
) -> None:
    """Read every file before anything is saved; save the good rows; report the bad ones.

    What a file says of a built-in case wins over the built-in library.
    A dry run opens no database: what is in the library already makes no difference to it.

    Raises:
        typer.Exit: With 1 when no row was good.
        UnreadableFileError: A file cannot be read at all; nothing has been saved.
    """
    let_others_first()
    settings = read_settings()
    files = list(dict.fromkeys(files))
    if dry_run:
        read, cases = _read_all(files, built_in=built_in)
        typer.echo(f"只检查，没有写入：{len(cases)} 行可以导入，{_bad_rows(read)} 行有误。")
    else:
        with open_application(settings) as application:
            if if_empty and next(iter(application.store.all_cases()), None):
                return
            read, cases = _read_all(files, built_in=built_in)
            _keep_rejected(files, read)
            _report_saved(application.store.save(cases), _bad_rows(read))
            _refresh_if_outdated(application, words_only=words_only)
    if not cases and files:
        raise typer.Exit(1)


def _read_all(files: Sequence[Path], *, built_in: bool) -> tuple[list[CaseFile], list[Case]]:
    taken = TakenIds()
    read = [_read(path, taken) for path in files]
    cases = [case for case_file in read for case in case_file.cases]
    return read, [*(built_in_library() if built_in else ()), *cases]


def _read(path: Path, taken: TakenIds) -> CaseFile:
    with progress_bar(f"读取 {path.name}") as progress:
        case_file = read_case_file(path, progress=progress, taken=taken)
    for column in case_file.unknown_columns:
        typer.echo(f"{path.name}：列“{column}”不认识，没有导入。")
    for row in case_file.rejected:
        for fault in row.faults:
            typer.echo(f"{path.name} {fault}")
    return case_file


def _keep_rejected(files: Sequence[Path], read: Sequence[CaseFile]) -> None:
    for path, case_file in zip(files, read, strict=True):
        kept = write_rejected(path, case_file)
        if kept:
            typer.echo(f"有误的行已存到 {kept}，改好后可以再导入这个文件。")


def _bad_rows(read: Sequence[CaseFile]) -> int:
    return sum(len(case_file.rejected) for case_file in read)


def _report_saved(counts: SaveCounts, bad_rows: int) -> None:
    typer.echo(
        f"导入完成：新增 {counts.added}，更新 {counts.updated}，"
        f"没有变化 {counts.unchanged}，有误 {bad_rows}。"
    )


def _refresh_if_outdated(application: Application, *, words_only: bool) -> None:
    if application.reindexer.outdated_because(words_only=words_only):
        refresh_index(application, words_only=words_only)
