"""The search page: a question in the box, the answer below it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.action import Ask, Help, Welcome
from bot.message import Message
from bot.reply import Reply
from bot.session import Session
from bot.web.addresses import Addresses
from bot.web.filter_chips import filter_chips
from bot.web.metrics import WebMetrics
from bot.web.needs import AnswersMessages
from bot.web.pages import Pages
from bot.web.question import clean_question, last_list, read_page, where_to


class AskPage:
    """Answers `/?q=…&page=…`, which can be shared and bookmarked.

    The form carries the list that was shown in a hidden field, so that "2" and "下一页" mean
    something without a cookie; what they mean is a page of its own, and we send people there.
    """

    def __init__(
        self,
        *,
        dialogue: AnswersMessages,
        pages: Pages,
        addresses: Addresses,
        metrics: WebMetrics,
    ) -> None:
        """Keep who answers, who writes the page, and who counts."""
        self._dialogue = dialogue
        self._metrics = metrics
        self._pages = pages
        self._addresses = addresses

    def show(self, request: Request) -> Response:
        """Greet, or answer the question."""
        question = clean_question(request.query_params.get("q", ""))
        if "last" in request.query_params:
            session = last_list(request.query_params["last"])
            return RedirectResponse(where_to(question, session, self._addresses), 303)
        if not question:
            return self._pages.respond(
                "start.html", reply=self._say(Message(channel="web", action=Welcome()))
            )
        page = read_page(request.query_params.get("page", ""))
        action = Ask(question=question, page=page) if page > 1 else None
        reply = self._say(Message(channel="web", text=question, action=action))
        if reply.opened is not None:
            return RedirectResponse(self._addresses.case(reply.opened.case.id), 303)
        if reply.found is not None:
            self._metrics.count_search("page", reply.found.confidence)
        return self._pages.respond(
            "answer.html",
            question=question,
            page=page,
            reply=reply,
            chips=filter_chips(question, reply.found.wanted) if reply.found else (),
            found_nothing=reply.found is not None and reply.found.confidence == "none",
            session=Session(
                question=question, page=page, shown=tuple(card.case_id for card in reply.cards)
            ),
        )

    def help(self, _request: Request) -> Response:
        """Explain what can be asked."""
        return self._pages.respond(
            "help.html", reply=self._say(Message(channel="web", action=Help()))
        )

    def _say(self, message: Message) -> Reply:
        return self._dialogue.respond(message)
