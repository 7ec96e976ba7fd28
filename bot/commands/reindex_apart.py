"""Build the index for a server that goes on answering: `python -m bot.commands.reindex_apart`.

What `bot.separate_reindexing` starts, and reads line by line.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Final

import structlog

from bot.application import open_application
from bot.commands.urgency import let_others_first
from bot.errors import BotError
from bot.logs import set_up_logging
from bot.separate_reindexing import WORDS_ONLY
from bot.settings import read_settings
from bot.system_faults import message_of
from cases import CasesError
from index import IndexingError

_TOLD_EVERY_SECONDS: Final = 0.2

log = structlog.get_logger(__name__)


def main(tell: Callable[[dict[str, object]], None], *, words_only: bool) -> None:
    """Build, and tell what comes of it.

    Args:
        tell: Told how many cases are done, and how it ended.
        words_only: Leave it to a later run to encode what is new.
    """
    try:
        with open_application(read_settings()) as application:
            report = application.reindexer.run(_now_and_then(tell), words_only=words_only)
    except (BotError, CasesError, IndexingError) as error:  # made for an admin to read
        tell({"failed": message_of(error)})
    else:
        tell({"cases": report.cases, "has_meaning": report.has_meaning})


def _now_and_then(tell: Callable[[dict[str, object]], None]) -> Callable[[int, int], None]:
    told_at = 0.0

    def progress(done: int, of: int) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at >= _TOLD_EVERY_SECONDS or done == of:
            told_at = now
            tell({"done": done, "of": of})

    return progress


def _tell(told: dict[str, object]) -> None:
    """Write a line of JSON to whoever started us."""
    print(json.dumps(told), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    let_others_first()
    sys.stdout = sys.stderr  # whatever a library prints is no line of ours
    set_up_logging()
    main(_tell, words_only=WORDS_ONLY in sys.argv)
