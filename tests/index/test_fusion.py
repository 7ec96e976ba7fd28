"""Words and meaning in one score."""

import numpy as np
import pytest

from index.fusion import fill_in, fuse, shortness


@pytest.mark.parametrize(("characters", "expected"), [(0, 1), (6, 1), (12, 0.5), (18, 0), (99, 0)])
def test_a_question_is_short_up_to_six_characters_and_long_from_eighteen(
    characters: int, expected: float
) -> None:
    assert shortness(characters) == pytest.approx(expected)


def test_vectors_of_words_only_fill_in_what_words_leave_open() -> None:
    lexical, nearness = np.array([4.0, 2.0, 0.0]), np.array([0.1, 0.5, 0.9], dtype=np.float32)

    def filled(trust: float) -> list[float]:
        scores: list[float] = fill_in(lexical, trust, nearness, 0.0).tolist()
        return scores

    assert filled(1.0) == pytest.approx([1.0, 0.5, 0.0])
    assert filled(0.0) == pytest.approx([0.1, 0.5, 0.9])
    assert filled(0.5) == pytest.approx([0.55, 0.5, 0.45])


def test_without_a_shared_word_nearness_is_all() -> None:
    nearness = np.array([0.1, 0.5, 0.9], dtype=np.float32)

    assert fill_in(np.zeros(3), 0.0, nearness, 1.0).tolist() == pytest.approx([0.1, 0.5, 0.9])


def test_in_a_short_question_a_shared_word_counts_half() -> None:
    lexical, nearness = np.array([4.0, 0.0]), np.array([0.2, 0.2], dtype=np.float32)

    long, short = fill_in(lexical, 0.6, nearness, 0.0), fill_in(lexical, 0.6, nearness, 1.0)

    assert long.tolist() == pytest.approx([0.68, 0.08])
    assert short.tolist() == pytest.approx([0.38, 0.08])


@pytest.mark.parametrize("weight", [0.0, 1.0, 2.0])
def test_vectors_of_words_count_beside_a_model_by_a_fifth_of_their_weight(weight: float) -> None:
    lexical, near = np.array([2.0, 1.0]), np.array([0.1, 0.3], dtype=np.float32)
    by_words = np.array([0.5, -0.5], dtype=np.float32)

    with_words = fuse(lexical, 1.0, near, by_words, weight)
    without = fuse(lexical, 1.0, near, None, weight)

    assert without == pytest.approx([0.4, 0.45])
    assert with_words - without == pytest.approx([0.1 * weight, -0.1 * weight])
