"""Why a request is turned away.

```
RefusedError
├── ForgedError        403  not signed by WeChat, too old, replayed, or meant for another account
└── UnreadableError    400  signed, but nothing that can be read
```
"""

from typing import ClassVar

from bot.errors import BotError


class RefusedError(BotError):
    """Base of what turns a request away; never quotes what was sent.

    Attributes:
        status: The HTTP status of the answer.
    """

    status: ClassVar[int] = 400


class ForgedError(RefusedError):
    """Not signed by WeChat, too old, replayed, or meant for another account."""

    status = 403


class UnreadableError(RefusedError):
    """Signed, but nothing that can be read."""
