"""How sure the searcher is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.confidence import Evidence, MeaningEvidence, judge
from index.examples import Turned

ORDER: Final = {"none": 0, "maybe": 1, "sure": 2}

TURNED: Final = Turned(vector=np.ones(1, dtype=np.float32), asked=0.6, small_talk=0.5, trust=1.0)

MEANINGS: Final = (
    MeaningEvidence(nearness=0.4, off_topic=0.2, by_words=True, turned=TURNED),
    MeaningEvidence(nearness=0.4, off_topic=0.2, nearness_by_words=0.3),
    MeaningEvidence(nearness=0.4, off_topic=0.2, nearness_by_words=0.3, turned=TURNED),
)
"""By vectors of words, by a model, and by a model with examples."""

EVIDENCE = st.builds(
    Evidence,
    score=st.floats(-10, 1_000),
    rarest=st.floats(0.5, 15),
    characters=st.integers(1, 100),
    concepts=st.integers(1, 50),
    share=st.floats(0, 1),
)


@pytest.mark.parametrize(
    ("score", "concepts", "share", "expected"),
    [
        (30.0, 2, 1.0, "sure"),
        (15.0, 1, 1.0, "sure"),
        (3.0, 1, 1.0, "maybe"),
        (5.0, 2, 0.3, "none"),
        (0.0, 1, 0.8, "none"),
    ],
)
def test_it_is_surer_of_what_covers_more_of_the_question(
    score: float, concepts: int, share: float, expected: str
) -> None:
    evidence = Evidence(
        score=score, rarest=5.0, characters=8, concepts=concepts, share=share, is_covered=False
    )

    assert judge(evidence) == expected


@pytest.mark.parametrize("score", [0.0, -0.3, 0.01])
def test_a_hit_that_says_all_that_was_typed_is_never_none(score: float) -> None:
    evidence = Evidence(
        score=score, rarest=1.4, characters=2, concepts=1, share=1.0, is_covered=True
    )

    assert judge(evidence) == "maybe"


@given(evidence=EVIDENCE, more=st.floats(0, 100))
def test_a_higher_score_never_makes_it_less_sure(evidence: Evidence, more: float) -> None:
    higher = replace(evidence, score=evidence.score + more)

    assert ORDER[judge(higher)] >= ORDER[judge(evidence)]


@given(evidence=EVIDENCE, share=st.floats(0, 1))
def test_a_larger_share_never_makes_it_less_sure(evidence: Evidence, share: float) -> None:
    larger = replace(evidence, share=max(share, evidence.share))

    assert ORDER[judge(larger)] >= ORDER[judge(evidence)]


@given(evidence=EVIDENCE, scope=st.floats(-50, 0))
def test_words_of_small_talk_never_make_it_surer(evidence: Evidence, scope: float) -> None:
    assert ORDER[judge(replace(evidence, scope=scope))] <= ORDER[judge(evidence)]


@pytest.mark.parametrize("meaning", MEANINGS)
@given(evidence=EVIDENCE, near=st.floats(-1, 1), nearer=st.floats(-1, 1))
def test_a_question_nearer_to_those_that_none_answers_is_never_surer(
    meaning: MeaningEvidence, evidence: Evidence, near: float, nearer: float
) -> None:
    one, other = (
        replace(evidence, meaning=replace(meaning, off_topic=x)) for x in sorted((near, nearer))
    )

    assert ORDER[judge(other)] <= ORDER[judge(one)]


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize(
    "at",
    [
        lambda meaning, near: replace(meaning, nearness=near),
        lambda meaning, near: replace(meaning, nearness_by_words=near),
    ],
)
@given(evidence=EVIDENCE, near=st.floats(-1, 1), nearer=st.floats(-1, 1))
def test_a_nearer_document_never_makes_it_less_sure(
    meaning: MeaningEvidence,
    at: Callable[[MeaningEvidence, float], MeaningEvidence],
    evidence: Evidence,
    near: float,
    nearer: float,
) -> None:
    one, other = (replace(evidence, meaning=at(meaning, x)) for x in sorted((near, nearer)))

    assert ORDER[judge(other)] >= ORDER[judge(one)]


@given(evidence=EVIDENCE, near=st.floats(0, 1), nearer=st.floats(0, 1))
def test_a_question_nearer_to_small_talk_is_never_surer(
    evidence: Evidence, near: float, nearer: float
) -> None:
    one, other = (
        replace(evidence, meaning=replace(MEANINGS[2], turned=replace(TURNED, small_talk=x)))
        for x in sorted((near, nearer))
    )

    assert ORDER[judge(other)] <= ORDER[judge(one)]
