"""Messages that we begin: to members of the organisation who see the app.

Limits: https://developer.work.weixin.qq.com/document/path/90236
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.channels.wechat.plain_text import first_sentences, plain
from bot.channels.wecom.api import WecomApi
from bot.channels.wecom.sending_pace import SendingPace

LONGEST_TEXT: Final = 2_048
MOST_ARTICLES: Final = 8

_LONGEST_TITLE: Final = 128
_LONGEST_DESCRIPTION: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """A text; what is beyond 2,048 bytes is left out, sentence by sentence."""

    text: str

    kind = "text"

    def to_json(self) -> dict[str, Any]:
        """Return it as the API takes it."""
        return {"content": first_sentences(plain(self.text), LONGEST_TEXT)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCard:
    """A title and a few lines that lead to a page."""

    title: str
    description: str
    url: str

    kind = "textcard"

    def to_json(self) -> dict[str, Any]:
        """Return it as the API takes it."""
        return {**_head(self.title, self.description), "url": self.url, "btntxt": "看全文"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsArticle:
    """One article; `picture` is the address of a JPG or PNG, or empty."""

    title: str
    description: str
    url: str
    picture: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as the API takes it."""
        return {**_head(self.title, self.description), "url": self.url, "picurl": self.picture}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One to eight articles."""

    articles: tuple[NewsArticle, ...]

    kind = "news"

    def __post_init__(self) -> None:
        """Refuse none and too many."""
        if not 1 <= len(self.articles) <= MOST_ARTICLES:
            raise ValueError(
                f"{len(self.articles)} articles, but 1 to {MOST_ARTICLES} are possible"
            )

    def to_json(self) -> dict[str, Any]:
        """Return it as the API takes it."""
        return {"articles": [article.to_json() for article in self.articles]}


class MessageSender:
    """Sends to one member after the other, at a pace that 企业微信 delivers."""

    def __init__(self, api: WecomApi, pace: SendingPace) -> None:
        """Take the API and the pace."""
        self._api = api
        self._pace = pace

    async def send(self, member: str, message: TextMessage | TextCard | News) -> bool:
        """Send a message; it may have to wait for a minute, or for an hour.

        Returns:
            Whether 企业微信 took it on: not if the member does not see the app, or is none.

        Raises:
            ApiError: The API says no, or does not answer.
        """
        await self._pace.wait(member)
        return await self._api.send(member, message.kind, message.to_json())


def _head(title: str, description: str) -> dict[str, str]:
    return {
        "title": first_sentences(plain(title), _LONGEST_TITLE),
        "description": first_sentences(plain(description), _LONGEST_DESCRIPTION),
    }
