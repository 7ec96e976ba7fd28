"""`miaozhao search`."""

import json
import sys
from collections.abc import Iterable

import typer

from bot.application import Application, open_application
from bot.case_search import Found
from bot.channels.terminal import write_found
from bot.search_json import search_json
from bot.settings import read_settings
from cases import THEMES, CaseFilter, UnknownThemeError, read_filter


def search(
    question: str, *, as_json: bool, limit: int, district: str, theme: str, collection: str
) -> None:
    """Search once, or once for each line of stdin when the question is `-`.

    Raises:
        typer.BadParameter: The theme is none of the five.
        LibraryEmptyError: There is nothing to search yet.
    """
    wanted = _filter(district, theme, collection)
    with open_application(read_settings()) as application:
        application.refuse_empty_library()
        if question == "-":
            for number, line in enumerate(sys.stdin):
                if number == 1:  # the first answer does not wait for what many need
                    application.live.refresh(warm=True)
                _print_json(application, _find(application, line.strip("\r\n"), wanted, limit))
            return
        found = _find(application, question, wanted, limit)
        if as_json:
            _print_json(application, found)
        else:
            _print_lines(write_found(found, application.link))


def _filter(district: str, theme: str, collection: str) -> CaseFilter:
    try:
        return read_filter(district=district, theme=theme, collection=collection)
    except UnknownThemeError as error:
        raise typer.BadParameter(f"{error}，可选：{'、'.join(THEMES)}") from error


def _find(application: Application, question: str, wanted: CaseFilter, limit: int) -> Found:
    return application.case_search.search(question, wanted=wanted, limit=limit)


def _print_json(application: Application, found: Found) -> None:
    typer.echo(json.dumps(search_json(found, application.link), ensure_ascii=False))


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
