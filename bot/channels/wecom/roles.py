"""Who is an admin: members by name, and members of a department or with a tag.

`MIAOZHAO_ADMINS` names them `wecom:zhangsan`, `wecom:department:2`, `wecom:tag:3`.
"""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

import structlog

from bot.channels.wechat.api_errors import ApiError
from bot.channels.wecom.api import WecomApi
from cases import CasesError

_GROUP: Final = re.compile(r"wecom:(tag|department):(\d+)")
_MEMBER: Final = "wecom:"
_KEPT_SECONDS: Final = 300.0
_SILENCE_KEPT_SECONDS: Final = 30.0
_LONGEST_SECONDS: Final = 3.0
"""企业微信 waits five seconds for the answer that depends on this one."""

_MOST_KEPT: Final = 10_000

_log = structlog.get_logger(__name__)


class WecomAdmins:
    """The admins of all channels; of 企业微信 also those whom the organisation's own lists name.

    Used as `"wecom:zhangsan" in admins`, from a thread of the dialogue's: asking the API takes
    a while. What it says counts for five minutes. When it says nothing, nobody is let in.
    """

    def __init__(
        self,
        admins: frozenset[str],
        open_api: Callable[[], AbstractAsyncContextManager[WecomApi]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask nothing yet.

        Args:
            admins: The setting.
            open_api: Opens the app's API, in whichever event loop it is called.
            clock: Seconds.
        """
        groups = [found for name in admins if (found := _GROUP.fullmatch(name))]
        self._tags = frozenset(int(found[2]) for found in groups if found[1] == "tag")
        self._departments = frozenset(int(found[2]) for found in groups if found[1] != "tag")
        self._named = admins - {found[0] for found in groups}
        self._open_api = open_api
        self._clock = clock
        self._kept: dict[str, tuple[float, bool]] = {}

    def __contains__(self, identity: object) -> bool:
        """Say whether `channel:user` is an admin."""
        if identity in self._named:
            return True
        if not isinstance(identity, str) or not identity.startswith(_MEMBER):
            return False
        member = identity.removeprefix(_MEMBER)
        return bool(member and (self._tags or self._departments)) and self._is_listed(member)

    def _is_listed(self, member: str) -> bool:
        known_until, is_listed = self._kept.get(member, (0.0, False))
        now = self._clock()
        if known_until > now:
            return is_listed
        said = self._ask(member)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        seconds = _SILENCE_KEPT_SECONDS if said is None else _KEPT_SECONDS
        self._kept[member] = (now + seconds, bool(said))
        return bool(said)

    def _ask(self, member: str) -> bool | None:
        """Ask the API in an event loop of our own: this thread has none. None if it is mute."""
        try:
            return asyncio.run(self._ask_in_time(member))
        except TimeoutError:
            reason = "企业微信没有及时应答"
        except (ApiError, CasesError) as error:
            reason = str(error)
        _log.warning("wecom roles could not be read, nobody is let in", reason=reason)
        return None

    async def _ask_in_time(self, member: str) -> bool:
        async with asyncio.timeout(_LONGEST_SECONDS), self._open_api() as api:
            departments = await api.departments_of(member)
            if departments & self._departments:
                return True
            for tag in self._tags:
                members, tagged_departments = await api.tagged(tag)
                if member in members or departments & tagged_departments:
                    return True
        return False
