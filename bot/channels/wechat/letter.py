"""A reply in WeChat's own form: one text, or one article for a case that is opened."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.action import OpenCase
from bot.card import glance
from bot.channels.wechat.glance import glance_within, headline, tells_enough
from bot.channels.wechat.passive_reply import Article, Letter
from bot.channels.wechat.plain_text import (
    LONGEST_TEXT,
    ended,
    first_sentences,
    plain,
    size,
    tappable,
)
from bot.reply import Card, Choice, OpenedCase, Reply

_LONGEST_TITLE: Final = 64
_TURNING: Final = frozenset({"上一页", "下一页"})
_HOW_TO_CHOOSE: Final = "点一下，或者照着回复。"
_COUNT: Final = re.compile(r"（\d+）$")
"""How many cases a label promises; people say the name before it."""


class LetterWriter:
    """Writes replies as letters."""

    def __init__(
        self,
        *,
        links_pages: bool,
        picture: str,
        longest: int = LONGEST_TEXT,
        can_tap: bool = True,
    ) -> None:
        """Decide what can be linked.

        Args:
            links_pages: Whether everybody can open our pages; else a case is told in the chat.
            picture: The address of the picture of an article.
            longest: Bytes that a text may have.
            can_tap: Whether the platform knows links that say something for who taps them.
        """
        self._links_pages = links_pages
        self._picture = picture
        self._longest = longest
        self._can_tap = can_tap

    def write(self, reply: Reply) -> Letter:
        """Write the reply."""
        if reply.opened is None:
            return Letter(text=self._list(reply) if reply.cards else self._sentences(reply))
        if self._links_pages:
            return Letter(article=self._article(reply.opened, reply.closing))
        return Letter(text=self._whole_case(reply.opened, reply.closing))

    def _article(self, opened: OpenedCase, closing: str) -> Article:
        return Article(
            title=plain(opened.case.title)[:_LONGEST_TITLE],
            description="\n".join(
                filter(None, (plain(opened.case.place), plain(glance(opened.case)), closing))
            ),
            picture=self._picture,
            url=opened.url,
        )

    def _whole_case(self, opened: OpenedCase, closing: str) -> str:
        """Tell the case itself, as far as it fits, where nobody could open its page."""
        case = opened.case
        parts = [
            "\n".join(filter(None, (case.title, case.place))),
            *(f"{label}：{ended(text)}" for label, text in opened.sections),
        ]
        source = case.source or case.url
        end = "\n\n".join(filter(None, (f"来源：{plain(source)}" if source else "", closing)))
        told = plain("\n\n".join(parts))
        room = self._longest - size(end) - 2
        if size(told) > room:
            end = f"后面还有，全文见 {opened.url} 。\n\n{closing}".rstrip()
            told = first_sentences(told, self._longest - size(end) - 2)
        return f"{told}\n\n{end}".rstrip()

    def _list(self, reply: Reply) -> str:
        """Write opening, cards and what can be said next.

        Titles are no links where a card could hardly tell how it was done: a number does as well.
        """
        is_linked = self._can_tap
        frame = [
            plain(reply.opening),
            *(_choices(reply, is_linked=True) if is_linked else _replies(reply)),
            _list_closing(reply),
        ]
        for are_linked in (is_linked, False):
            heads = [headline(card, is_linked=are_linked) for card in reply.cards]
            room = self._longest - size("\n\n".join(filter(None, (*frame, *heads))))
            told = _glances(reply.cards, max(room, 0))
            if all(tells_enough(card, told[card.number]) for card in reply.cards):
                break
        cards = [
            f"{head}\n{told[card.number]}".rstrip()
            for card, head in zip(reply.cards, heads, strict=True)
        ]
        return "\n\n".join(filter(None, (frame[0], *cards, *frame[1:])))

    def _sentences(self, reply: Reply) -> str:
        """Write a reply without cards; choices that are too many for links are only named."""
        is_single = sum(map(len, reply.choices)) == 1
        is_sentence = not self._can_tap or is_single
        between = "" if is_single and _is_completed(reply) else "\n\n"
        how = reply.closing or (_HOW_TO_CHOOSE if reply.choices else "")
        ways_to_write = (
            ((next(_replies(reply, is_linked=self._can_tap), reply.closing),),)
            if is_sentence
            else (
                (*_choices(reply, is_linked=True), how),
                (*_choices(reply, is_linked=False), how),
            )
        )
        for ending in ways_to_write:
            text = between.join(filter(None, (plain(reply.opening), *ending)))
            if size(text) <= self._longest:
                return text
        return first_sentences(text, self._longest)


def _glances(cards: Sequence[Card], room: int) -> dict[int, str]:
    """Return what is told of each card, by its number; with the line breaks it fits into the room.

    All get an even share; what one does not need is there for those that need more.
    """
    told = {}
    by_need = sorted(cards, key=lambda card: sum(size(text) for _, text in card.sections))
    for left, card in zip(range(len(cards), 0, -1), by_need, strict=True):
        told[card.number] = glance_within(card, room // left - 1)
        room -= size(told[card.number]) + 1
    return told


def _choices(reply: Reply, *, is_linked: bool) -> Iterator[str]:
    """Yield what else can be tapped, or said, line by line; what opens a card is in the cards."""
    rows = [
        [choice for choice in row if not isinstance(choice.action, OpenCase)]
        for row in reply.choices
    ]
    written = [_row(row, is_linked=is_linked) for row in rows if row]
    if written:
        yield "\n".join(written)


def _replies(reply: Reply, *, is_linked: bool = False) -> Iterator[str]:
    """Yield what else can be replied, as a sentence: where nothing can be tapped, or one thing.

    What opens a card, and what turns a page, is said at the end of a list.
    """
    labels = [
        _COUNT.sub("", choice.label)
        for row in reply.choices
        for choice in row
        if not isinstance(choice.action, OpenCase) and choice.label not in _TURNING
    ]
    if labels:
        lead = "" if _is_completed(reply) else "可以回复："
        said = [
            tappable(plain(label), says=label) if is_linked else plain(label) for label in labels
        ]
        yield f"{lead}{'、'.join(said)}。"


def _is_completed(reply: Reply) -> bool:
    """Whether what can be replied ends the sentence that the opening begins."""
    return reply.opening.endswith("：") and not reply.cards and not reply.closing


def _row(row: Sequence[Choice], *, is_linked: bool) -> str:
    labels = []
    for choice in row:
        label = plain(choice.label)
        said = _COUNT.sub("", choice.label)
        labels.append(tappable(label, says=said) if is_linked else label)
    return "　".join(labels)


def _list_closing(reply: Reply) -> str:
    """Say what can be replied: the numbers always, for whom no link works."""
    labels = {choice.label for row in reply.choices for choice in row}
    count = len(reply.cards)
    told = [f"回复 {'1' if count == 1 else f'1–{count}'} 看详情"]
    if "下一页" in labels:
        told.append("回复 n 下一页")
    if "上一页" in labels:
        told.append("回复 p 上一页")
    return f"{'，'.join(told)}。"
