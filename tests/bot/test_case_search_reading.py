"""Cases are read ahead of the questions, and a database that fails meanwhile stops nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.case_search import CaseSearch
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from cases import Case, CaseId, MemoryCaseStore, StoreUnavailableError
from cases.built_in import built_in_library
from index import EncoderUnavailableError
from index.encoder import Vectors


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


class MoodyEncoder:
    """Finds all texts alike, when it is in the mood; counts how often it is asked."""

    name = "moody"
    dimensions = 2
    asked = 0
    is_busy = False

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        self.asked += 1
        if self.is_busy:
            raise EncoderUnavailableError("现在不行。")
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        rows[:, 0] = 1.0
        return rows


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


def test_what_is_asked_again_is_not_searched_again(library_index: Path) -> None:
    case_search = CaseSearch(MemoryCaseStore(built_in_library()), LiveSearcher(library_index))

    first, second, next_page = (
        case_search.search("广场舞太吵", offset=offset) for offset in (0, 0, 5)
    )

    assert first.matches is second.matches
    assert next_page.matches != first.matches


def test_a_new_index_answers_anew(tmp_path: Path) -> None:
    *others, newest = built_in_library()
    store = MemoryCaseStore(others)
    live = LiveSearcher(tmp_path)
    reindexer = Reindexer(store, live, tmp_path / "synonyms.txt")
    case_search = CaseSearch(store, live)
    reindexer.run()
    case_search.search(newest.title)

    store.save([newest])
    reindexer.run()

    assert case_search.search(newest.title).matches[0].case == newest


def test_an_answer_without_meaning_is_kept_for_a_moment_only(tmp_path: Path) -> None:
    encoder = MoodyEncoder()
    store = MemoryCaseStore([Case(id=CaseId("one"), title="电动车充电", approach="建充电站。")])
    live = LiveSearcher(tmp_path, encoder)
    Reindexer(store, live, tmp_path / "synonyms.txt").run()
    now = 1_000.0
    case_search = CaseSearch(store, live, clock=lambda: now)

    def asks_the_encoder() -> bool:
        asked_before = encoder.asked
        case_search.search("电动车充电")
        return encoder.asked > asked_before

    encoder.is_busy = True
    by_words = [asks_the_encoder(), asks_the_encoder()]
    encoder.is_busy = False
    now += 120
    by_meaning = [asks_the_encoder()]
    now += 10_000
    by_meaning.append(asks_the_encoder())

    assert (by_words, by_meaning) == ([True, False], [True, False])


def test_what_was_asked_last_is_answered_before_a_new_index_serves(tmp_path: Path) -> None:
    encoder = MoodyEncoder()
    store = MemoryCaseStore([Case(id=CaseId("one"), title="电动车充电", approach="建充电站。")])
    live = LiveSearcher(tmp_path, encoder)
    reindexer = Reindexer(store, live, tmp_path / "synonyms.txt")
    reindexer.run()
    case_search = CaseSearch(store, live)
    case_search.search("电动车充电")

    store.save([Case(id=CaseId("two"), title="电动车充电", approach="建充电站。")])
    reindexer.run()
    asked_before = encoder.asked
    found = case_search.search("电动车充电")

    assert {match.case.id for match in found.matches} == {"one", "two"}
    assert encoder.asked == asked_before


def test_questions_of_the_cases_are_rehearsed_before_the_first_one_comes(tmp_path: Path) -> None:
    encoder = MoodyEncoder()
    case = Case(id=CaseId("one"), title="充电站", approach="建。", asked_as=("电动车充电",))
    store = MemoryCaseStore([case, Case(id=CaseId("two"), title="装电梯", approach="装。")])
    live = LiveSearcher(tmp_path, encoder)
    Reindexer(store, live, tmp_path / "synonyms.txt").run()
    case_search = CaseSearch(store, live)

    live.refresh(warm=True)
    asked_before = encoder.asked
    answers = [case_search.search(question) for question in ("电动车充电", "装电梯")]

    assert all(answer.matches for answer in answers)
    assert encoder.asked == asked_before
