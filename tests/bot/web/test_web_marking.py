"""What stands out in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.marking import fragments


def emphasised(text: str, *, found: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    pieces = fragments(text, found=found, figures=True)
    return [(piece.emphasis, piece.text) for piece in pieces if piece.emphasis != "plain"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("投诉锐减超96%。", ["96%"]),
        ("累计下载数超2000万，提供指尖服务超18亿次。", ["2000万", "18亿次"]),
        ("立体绿化新增100多万平方米，乔木13.8万株", ["100多万平方米", "13.8万株"]),
        ("从20多分钟缩短到2-3分钟。", ["20多分钟", "2-3分钟"]),
        ("修复50余处，1,800套", ["50余处", "1,800套"]),
        ("待建的路变成了安心路。", []),
    ],
)
def test_a_figure_stands_out_with_its_unit(text: str, figures: list[str]) -> None:
    assert emphasised(text) == [("figure", figure) for figure in figures]


def test_the_longest_found_word_wins() -> None:
    assert emphasised("电动车棚", found=("电动", "电动车")) == [("found", "电动车")]


def test_found_words_side_by_side_are_one_piece() -> None:
    assert emphasised("电动车充电桩", found=("充电", "电动车")) == [("found", "电动车充电")]


def test_a_found_word_is_marked_whatever_its_case() -> None:
    assert emphasised("家门口的AI夜校", found=("ai",)) == [("found", "AI")]


def test_a_found_word_may_look_like_a_pattern() -> None:
    assert emphasised("a.c abc", found=("a.c", " ")) == [("found", "a.c")]


@given(
    text=st.text(max_size=60),
    found=st.lists(st.text(max_size=3), max_size=4),
    figures=st.booleans(),
)
def test_put_together_the_pieces_are_the_text(
    text: str, found: list[str], *, figures: bool
) -> None:
    pieces = fragments(text, found=found, figures=figures)

    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
