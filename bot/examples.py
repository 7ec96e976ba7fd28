"""Questions to try, which this library can answer."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.case_search import CaseSearch
from cases import EVERYTHING, CaseStore

_FAVOURITES: Final = ("电动车充电", "广场舞太吵", "骑手租房")
_COUNT: Final = 3
_LOOKED_AT: Final = 20


class Examples:
    """Chooses example questions, once for each state of the library."""

    def __init__(self, case_search: CaseSearch, store: CaseStore) -> None:
        """Choose nothing yet."""
        self._case_search = case_search
        self._store = store
        self._chosen: tuple[str, tuple[str, ...]] = ("", ())

    def questions(self) -> tuple[str, ...]:
        """Return three questions, or fewer for a library that answers fewer.

        Raises:
            IndexingError: There is no index to search.
            StoreUnavailableError: The database does not answer.
        """
        snapshot = self._case_search.searcher().snapshot.name
        if self._chosen[0] != snapshot:
            self._chosen = (snapshot, tuple(islice(self._answerable(), _COUNT)))
        return self._chosen[1]

    def _answerable(self) -> Iterator[str]:
        """Yield our favourites that are answered, then wordings from the newest cases."""
        newest = self._store.get_many(self._store.find_ids(EVERYTHING)[:_LOOKED_AT])
        wordings = (case.asked_as[0] if case.asked_as else case.title for case in newest)
        for question in dict.fromkeys((*_FAVOURITES, *wordings)):
            if self._case_search.search(question, limit=1).confidence == "sure":
                yield question
