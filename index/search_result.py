"""What a search gives back."""

from dataclasses import dataclass

from index.confidence import Confidence
from index.document import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A document that was found.

    Attributes:
        score: Comparable within one search only.
        matched: The words of the question, or their synonyms, that stand in the document.
        by_meaning: Whether it was found by its meaning alone.
    """

    id: DocumentId
    score: float
    matched: tuple[str, ...] = ()
    by_meaning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search found.

    Attributes:
        hits: Best first; equal scores by ascending id. Empty when confidence is `none`.
        total: How many hits there are, shown or not.
        confidence: How well the best hit answers the question.
        near: When nothing was found: the documents that share most with the question all the
            same, best first.
        corrected: How the question was read instead, when as typed it found less.
        lacks_meaning: Whether the encoder gave no answer this time, so that words alone decided.
    """

    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    confidence: Confidence = "none"
    near: tuple[DocumentId, ...] = ()
    corrected: str | None = None
    lacks_meaning: bool = False
