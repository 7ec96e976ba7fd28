"""An answer as WeChat takes it in the response to a message: text, or one article."""

import json
from dataclasses import dataclass

from bot.channels.wechat.envelope import cdata
from bot.channels.wechat.incoming import Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A picture with a title and a few lines, which leads to a page."""

    title: str
    description: str
    picture: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is answered.

    Attributes:
        text: Plain text with links to tap, within WeChat's limit; empty if there is an article,
            or if nothing at all is to be said.
        article: Instead of the text.
    """

    text: str = ""
    article: Article | None = None

    def to_json(self) -> str:
        """Write it down."""
        article = self.article
        return json.dumps(
            [
                self.text,
                [article.title, article.description, article.picture, article.url]
                if article
                else None,
            ],
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, written: str) -> "Letter":
        """Read it back."""
        text, article = json.loads(written)
        if article is None:
            return cls(text=text)
        title, description, picture, url = article
        return cls(article=Article(title=title, description=description, picture=picture, url=url))


SUCCESS = "success"
"""Tells WeChat that there is nothing to say: an empty answer would be shown as a failure."""


def write_passive_reply(letter: Letter, to: Incoming) -> str:
    """Return the XML that answers a message, or `success` when nothing is to be said.

    The time of the answer is that of the message: asked again, we say the very same.
    """
    if letter.article is None and not letter.text:
        return SUCCESS
    body = _article(letter.article) if letter.article else _text(letter.text)
    return (
        f"<xml><ToUserName>{cdata(to.user)}</ToUserName>"
        f"<FromUserName>{cdata(to.account)}</FromUserName>"
        f"<CreateTime>{to.created}</CreateTime>{body}</xml>"
    )


def _text(text: str) -> str:
    return f"<MsgType>{cdata('text')}</MsgType><Content>{cdata(text)}</Content>"


def _article(article: Article) -> str:
    return (
        f"<MsgType>{cdata('news')}</MsgType><ArticleCount>1</ArticleCount><Articles><item>"
        f"<Title>{cdata(article.title)}</Title>"
        f"<Description>{cdata(article.description)}</Description>"
        f"<PicUrl>{cdata(article.picture)}</PicUrl><Url>{cdata(article.url)}</Url>"
        "</item></Articles>"
    )
