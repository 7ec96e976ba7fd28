"""Replies as the markdown that a 智能机器人 speaks.

企业微信 names no way to escape a sign, so the few that mean something become their full-width
twins: they look alike, and no text can make itself a link, a picture or a call of `<@everyone>`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from bot import wording
from bot.reply import NUMBERS, Card, OpenedCase, Reply

LONGEST_BYTES: Final = 20_480
"""Of a message: https://developer.work.weixin.qq.com/document/path/101031"""

_ENDS: Final = (("\n\n", "。", "！", "？", "；"), ("\n", "，", "、"))
"""Where a text may be cut: best first."""

_UNSENDABLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)
"""Control characters, marks that turn the direction of a line, halves of characters."""

_TWINS: Final = str.maketrans("\\`*_[]<>#|~", "＼｀＊＿［］＜＞＃｜～")


class MarkdownWriter:
    """Writes replies as markdown."""

    def __init__(self, *, links_pages: bool) -> None:
        """Decide whether everybody can open our pages; else only a case's source is linked."""
        self._links_pages = links_pages

    def write(self, reply: Reply, *, replies: Sequence[str] = ()) -> str:
        """Write the reply, at most 20,480 bytes and cut at the end of a sentence.

        Args:
            reply: What is to be said.
            replies: Words that can be replied and stand on no button.
        """
        completes = reply.opening.endswith("：") and not reply.cards
        lead = "" if completes else "可以回复："
        also = f"{lead}{plain(' · '.join(replies))}" if replies else ""
        text = "\n\n".join(filter(None, (*self._blocks(reply), also))) or "…"
        more = "\n\n……后面还有"
        if reply.opened is not None and self._links_pages:
            more += f"，请{_link('看全文', reply.opened.url)}"
        return cut(text, longest=LONGEST_BYTES, more=more)

    def _blocks(self, reply: Reply) -> Iterator[str]:
        yield plain(reply.opening)
        yield from (self._card(card) for card in reply.cards)
        if reply.opened is not None:
            yield from self._opened(reply.opened)
        yield plain(reply.closing)

    def _card(self, card: Card) -> str:
        return "\n".join(self._card_lines(card))

    def _card_lines(self, card: Card) -> Iterator[str]:
        place = f" · {plain(card.place)}" if card.place else ""
        why = f"（{wording.FOUND_BY_MEANING}）" if card.by_meaning else ""
        yield f"{NUMBERS[card.number - 1]} **{plain(card.title)}**{place}{why}"
        for label, text in card.sections:
            yield f"{label}：{plain(text)}"
        if self._links_pages:
            yield _link("看全文", card.url)

    def _opened(self, opened: OpenedCase) -> Iterator[str]:
        case = opened.case
        facts = " · ".join(filter(None, (case.place, case.theme, case.field, case.collection)))
        lead = f"牵头单位：{plain(case.lead)}" if case.lead else ""
        yield "\n".join(filter(None, (f"**{plain(case.title)}**", plain(facts), lead)))
        for label, text in opened.sections:
            yield f"**{label}**\n{plain(text)}"
        source = case.source or urlsplit(case.url).hostname or ""
        if source:
            yield f"来源：{_link(source, case.url) if case.url else plain(source)}"
        if self._links_pages:
            yield _link("看全文", opened.url)


def plain(text: str) -> str:
    """Return a text of which no sign is taken for markdown."""
    return _sendable(text).translate(_TWINS)


def cut(text: str, *, longest: int, more: str = "……") -> str:
    """Return the text, or as much of it as fits in so many bytes of UTF-8, and what is then said.

    It is cut at the end of a sentence, or else of a clause, if that leaves it half full.
    """
    whole = text.encode()
    if len(whole) <= longest:
        return text
    head = whole[: longest - len(more.encode())].decode(errors="ignore")
    for marks in _ENDS:
        end = max(head.rfind(mark) + len(mark) for mark in marks)
        if end > len(head) // 2:
            return head[:end].rstrip() + more
    return head.rstrip() + more


def _link(label: str, url: str) -> str:
    """Return a link; brackets in the address would end it early."""
    address = url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{plain(label)}]({_sendable(address)})" if address else plain(label)


def _sendable(text: str) -> str:
    return _UNSENDABLE.sub("", text)
