"""What documents mean: one vector for each, computed once for each text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.document import Document
from index.encoder import Encoder, Vectors

_AT_ONCE: Final = 8
"""Documents encoded together: few enough that a progress bar moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """The vectors of a library.

    Attributes:
        encoder: The name of the encoder that made them.
        vectors: Shape (N, dimensions): the mean of the unit vectors of a document's passages;
            zero for a document without any. Its dot product with a question's unit vector is the
            mean cosine.
        keys: Shape (N,), a hash of each document's passages.
    """

    encoder: str
    vectors: Vectors
    keys: NDArray[np.uint64]


def encode_documents(
    documents: Sequence[Document],
    encoder: Encoder,
    known: Meanings | None,
    tell: Callable[[int], None],
) -> Meanings:
    """Encode the passages of documents; those that have not changed are taken over.

    Args:
        documents: In the order of their numbers.
        encoder: Encodes.
        known: The vectors of the library as it was before; of any encoder, any order.
        tell: Told how many more documents are done.

    Raises:
        EncoderUnavailableError: The encoder does not answer.
    """
    keys = np.array([_key(document) for document in documents], dtype=np.uint64)
    vectors = np.zeros((len(documents), encoder.dimensions), dtype=np.float32)
    places = _places(known) if known and known.encoder == encoder.name else {}
    new: list[int] = []
    for number, key in enumerate(keys.tolist()):
        if key in places and known:
            vectors[number] = known.vectors[places[key]]
        elif documents[number].passages:
            new.append(number)
    tell(len(documents) - len(new))
    for start in range(0, len(new), _AT_ONCE):
        numbers = new[start : start + _AT_ONCE]
        vectors[numbers] = _means([documents[number].passages for number in numbers], encoder)
        tell(len(numbers))
    return Meanings(encoder=encoder.name, vectors=vectors, keys=keys)


def _means(passages: Sequence[tuple[str, ...]], encoder: Encoder) -> Vectors:
    """Return the mean vector of each group of passages; no group is empty."""
    encoded = encoder.encode_passages([text for group in passages for text in group])
    sizes = np.array([len(group) for group in passages])
    sums = np.add.reduceat(encoded, np.concatenate(([0], sizes.cumsum()[:-1])), axis=0)
    means: Vectors = (sums / sizes[:, np.newaxis]).astype(np.float32)
    return means


def _places(known: Meanings) -> dict[int, int]:
    return {key: place for place, key in enumerate(known.keys.tolist())}


def _key(document: Document) -> int:
    hashed = blake2b(digest_size=8)
    for passage in document.passages:
        hashed.update(passage.encode())
        hashed.update(b"\0")
    return int.from_bytes(hashed.digest(), "little")
