"""`miaozhao chat`: the bot in the terminal."""

import sys

import typer

from bot.action import Welcome
from bot.application import TERMINAL_USER, open_application
from bot.channels.terminal import write_reply
from bot.commands.reindex import refresh_index
from bot.message import Message
from bot.reply import Reply
from bot.settings import read_settings

_LEAVE = frozenset({"退出", "exit", "quit", "q", "/quit"})


def chat() -> None:
    """Talk until the input ends or the person leaves.

    Raises:
        LibraryEmptyError: There is nothing to talk about yet.
    """
    with open_application(read_settings()) as application:
        application.refuse_empty_library()
        _say(application.dialogue.respond(Message(channel="terminal", action=Welcome())))
        while (line := _read()) is not None:
            if line.strip().lower() in _LEAVE:
                break
            reply = application.dialogue.respond(
                Message(channel="terminal", user=TERMINAL_USER, text=line)
            )
            _say(reply)
            if reply.starts == "reindex":
                refresh_index(application)
    typer.echo("再见！")


def _read() -> str | None:
    """Return the next line; None at the end of the input."""
    if sys.stdin.isatty():
        try:
            return input("\n> ")
        except EOFError:
            return None
    return sys.stdin.readline() or None


def _say(reply: Reply) -> None:
    for line in write_reply(reply):
        typer.echo(line)
