"""What the index is given: ids and weighted text, nothing about cases."""

from dataclasses import dataclass
from typing import NewType

DocumentId = NewType("DocumentId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedText:
    """A text, and how much it counts.

    Attributes:
        weight: How often a word in it counts, at least 1.
        field: How long the texts of one field and one weight are together is compared with how
            long they are in other documents: a word in a short title counts more by itself.
    """

    text: str
    weight: float = 1.0
    field: str = ""

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
        details: Parts of what it tells, likewise: the nearest of all questions and details counts.
        prior: Multiplies its score, whatever is asked; at least 1. Close to 1 it decides between
            documents that answer about equally well.
    """

    id: DocumentId
    texts: tuple[WeightedText, ...]
    passage: str = ""
    questions: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    prior: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a prior below 1."""
        if not self.prior >= 1.0:
            raise ValueError(f"prior must be at least 1, got {self.prior}")
