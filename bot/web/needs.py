"""What the web channel asks of the rest of the program."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.case_search import Found
from bot.message import Message
from bot.reply import Reply
from cases import EVERYTHING, Case, CaseFilter, CaseId


class AnswersMessages(Protocol):
    """The dialogue. Synchronous and safe to call from several threads."""

    def respond(self, message: Message, /) -> Reply:
        """Answer one message; a message without a user is forgotten at once."""
        ...


class FindsCases(Protocol):
    """The case search. Synchronous and safe to call from several threads."""

    def search(
        self,
        question: str,
        /,
        *,
        wanted: CaseFilter = EVERYTHING,
        offset: int = 0,
        limit: int = 5,
    ) -> Found:
        """Find public cases for a question, best first."""
        ...

    def related(self, case_id: CaseId, /, *, limit: int = 3) -> list[Case]:
        """Return public cases that are like this one, the nearest first."""
        ...


class TelegramWebhook(Protocol):
    """Takes what Telegram posts to us."""

    def accepts(self, secret: str | None, /) -> bool:
        """Tell, in constant time, whether this is the secret that we gave to Telegram."""
        ...

    async def receive(self, update: dict[str, Any], /) -> None:
        """Queue one update and return; it is worked on later."""
        ...


class Callback(Protocol):
    """Takes what WeChat or 企业微信 sends to us; answers with an HTTP status and a text."""

    def greet(self, query: Mapping[str, str], /) -> tuple[int, str]:
        """Answer the check that the address is ours."""
        ...

    async def receive(self, query: Mapping[str, str], body: bytes, /) -> tuple[int, str]:
        """Answer one message, within the time that the platform waits."""
        ...
