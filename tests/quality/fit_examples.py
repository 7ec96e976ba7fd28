"""Make index/examples: `python -m tests.quality.fit_examples`.

The problems are those of `needs.py`, without the letters, which tell of one person's matter. Takes
a minute on two cores. Make them again when the encoder's name changes, and fit the confidence
again.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.examples.table import FILE
from index.joined_encoder import local_encoder
from index.normaliser import Normaliser
from index.word_file import built_in, lines
from tests.quality.needs import NEEDS, read_needs

_DIMENSIONS: Final = 256
"""Of questions. With half as many, one in 300 is lost; what more would be is nothing."""

_LEVELS: Final = 127
_MORE: Final = Path(__file__).with_name("small_talk.txt")


def main() -> None:
    """Encode and write."""
    encoder, normalise = local_encoder(), Normaliser().normalise
    needs = [need for need in read_needs(NEEDS) if need.title]
    asked = encoder.encode_questions([normalise(text) for need in needs for text in need.asked])
    told = encoder.encode_passages([normalise(need.passage) for need in needs])
    small_talk = [
        normalise(text)
        for file in (
            built_in("off_topic.txt"),
            built_in("small_talk.txt"),
            _MORE.read_text("utf-8"),
        )
        for _, text in lines(file)
    ]
    middle = asked.mean(axis=0)
    shifted = asked - middle
    basis = np.linalg.svd(shifted, full_matrices=False)[2][:_DIMENSIONS]
    np.savez(
        FILE,
        encoder=np.array(encoder.name),
        basis=basis.astype(np.float16),
        middle=middle,
        asked=_levels(shifted @ basis.T),
        counts=np.array([len(need.asked) for need in needs], dtype=np.uint8),
        told=_levels(told),
        small_talk=_levels((encoder.encode_questions(small_talk) - middle) @ basis.T),
    )


def _levels(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return the directions of vectors in whole numbers."""
    scaled = vectors * (_LEVELS / np.abs(vectors).max(axis=1, keepdims=True))
    levels: NDArray[np.int8] = np.rint(scaled).astype(np.int8)
    return levels


if __name__ == "__main__":
    main()
