"""Two encoders as one."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.encoder import Vectors
from index.joined_encoder import JoinedEncoder


class Turned:
    """Encodes a text as the direction that it names, in degrees; passages half a turn further."""

    def __init__(self, name: str, factor: float) -> None:
        self.name = name
        self.dimensions = 2
        self._factor = factor

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        angles = np.radians([float(text) * self._factor for text in texts], dtype=np.float32)
        return np.column_stack((np.cos(angles), np.sin(angles)))

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        return -self.encode_questions(texts)


@pytest.fixture
def joined() -> JoinedEncoder:
    return JoinedEncoder(Turned("one", 1), Turned("two", 2), weight=0.75)


def test_the_cosine_is_the_weighted_mean_of_both(joined: JoinedEncoder) -> None:
    zero, sixty = joined.encode_questions(["0", "60"])

    assert zero @ sixty == pytest.approx(0.75 * 0.5 + 0.25 * -0.5)


def test_passages_are_encoded_as_passages_by_both(joined: JoinedEncoder) -> None:
    (question,), (passage,) = joined.encode_questions(["0"]), joined.encode_passages(["60"])

    assert question @ passage == pytest.approx(-(0.75 * 0.5 + 0.25 * -0.5))


def test_rows_are_unit_and_as_wide_as_both(joined: JoinedEncoder) -> None:
    vectors = joined.encode_questions(["0", "60", "170"])

    assert vectors.shape == (3, joined.dimensions)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_another_weight_makes_other_vectors_and_another_name(joined: JoinedEncoder) -> None:
    other = JoinedEncoder(Turned("one", 1), Turned("two", 2), weight=0.5)

    assert other.name != joined.name
    assert "one" in joined.name
    assert "two" in joined.name
