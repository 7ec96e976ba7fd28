"""What documents mean: their vectors, computed once for each text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.document import Document
from index.encoder import Encoder, Vectors

_AT_ONCE: Final = 8
"""Documents encoded together: few enough that a progress bar moves."""

_MISSING: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """The vectors of N documents with M questions and details in all.

    Attributes:
        encoder: The name of the encoder that made them.
        passages: Shape (N, dimensions), unit rows; zero for a document without a passage.
        questions: Shape (M, dimensions), unit rows, document by document; after the questions of
            one its details.
        starts: Shape (N + 1,), where each document's questions start.
        keys: Shape (N,), a hash of each document's texts; 0 where the vectors are missing.
    """

    encoder: str
    passages: Vectors
    questions: Vectors
    starts: NDArray[np.int64]
    keys: NDArray[np.uint64]

    @property
    def is_complete(self) -> bool:
        """Whether no document's vectors are missing."""
        return bool((self.keys != _MISSING).all())

    def missing_texts(self, documents: Sequence[Document]) -> int:
        """Return how many texts of the documents, in their order, are still to be encoded."""
        return sum(
            1 + len(document.questions) + len(document.details)
            for document, key in zip(documents, self.keys.tolist(), strict=True)
            if key == _MISSING
        )


def take_over(documents: Sequence[Document], encoder: Encoder, known: Meanings | None) -> Meanings:
    """Return the vectors of the documents that have not changed; the others are missing.

    Args:
        documents: In the order of their numbers.
        encoder: Whose vectors are wanted.
        known: The vectors of the library as it was before; of any encoder, any order.
    """
    name, dimensions = encoder.name, encoder.dimensions
    if known and known.encoder == name:
        return keep(documents, known)
    return _meanings([(_key(document), None) for document in documents], name, dimensions)


def keep(documents: Sequence[Document], known: Meanings) -> Meanings:
    """Return the vectors of the documents that have not changed; the others are missing.

    Args:
        documents: In the order of their numbers.
        known: The vectors of the library as it was before, in any order.
    """
    groups = _groups(known)
    keyed = [(key, groups.get(key)) for key in map(_key, documents)]
    return _meanings(keyed, known.encoder, known.passages.shape[1])


def encode_missing(
    meanings: Meanings,
    documents: Sequence[Document],
    encoder: Encoder,
    tell: Callable[[int], None],
) -> Meanings:
    """Return the vectors with the missing ones encoded.

    Args:
        meanings: What `take_over` returned for the documents.
        documents: In the order of their numbers.
        encoder: Encodes.
        tell: Told how many more documents are done.

    Raises:
        EncoderUnavailableError: The encoder does not answer.
    """
    groups = _groups(meanings)
    keys = [_key(document) for document in documents]
    new = [number for number, key in enumerate(keys) if key not in groups]
    tell(len(documents) - len(new))
    for start in range(0, len(new), _AT_ONCE):
        numbers = new[start : start + _AT_ONCE]
        encoded = _encode([documents[number] for number in numbers], encoder)
        groups |= zip((keys[number] for number in numbers), encoded, strict=True)
        tell(len(numbers))
    return _meanings([(key, groups[key]) for key in keys], encoder.name, encoder.dimensions)


_Group = tuple[NDArray[np.float32], Vectors]
"""A document's passage, and its questions and details."""


def _meanings(
    keyed: Sequence[tuple[int, _Group | None]], encoder: str, dimensions: int
) -> Meanings:
    nothing = np.zeros(dimensions, dtype=np.float32)
    questions = [list(group[1]) if group else [] for _, group in keyed]
    sizes = [len(rows) for rows in questions]
    return Meanings(
        encoder=encoder,
        passages=_stack([group[0] if group else nothing for _, group in keyed], dimensions),
        questions=_stack([row for rows in questions for row in rows], dimensions),
        starts=np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))),
        keys=np.array([key if group else _MISSING for key, group in keyed], dtype=np.uint64),
    )


def _groups(meanings: Meanings) -> dict[int, _Group]:
    """Return what is there, by key."""
    starts = meanings.starts
    return {
        key: (meanings.passages[n], meanings.questions[starts[n] : starts[n + 1]])
        for n, key in enumerate(meanings.keys.tolist())
        if key != _MISSING
    }


def _encode(documents: Sequence[Document], encoder: Encoder) -> list[_Group]:
    passages = encoder.encode_passages([document.passage for document in documents])
    passages[[not document.passage for document in documents]] = 0.0
    questions = iter(encoder.encode_questions([q for d in documents for q in d.questions]))
    details = iter(encoder.encode_passages([told for d in documents for told in d.details]))
    groups = []
    for document, passage in zip(documents, passages, strict=True):
        rows = *islice(questions, len(document.questions)), *islice(details, len(document.details))
        groups.append((passage, _stack(rows, encoder.dimensions)))
    return groups


def _stack(rows: Sequence[NDArray[np.float32]], dimensions: int) -> Vectors:
    return np.array(rows, dtype=np.float32).reshape(len(rows), dimensions)


def _key(document: Document) -> int:
    hashed = blake2b(digest_size=8)
    for text in (document.passage, *document.questions):
        hashed.update(text.encode())
        hashed.update(b"\0")
    for text in document.details:
        hashed.update(b"\1")
        hashed.update(text.encode())
    return int.from_bytes(hashed.digest(), "little") or 1  # 0 says that it is missing
