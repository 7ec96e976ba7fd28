"""The full text of one case."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.card import open_case
from bot.link import CaseLink
from bot.session import Session
from bot.web.needs import FindsCases
from bot.web.pages import Pages
from cases import Case, CaseId, CaseStore

_LONGEST_DESCRIPTION: Final = 120


class CasePage:
    """Answers `/c/{id}`."""

    def __init__(
        self, *, store: CaseStore, finder: FindsCases, pages: Pages, link: CaseLink
    ) -> None:
        """Keep who has cases, who knows their neighbours, and who writes the page."""
        self._store = store
        self._finder = finder
        self._pages = pages
        self._link = link

    def show(self, request: Request) -> Response:
        """Show a public case; 404 for any other id."""
        case_id = CaseId(request.path_params["case_id"])
        # A database may refuse text with control characters.
        case = self._store.get(case_id) if case_id.isprintable() else None
        if case is None or not case.is_public:
            raise HTTPException(404)
        return self._pages.respond(
            "case.html",
            opened=open_case(case, self._link),
            case=case,
            related=self._finder.related(case_id),
            description=_description(case),
            session=Session(opened=case_id),
            canonical=self._link(case_id),
        )


def _description(case: Case) -> str:
    """Return what a share card says below the title: what came of it, then what was done."""
    text = "".join(filter(None, (case.outcome, case.approach or case.summary or case.body)))
    line = " ".join(text.split())
    is_long = len(line) > _LONGEST_DESCRIPTION
    return line[: _LONGEST_DESCRIPTION - 1] + "…" if is_long else line
