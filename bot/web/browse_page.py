"""Leafing through the library by 主题, 领域, 区 and 期."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.action import Browse
from bot.browsing import fixed_place
from bot.intent import FACET_NAMES
from bot.message import Message
from bot.session import Session
from bot.web.needs import AnswersMessages
from bot.web.pages import Pages
from bot.web.question import clean_question, read_page
from cases import FACETS, FIELDS, THEMES, CaseStore, Facet

_NAMES: Final[dict[Facet, str]] = {
    **FACET_NAMES,
    "street": "街道",
    "community": "社区",
    "city": "城市",
}
_OVERVIEW: Final[tuple[Facet, ...]] = tuple(FACET_NAMES)
_GIVEN_ORDER: Final[dict[str, int]] = {
    value: place for place, value in enumerate((*THEMES, *FIELDS))
}


class BrowsePage:
    """Answers `/browse`, `/browse?by=street` and `/browse?district=宝安区&page=2`."""

    def __init__(self, *, dialogue: AnswersMessages, store: CaseStore, pages: Pages) -> None:
        """Keep who lists the cases, who counts them, and who writes the page."""
        self._dialogue = dialogue
        self._store = store
        self._pages = pages

    def show(self, request: Request) -> Response:
        """Show the cases under one value, or the values to choose from."""
        for facet in FACETS:
            value = clean_question(request.query_params.get(facet, ""))
            if value:
                return self._cases(facet, value, read_page(request.query_params.get("page", "")))
        by = request.query_params.get("by", "")
        return self._values(tuple(facet for facet in FACETS if facet == by) or _OVERVIEW)

    def _values(self, facets: tuple[Facet, ...]) -> Response:
        counted = [(facet, _NAMES[facet], self._counts(facet)) for facet in facets]
        return self._pages.respond("browse.html", counted=counted, total=self._store.count())

    def _counts(self, facet: Facet) -> list[tuple[str, int]]:
        """Return values and counts: themes and fields in official order, else most first."""
        counts = self._store.facet_counts(facet).items()
        return sorted(counts, key=lambda item: _GIVEN_ORDER.get(item[0], 0))

    def _cases(self, facet: Facet, value: str, page: int) -> Response:
        total = self._store.facet_counts(facet).get(value, 0)
        if total == 0 and fixed_place(value) != Browse(facet=facet, value=value):
            raise HTTPException(404)
        reply = self._dialogue.respond(
            Message(channel="web", action=Browse(facet=facet, value=value, page=page))
        )
        session = Session(
            facet=facet,
            value=value,
            page=page,
            shown=tuple(card.case_id for card in reply.cards),
        )
        return self._pages.respond(
            "list.html",
            facet=facet,
            facet_name=_NAMES[facet],
            value=value,
            page=page,
            total=total,
            reply=reply,
            session=session,
        )
