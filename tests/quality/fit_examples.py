"""Make index/examples: `python -m tests.quality.fit_examples`.

The problems are those of `needs.py`. For the models these are without the letters, which tell of
one person's matter, and without rules; vectors of words, which tell less apart, are the better for
both. Takes a minute on two cores. Make them again when the name of an encoder changes, and fit the
confidence again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.examples.table import MODELS_FILE, WORDS_FILE
from index.joined_encoder import local_encoder
from index.normaliser import Normaliser
from index.word_encoder import WordEncoder
from index.word_file import built_in, lines
from tests.quality.built_in_analyser import built_in_analyser_and_phrases
from tests.quality.needs import NEEDS, RULES, Need, read_needs

_LEVELS: Final = 127
_MORE: Final = Path(__file__).with_name("small_talk.txt")

_Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """What the examples of one encoder are chosen to be.

    Attributes:
        dimensions: Of questions.
        weight: β of index/examples/table.py.
        far: The cosine from which examples are trusted.
    """

    dimensions: int
    weight: float
    far: float


_FOR_MODELS: Final = _Recipe(dimensions=256, weight=2.5, far=0.55)
"""With half as many dimensions one in 300 is lost; what more would be is nothing. With weights
from 2 to 3 the made-up libraries are ordered about as well. Examples that are always trusted find
one case in a hundred more first there; but then replies to citizens, whose letters tell more than
any example, are ordered worse than without (nDCG@10 .688 instead of .703)."""

_FOR_WORDS: Final = _Recipe(dimensions=64, weight=1.5, far=0.5)
"""Of those tried (64 and 128; 1 to 2.5; .45 to .7), what orders both the libraries and questions
about law well. Without the rules among the examples nDCG@10 of the latter is .397, with them .406,
without examples .403."""


def main() -> None:
    """Encode and write."""
    needs = read_needs(NEEDS)
    _write(MODELS_FILE, local_encoder(), [need for need in needs if need.title], _FOR_MODELS)
    needs += read_needs(RULES)
    _write(WORDS_FILE, _word_encoder(needs), needs, _FOR_WORDS)


def _word_encoder(needs: Sequence[Need]) -> Encoder:
    """Return an encoder to which words are as rare as they are here: there is no library."""
    analyser, _ = built_in_analyser_and_phrases()
    texts = [text for need in needs for text in (*need.asked, need.passage)]
    frequency = Counter(
        word for text in texts for word in set(analyser.words(analyser.normalise(text)))
    )
    return WordEncoder(analyser, lambda word: frequency[word], len(texts))


def _write(path: Path, encoder: Encoder, needs: Sequence[Need], recipe: _Recipe) -> None:
    normalise = Normaliser().normalise
    texts = [normalise(text) for need in needs for text in need.asked]
    asked = encoder.encode_questions(texts)
    told = encoder.encode_passages([normalise(need.passage) for need in needs])
    small_talk = encoder.encode_questions(_small_talk())
    counts = np.array([len(need.asked) for need in needs])
    is_known = asked.any(axis=1)  # no vector is made of unknown words alone
    counts = np.add.reduceat(is_known.astype(np.int64), np.cumsum(counts) - counts)
    asked, told = asked[is_known], told[counts > 0]
    middle = asked.mean(axis=0)
    shifted = asked - middle
    basis = np.linalg.svd(shifted, full_matrices=False)[2][: recipe.dimensions]
    np.savez(
        path,
        encoder=np.array(encoder.name),
        basis=basis.astype(np.float16),
        middle=middle,
        asked=_levels(shifted @ basis.T),
        counts=counts[counts > 0].astype(np.uint8),
        told=_levels(told),
        small_talk=_levels((small_talk[small_talk.any(axis=1)] - middle) @ basis.T),
        weight=np.array(recipe.weight),
        far=np.array(recipe.far),
    )


def _small_talk() -> list[str]:
    normalise = Normaliser().normalise
    return [
        normalise(text)
        for file in (
            built_in("off_topic.txt"),
            built_in("small_talk.txt"),
            _MORE.read_text("utf-8"),
        )
        for _, text in lines(file)
    ]


def _levels(vectors: _Vectors) -> NDArray[np.int8]:
    """Return the directions of vectors in whole numbers."""
    scaled = vectors * (_LEVELS / np.abs(vectors).max(axis=1, keepdims=True))
    levels: NDArray[np.int8] = np.rint(scaled).astype(np.int8)
    return levels


if __name__ == "__main__":
    main()
