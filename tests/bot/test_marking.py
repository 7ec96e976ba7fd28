"""Where matched words stand, and how plain text shows them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.marking import in_corners, matched_spans

texts = st.text(st.sampled_from('充电动车aA「」“”" '), max_size=40)
words = st.lists(st.text(st.sampled_from("充电动车aA「 "), max_size=3), max_size=4)


def stretches(text: str, *found: str) -> list[str]:
    return [text[start:end] for start, end in matched_spans(text, found)]


def test_words_are_found_wherever_they_stand() -> None:
    assert matched_spans("充电难，去哪充电", ["充电", "没有"]) == ((0, 2), (6, 8))


def test_words_that_overlap_are_one_span() -> None:
    assert stretches("电动车棚", "电动", "动车") == ["电动车"]


def test_words_side_by_side_are_one_span() -> None:
    assert stretches("电动车充电桩", "充电", "电动车") == ["电动车充电"]


def test_a_word_overlaps_itself() -> None:
    assert stretches("哈哈哈！", "哈哈") == ["哈哈哈"]


def test_a_word_within_a_word_does_not_shorten_it() -> None:
    assert stretches("电动车棚", "动", "电动车") == ["电动车"]


def test_upper_and_lower_case_are_the_same() -> None:
    assert stretches("i深圳 APP", "app") == ["APP"]


def test_a_sign_that_is_two_in_lower_case_moves_nothing() -> None:
    assert stretches("İİ APP", "app", "İ") == ["İİ", "APP"]


def test_a_word_may_look_like_a_pattern() -> None:
    assert stretches("a.c abc", "a.c", " ", "") == ["a.c"]


@given(text=texts, found=words)
def test_a_character_lies_in_a_span_exactly_when_a_word_covers_it(
    text: str, found: list[str]
) -> None:
    covered = {
        place
        for word in found
        for start in range(len(text))
        if word.strip() and text[start:].lower().startswith(word.lower())
        for place in range(start, start + len(word))
    }

    spans = matched_spans(text, found)

    assert {place for start, end in spans for place in range(start, end)} == covered
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_plain_text_shows_matched_words_in_corner_brackets() -> None:
    assert in_corners("小区电动车充电难，充电贵", ["充电", "电动车"]) == (
        "小区「电动车充电」难，「充电」贵"
    )


def test_a_text_without_matched_words_stays_as_it_is() -> None:
    assert in_corners("小区充电难", []) == "小区充电难"


@pytest.mark.parametrize(
    "text",
    [
        "“充电”难",
        '"充电"难',
        "‘充电’难",
        "《充电》",
        "「充电」难",
        "城南「巷口充电站」",
        "「巷口充电…",
    ],
)
def test_what_is_quoted_already_gets_no_second_pair(text: str) -> None:
    assert in_corners(text, ["充电"]) == text


def test_a_word_inside_a_longer_quotation_is_still_marked() -> None:
    assert in_corners("“巷口充电站”", ["充电"]) == "“巷口「充电」站”"


@given(text=texts, found=words)
def test_without_the_brackets_it_is_the_text(text: str, found: list[str]) -> None:
    bare = str.maketrans("", "", "「」")

    assert in_corners(text, found).translate(bare) == text.translate(bare)
