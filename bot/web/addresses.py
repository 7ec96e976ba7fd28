"""Where each thing that people can tap is found on our pages."""

from urllib.parse import quote, urlencode

from bot.action import Action, Ask, Browse, Help, OpenCase, ShowRelated, Welcome
from bot.session import Session
from cases import FACETS, CaseId, Facet


class Addresses:
    """Writes the addresses of the pages, relative to the host that served them."""

    def __init__(self, prefix: str = "") -> None:
        """Keep the path under which a proxy shows the service, e.g. `/miaozhao`; often none."""
        self._prefix = prefix.rstrip("/")

    def start(self) -> str:
        """Return the search page."""
        return f"{self._prefix}/"

    def asked(self, question: str, page: int = 1) -> str:
        """Return a page of answers to a question."""
        return self.start() + _query(q=question, page=page if page > 1 else "")

    def case(self, case_id: CaseId) -> str:
        """Return the full text of a case."""
        return f"{self._prefix}/c/{quote(case_id, safe='')}"

    def related(self, case_id: CaseId) -> str:
        """Return the list of cases that are like one."""
        return f"{self.case(case_id)}#related"

    def browse(self, facet: Facet | None = None, value: str = "", page: int = 1) -> str:
        """Return all facets, the values of one, or the cases under one value."""
        base = f"{self._prefix}/browse"
        if facet is None:
            return base
        if not value:
            return base + _query(by=facet)
        return base + _query(**{facet: value}, page=page if page > 1 else "")

    def help(self) -> str:
        """Return the page that explains what can be asked."""
        return f"{self._prefix}/help"

    def static(self, name: str) -> str:
        """Return a static file, given its name with the content hash inside."""
        return f"{self._prefix}/static/{name}"

    def of(self, action: Action) -> str | None:
        """Return the page that does what the action says; None if no page does."""
        address: str | None = None
        match action:
            case Ask(question=question, page=page):
                address = self.asked(question, page)
            case OpenCase(case_id=case_id):
                address = self.case(case_id)
            case ShowRelated(case_id=case_id):
                address = self.related(case_id)
            case Browse(facet=facet, value=value, page=page):
                address = self.browse(facet, value, page)
            case Welcome():
                address = self.start()
            case Help():
                address = self.help()
        return address

    def list_page(self, session: Session, page: int) -> str:
        """Return a page of the list that the session describes; the start if it has none."""
        page = max(page, 1)
        if session.question:
            return self.asked(session.question, page)
        for facet in FACETS:
            if facet == session.facet and session.value:
                return self.browse(facet, session.value, page)
        return self.start()


def _query(**parameters: str | int) -> str:
    given = {name: value for name, value in parameters.items() if value != ""}
    return f"?{urlencode(given)}" if given else ""
