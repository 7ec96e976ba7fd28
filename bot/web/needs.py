"""What the web channel asks of the rest of the program."""

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
