"""Index: from text to hits. Knows ids, weighted text and words; nothing about cases."""

from index.builder import FORMULA, Progress, Vocabularies, build_snapshot
from index.confidence import Confidence
from index.document import Document, DocumentId, WeightedText
from index.encoder import Encoder
from index.errors import (
    EncoderUnavailableError,
    IndexingError,
    SnapshotDamagedError,
    SnapshotMissingError,
    SnapshotWriteError,
    WordFileError,
)
from index.pieces import pieces
from index.query_postings import Mask
from index.search_result import SearchHit, SearchResult
from index.searcher import Searcher
from index.snapshot import BuiltFrom, Pause, Snapshot, SnapshotFolder, go_on

__all__ = [
    "FORMULA",
    "BuiltFrom",
    "Confidence",
    "Document",
    "DocumentId",
    "Encoder",
    "EncoderUnavailableError",
    "IndexingError",
    "Mask",
    "Pause",
    "Progress",
    "SearchHit",
    "SearchResult",
    "Searcher",
    "Snapshot",
    "SnapshotDamagedError",
    "SnapshotFolder",
    "SnapshotMissingError",
    "SnapshotWriteError",
    "Vocabularies",
    "WeightedText",
    "WordFileError",
    "build_snapshot",
    "go_on",
    "pieces",
]
