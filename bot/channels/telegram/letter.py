"""A reply in Telegram's own form: HTML pieces with a keyboard under the last one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import wording
from bot.channels.telegram.keyboard import choice_rows, texts_to_find
from bot.channels.telegram.markup import Run, as_html, as_text, bold, linked, marked, utf16_length
from bot.channels.telegram.splitting import LONGEST, split
from bot.reply import NUMBERS, Card, OpenedCase, Reply

_MOST_PIECES: Final = 3
_LONGEST_QUOTE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent.

    Attributes:
        pieces: HTML, each within Telegram's limit; at least one.
        keyboard: Goes under the last piece; None if there is nothing to tap.
        preview: The address to show a preview of; empty for none.
        leans_on_question: A button must find its text in the message that is replied to (see
            `button_data`), so the last piece has to reply to it.
    """

    pieces: tuple[str, ...]
    keyboard: InlineKeyboardMarkup | None = None
    preview: str = ""
    leans_on_question: bool = False


class LetterWriter:
    """Writes replies as letters."""

    def __init__(
        self, *, links_pages: bool, can_share: Callable[[], bool | None] = lambda: False
    ) -> None:
        """Decide what can be linked.

        Args:
            links_pages: Whether everybody can open our pages; else only a case's source is linked.
            can_share: Whether inline mode is on, so that a button can share a case. It is asked
                at each letter: Telegram tells it only after we have connected.
        """
        self.links_pages = links_pages
        self._can_share = can_share

    def write(self, reply: Reply, *, asked: str = "") -> Letter:
        """Write the reply.

        Args:
            reply: What is to be said.
            asked: The text of the message that the letter can reply to.
        """
        pieces = self._pieces(reply)
        missing = [text for text in texts_to_find(reply) if text not in as_text(pieces[-1])]
        quotes = [text for text in missing if text not in asked and len(text) <= _LONGEST_QUOTE]
        for text in quotes:
            pieces = [*pieces[:-1], *split((*pieces[-1], Run(f"\n\n问：{text}")))]
        return Letter(
            pieces=tuple(as_html(piece) for piece in pieces),
            keyboard=self._keyboard(reply),
            preview=reply.opened.url if reply.opened and self.links_pages else "",
            leans_on_question=any(text in asked for text in missing),
        )

    def card_html(self, card: Card) -> str:
        """Write one card on its own, to be shared in any chat."""
        return as_html(split(tuple(self._card(card)))[0])

    def _pieces(self, reply: Reply) -> list[tuple[Run, ...]]:
        """Write everything and cut it; a case too long for a chat ends with a link to the rest."""
        pieces = split(self._runs(reply)) or [(Run("…"),)]
        if reply.opened is None or not self.links_pages or len(pieces) <= _MOST_PIECES:
            return pieces
        more = (Run("\n\n……后面还有，请"), linked("看全文", reply.opened.url))
        room = LONGEST - utf16_length(as_html(more))
        last = split(pieces[_MOST_PIECES - 1], longest=room)[0]
        return [*pieces[: _MOST_PIECES - 1], (*last, *more)]

    def _runs(self, reply: Reply) -> tuple[Run, ...]:
        blocks: list[Sequence[Run]] = [(Run(reply.opening),)]
        blocks += [(Run(_number(card)), *self._card(card)) for card in reply.cards]
        if reply.opened is not None:
            blocks.append(tuple(self._opened(reply.opened)))
        if not reply.choices:  # what can be said next is for people without buttons
            blocks.append((Run(reply.closing),))
        return tuple(run for block in blocks if as_text(block) for run in (*block, Run("\n\n")))

    def _card(self, card: Card) -> Iterator[Run]:
        yield bold(card.title)
        if card.place:
            yield Run(" · ")
            yield from marked(card.place, card.matched)
        if card.by_meaning:
            yield Run(f"（{wording.FOUND_BY_MEANING}）")
        for label, text in card.sections:
            yield Run("\n")
            yield bold(label)
            yield Run(" ")
            yield from marked(text, card.matched)
        if self.links_pages:
            yield Run("\n")
            yield linked("看全文", card.url)

    def _opened(self, opened: OpenedCase) -> Iterator[Run]:
        case = opened.case
        yield bold(case.title)
        facts = " · ".join(filter(None, (case.place, case.theme, case.field, case.collection)))
        if facts:
            yield Run(f"\n{facts}")
        if case.lead:
            yield Run("\n")
            yield bold("牵头单位")
            yield Run(f" {case.lead}")
        for label, text in opened.sections:
            yield Run("\n\n")
            yield bold(label)
            yield Run(f"\n{text}")
        source = case.source or urlsplit(case.url).hostname or ""
        if source:
            yield Run("\n\n来源：")
            yield linked(source, case.url)

    def _keyboard(self, reply: Reply) -> InlineKeyboardMarkup | None:
        rows = choice_rows(reply)
        if reply.opened is not None:
            rows.append(list(self._sharing(reply.opened)))
        rows = [row for row in rows if row]
        return InlineKeyboardMarkup(rows) if rows else None

    def _sharing(self, opened: OpenedCase) -> Iterator[InlineKeyboardButton]:
        if self.links_pages:
            yield InlineKeyboardButton("看全文", url=opened.url)
        if self._can_share():
            yield InlineKeyboardButton("分享给别人", switch_inline_query=opened.case.title)


def _number(card: Card) -> str:
    return f"{NUMBERS[card.number - 1]} "
