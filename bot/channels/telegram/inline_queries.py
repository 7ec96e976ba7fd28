"""Inline mode: `@bot 电动车充电` in any chat offers cases to send."""

import asyncio
from typing import Any, Final

import structlog
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import CallbackContext

from bot.action import Ask, Browse
from bot.case_parameter import case_parameter
from bot.channels.telegram import deep_link
from bot.channels.telegram.answering import AnswersMessages
from bot.channels.telegram.letter import LetterWriter
from bot.message import Message
from bot.reply import Card, Reply

CACHE_SECONDS: Final = 60
_LONGEST_DESCRIPTION: Final = 200
_MOST_PAGES: Final = 10
_HOW_TO_ASK: Final = InlineQueryResultsButton(
    "写几个字就能找，点这里看例子", start_parameter=deep_link.HELP
)
_NOTHING: Final = InlineQueryResultsButton(
    "没有找到，换个说法或点这里浏览", start_parameter=deep_link.BROWSE
)

_log = structlog.get_logger(__name__)


class InlineHandling:
    """Answers inline queries; remembers nothing of who asked."""

    def __init__(self, dialogue: AnswersMessages, writer: LetterWriter) -> None:
        """Take who answers and who writes."""
        self._dialogue = dialogue
        self._writer = writer

    async def handle(self, update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Answer one inline query with a page of cases."""
        query = update.inline_query
        if query is None:
            return
        question = query.query.strip()
        page = _page(query.offset)
        reply = Reply()
        if question:
            message = Message(channel="telegram", action=Ask(question=question, page=page))
            reply = await asyncio.to_thread(self._dialogue.respond, message)
        button = None if reply.cards else _NOTHING if question else _HOW_TO_ASK
        has_more = page < _MOST_PAGES and _offers_page(reply, page + 1)
        try:
            await query.answer(
                [self._article(card, context.bot.username) for card in reply.cards],
                cache_time=CACHE_SECONDS,
                is_personal=False,
                next_offset=str(page + 1) if has_more else "",
                button=button if page == 1 else None,
            )
        except BadRequest as error:  # typed on before we answered: nobody waits any more
            _log.info("telegram inline query could not be answered", reason=error.message)

    def _article(self, card: Card, bot_name: str) -> InlineQueryResultArticle:
        described = " · ".join(filter(None, (card.place, card.outcome or card.approach)))
        buttons = [
            InlineKeyboardButton("在机器人里看", url=deep_link.deep_link(bot_name, card.case_id))
        ]
        if self._writer.links_pages:
            buttons.insert(0, InlineKeyboardButton("看全文", url=card.url))
        return InlineQueryResultArticle(
            id=case_parameter(card.case_id),
            title=card.title,
            description=described[:_LONGEST_DESCRIPTION],
            input_message_content=InputTextMessageContent(
                self._writer.card_html(card),
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            ),
            reply_markup=InlineKeyboardMarkup([buttons]),
        )


def _page(offset: str) -> int:
    """Return the page that an offset names; what we did not write is the first."""
    is_ours = offset.isascii() and offset.isdigit() and len(offset) <= len(str(_MOST_PAGES))
    return min(max(int(offset), 1), _MOST_PAGES) if is_ours else 1


def _offers_page(reply: Reply, page: int) -> bool:
    return any(
        isinstance(choice.action, Ask | Browse) and choice.action.page == page
        for row in reply.choices
        for choice in row
    )
