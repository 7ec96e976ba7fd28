"""What the index is given: ids and weighted text, nothing about cases."""

from dataclasses import dataclass
from typing import NewType

DocumentId = NewType("DocumentId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedText:
    """A text that counts as if it stood `weight` times in the document; weight at least 1."""

    text: str
    weight: int = 1

    def __post_init__(self) -> None:
        """Refuse a weight below 1."""
        if self.weight < 1:
            raise ValueError(f"weight must be at least 1, got {self.weight}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: its id, its texts, and what it means.

    Attributes:
        texts: What its words are taken from.
        passage: What it tells, for its meaning; may be empty.
        questions: Short texts that put the need for it, for its meaning too: the nearest counts.
        prior: Multiplies its score, whatever is asked; at least 1. Close to 1 it decides between
            documents that answer about equally well.
    """

    id: DocumentId
    texts: tuple[WeightedText, ...]
    passage: str = ""
    questions: tuple[str, ...] = ()
    prior: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a prior below 1."""
        if not self.prior >= 1.0:
            raise ValueError(f"prior must be at least 1, got {self.prior}")
