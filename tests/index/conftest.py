"""Small libraries for the tests: built, saved, and opened again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from index import (
    Document,
    DocumentId,
    Encoder,
    Searcher,
    SnapshotFolder,
    Vocabularies,
    WeightedText,
    build_snapshot,
)

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

Library = Mapping[str, str] | Iterable[Document]


@pytest.fixture(scope="session")
def open_library(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Searcher]:
    """Return a function that indexes texts by id, or documents, and opens the snapshot."""

    def open_library(
        library: Library,
        *,
        words: Iterable[str] = (),
        synonyms: str = "",
        encoder: Encoder | None = None,
    ) -> Searcher:
        folder = SnapshotFolder(Path(tmp_path_factory.mktemp("index")))
        documents = documents_of(library) if isinstance(library, Mapping) else list(library)
        build_snapshot(
            documents,
            folder,
            Vocabularies(words=frozenset(words), synonyms=synonyms),
            built_from={},
            now=datetime(2026, 3, 1, tzinfo=UTC),
            encoder=encoder,
        )
        return Searcher(folder.open_current(), encoder)

    return open_library


def documents_of(texts: Mapping[str, str]) -> list[Document]:
    return [
        Document(id=DocumentId(name), texts=(WeightedText(text=text),))
        for name, text in texts.items()
    ]
