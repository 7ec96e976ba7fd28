"""Cases are read ahead of the questions, and a database that fails meanwhile stops nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.case_search import CaseSearch
from bot.live_searcher import LiveSearcher
from cases import Case, CaseId, MemoryCaseStore, StoreUnavailableError
from cases.built_in import built_in_library


class CountingStore(MemoryCaseStore):
    """Counts how often cases are fetched for an answer, and may fail to read them all."""

    fetched = 0
    is_failing = False

    def get_many(self, case_ids: Sequence[CaseId], /) -> list[Case]:
        self.fetched += 1
        return super().get_many(case_ids)

    def all_cases(self) -> Iterator[Case]:
        if self.is_failing:
            raise StoreUnavailableError("数据库没有应答")
        return super().all_cases()


def test_once_warmed_up_no_question_waits_for_the_database(library_index: Path) -> None:
    store = CountingStore(built_in_library())
    live = LiveSearcher(library_index)
    case_search = CaseSearch(store, live)

    live.refresh(warm=True)
    found = case_search.search("广场舞太吵")

    assert found.matches
    assert store.fetched == 0


def test_cases_that_were_not_read_ahead_are_read_when_they_are_found(library_index: Path) -> None:
    store = CountingStore(built_in_library())
    case_search = CaseSearch(store, LiveSearcher(library_index))

    first, second = (case_search.search("广场舞太吵") for _ in range(2))

    assert first.matches == second.matches != ()
    assert store.fetched == 1


def test_a_database_that_fails_while_cases_are_read_ahead_stops_no_search(
    library_index: Path,
) -> None:
    store = CountingStore(built_in_library())
    store.is_failing = True
    live = LiveSearcher(library_index)
    case_search = CaseSearch(store, live)

    live.refresh(warm=True)

    assert case_search.search("广场舞太吵").matches
