"""Long texts are cut where sentences end."""

from hypothesis import given
from hypothesis import strategies as st

from index import pieces

SENTENCE = "社区把危房改成了充电站。"


def test_a_text_that_one_piece_holds_is_not_cut() -> None:
    assert pieces("") == ()
    assert pieces("停" * 200) == ()


def test_pieces_end_where_sentences_do() -> None:
    found = pieces(SENTENCE * 30)

    assert "".join(found) == SENTENCE * 30
    assert all(len(piece) <= 200 and piece.endswith("。") for piece in found)


def test_a_sentence_that_is_too_long_is_cut_all_the_same() -> None:
    assert pieces("停" * 450) == ("停" * 200, "停" * 200, "停" * 50)


def test_what_stands_far_behind_is_left_out() -> None:
    assert sum(map(len, pieces("停" * 5_000))) == 1_000


@given(st.text(alphabet="停车。！\n 难", max_size=1_500))
def test_nothing_is_lost_or_said_twice(text: str) -> None:
    found = pieces(text)

    assert all(0 < len(piece) <= 200 for piece in found)
    if len(text) > 200:
        assert "".join("".join(found).split()) == "".join(text[:1_000].split())
