"""Styled text: escaping, marking and splitting."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import Run, as_html, as_text, bold, linked, marked, sendable
from bot.channels.telegram.splitting import LONGEST, split
from tests.bot.telegram_judge import html_faults, plain

anything = st.text(st.characters() | st.sampled_from("\ud800<&>"), max_size=60)
runs = st.lists(
    st.builds(
        Run,
        st.text(st.sampled_from("字a<>&\"'。，\n 😀\x00\ud800"), max_size=80),
        st.booleans(),
        st.sampled_from(["", "https://example.cn/?a=1&b=\"<'>"]),
    ),
    max_size=12,
)


@given(text=anything, is_bold=st.booleans())
def test_any_text_becomes_html_that_reads_back_as_it_was(text: str, *, is_bold: bool) -> None:
    written = Run(text, is_bold=is_bold).html

    assert plain(written) == sendable(text).replace("\r\n", "\n") or "\r" in text
    assert not [fault for fault in html_faults(written or "x") if fault != "empty"]


def test_a_link_escapes_its_address() -> None:
    assert linked("看", 'https://e.cn/?a=1&b="').html == (
        '<a href="https://e.cn/?a=1&amp;b=&quot;">看</a>'
    )


def test_words_are_set_bold_where_they_stand() -> None:
    assert as_html(marked("小区电动车充电", ["充电", "没有"])) == "小区电动车<b>充电</b>"


def test_words_that_overlap_are_one_bold_stretch() -> None:
    assert as_html(marked("电动车棚", ["电动", "动车"])) == "<b>电动车</b>棚"


def test_a_mark_never_breaks_an_escape() -> None:
    assert as_html(marked("A&B amp", ["amp", "&"])) == "A<b>&amp;</b>B <b>amp</b>"


def test_words_are_found_in_upper_and_lower_case() -> None:
    assert as_html(marked("i深圳 APP", ["app"])) == "i深圳 <b>APP</b>"


@given(anything, st.lists(anything, max_size=4))
def test_marking_changes_no_letter(text: str, words: list[str]) -> None:
    assert as_text(tuple(marked(text, words))) == text


@given(runs, st.integers(120, 400))
def test_every_piece_fits_and_nothing_readable_is_lost(pieces_of: list[Run], longest: int) -> None:
    pieces = split(pieces_of, longest=longest)

    assert all(len(as_html(piece).encode("utf-16-le")) // 2 <= longest for piece in pieces)
    assert not [fault for piece in pieces for fault in html_faults(as_html(piece))]
    seen = "".join(as_text(piece) for piece in pieces)
    assert re.sub(r"\s", "", seen) == re.sub(r"\s", "", sendable(as_text(pieces_of)))


def test_a_text_that_just_fits_stays_whole() -> None:
    assert len(split([Run("字" * LONGEST)])) == 1


def test_one_character_more_is_cut() -> None:
    assert [len(as_text(piece)) for piece in split([Run("字" * (LONGEST + 1))])] == [LONGEST, 1]


def test_an_emoji_counts_as_two() -> None:
    assert [len(as_text(piece)) for piece in split([Run("😀" * 2_049)])] == [2_048, 1]


def test_a_cut_lies_at_the_end_of_a_paragraph_if_there_is_one() -> None:
    pieces = split([Run("甲" * 60 + "\n\n" + "乙。" * 30)], longest=100)

    assert [as_text(piece) for piece in pieces] == ["甲" * 60, "乙。" * 30]


def test_a_cut_lies_at_the_end_of_a_sentence_if_there_is_no_paragraph() -> None:
    pieces = split([Run("甲" * 60 + "。" + "乙" * 60)], longest=100)

    assert [as_text(piece) for piece in pieces] == ["甲" * 60 + "。", "乙" * 60]


def test_bold_goes_on_in_the_next_piece() -> None:
    pieces = split([bold("字" * 20)], longest=17)

    assert [as_html(piece) for piece in pieces] == [f"<b>{'字' * 10}</b>"] * 2


def test_blank_text_gives_no_piece() -> None:
    assert split([Run(" \n"), bold("\x00")]) == []
