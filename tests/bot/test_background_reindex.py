"""An index by words is completed behind the people who search it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.background_reindex import BackgroundReindex
from bot.live_searcher import LiveSearcher
from bot.reindexing import Reindexer
from cases import Case, CaseId, MemoryCaseStore
from index.encoder import Vectors


class WaitingEncoder:
    """An encoder that answers when it is allowed to."""

    name = "waiting"
    dimensions = 4

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.was_asked = threading.Event()

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        return np.tile(np.eye(4, dtype=np.float32)[0], (len(texts), 1))

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        self.was_asked.set()
        assert self.may_answer.wait(timeout=30)
        return self.encode_questions(texts)


def make(path: Path, encoder: WaitingEncoder, cases: int = 20) -> tuple[LiveSearcher, Reindexer]:
    store = MemoryCaseStore(
        Case(id=CaseId(f"c{n}"), title=f"路灯第{n}盏", approach="换了灯") for n in range(cases)
    )
    live = LiveSearcher(path / "index", encoder)
    return live, Reindexer(store, live, path / "synonyms.txt")


def test_words_serve_while_meaning_is_computed(tmp_path: Path) -> None:
    encoder = WaitingEncoder()
    live, reindexer = make(tmp_path, encoder)
    reindexer.run(words_only=True)
    assert reindexer.outdated_because()
    completion = BackgroundReindex(reindexer)

    completion.start()
    assert encoder.was_asked.wait(timeout=30)
    found = live.current().search("路灯", limit=1)
    encoder.may_answer.set()
    completion._thread.join(timeout=30)

    assert found.hits
    assert reindexer.outdated_because() is None


def test_a_stop_ends_it_and_leaves_the_words(tmp_path: Path) -> None:
    encoder = WaitingEncoder()
    live, reindexer = make(tmp_path, encoder)
    reindexer.run(words_only=True)
    completion = BackgroundReindex(reindexer)
    completion.start()
    assert encoder.was_asked.wait(timeout=30)

    completion._is_stopping.set()
    encoder.may_answer.set()
    completion.stop()

    assert reindexer.outdated_because()
    assert live.current().search("路灯", limit=1).hits


def test_nothing_is_built_where_nothing_is_missing(tmp_path: Path) -> None:
    encoder = WaitingEncoder()
    encoder.may_answer.set()
    live, reindexer = make(tmp_path, encoder)
    reindexer.run()
    before = live.folder.current_name()
    completion = BackgroundReindex(reindexer)

    completion.start()
    completion._thread.join(timeout=30)

    assert live.folder.current_name() == before
