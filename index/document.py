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
    """A document: its id and its texts."""

    id: DocumentId
    texts: tuple[WeightedText, ...]
