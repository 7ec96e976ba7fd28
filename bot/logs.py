"""Logging: one line of JSON for each event on stderr; no question texts, no secrets."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_RETRY: Final = "stamina.retry_scheduled"
_WITHOUT_LOCALS: Final = ExceptionDictTransformer(show_locals=False)
"""Local variables hold what people asked, and our tokens."""


def set_up_logging(level: int = logging.INFO) -> None:
    """Send structlog's events and the libraries' warnings to stderr.

    Above INFO, that is for commands, it is not told that something is tried again: who runs a
    command reads how it ended.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    structlog.configure(
        processors=[
            *([_without_retries] if level > logging.INFO else []),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_WITHOUT_LOCALS),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _without_retries(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop what stamina says before each new try; a processor of structlog."""
    if event.get("event") == _RETRY:
        raise structlog.DropEvent
    return event
