"""Building the index for an admin, and what is said when that has ended."""

import asyncio
from typing import Final

import structlog

from bot import wording
from bot.channels.wechat.rebuilding import BuildsIndex
from bot.errors import BotError
from cases import CasesError
from index import IndexingError

_log: Final = structlog.get_logger(__name__)


async def rebuild(reindexer: BuildsIndex) -> str:
    """Build the index in a thread; say how it ended, well or not."""
    try:
        report = await asyncio.to_thread(reindexer.run)
    except BotError as error:  # its message is made for an admin to read
        return str(error)
    except (CasesError, IndexingError) as error:
        _log.warning("index not built", reason=str(error))
        return wording.REINDEX_UNFINISHED
    return wording.reindexed(report.cases, report.seconds)
