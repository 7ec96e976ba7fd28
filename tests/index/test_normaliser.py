"""One spelling for what means the same."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.normaliser import Normaliser

NORMALISER = Normaliser()

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("電動車充電", "电动车充电"),
        ("廣場舞噪音", "广场舞噪音"),
        ("環境衞生", "环境卫生"),
        ("ＡＩ夜校１２３", "ai夜校123"),
        ("WiFi", "wifi"),
        ("①②", "12"),
        ("「城南·巷充」", "城南 巷充"),
        ("  停车\t\n难  ", "停车 难"),
        ("停车，难！！", "停车 难"),
        ("停🚗车", "停 车"),
        ("a_b", "a b"),
        ("停\x00车\x1f", "停 车"),
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("", ""),
        ("🚗，。！", ""),
    ],
)
def test_spellings_are_folded(written: str, meant: str) -> None:
    assert NORMALISER.normalise(written) == meant


@pytest.mark.parametrize("simplified", ["乾县", "苧烯", "陈昇"])
def test_what_two_conversions_change_meets_what_is_half_converted(simplified: str) -> None:
    traditional = {"乾县": "乾縣", "苧烯": "薴烯", "陈昇": "陳昇"}[simplified]

    assert NORMALISER.normalise(traditional) == NORMALISER.normalise(simplified)


@pytest.mark.parametrize("text", ["\ud800停车", "停车\udfff", "\ud83d停车\ude00"])
def test_half_a_character_is_no_letter(text: str) -> None:
    assert NORMALISER.normalise(text) == "停车"


@given(ANY_TEXT)
@example("\ud83d")
@example("İ")
@example("ǅ")
@example("e\u0301")
def test_any_text_gives_letters_digits_and_single_spaces(text: str) -> None:
    normalised = NORMALISER.normalise(text)

    assert all(c == " " or c.isalnum() for c in normalised)
    assert normalised == " ".join(normalised.split())
    assert unicodedata.is_normalized("NFKC", normalised)


@given(ANY_TEXT | CHINESE)
@example("薴")
@example("乾縣")
@example("么麼")
def test_to_normalise_again_changes_nothing(text: str) -> None:
    once = NORMALISER.normalise(text)

    assert NORMALISER.normalise(once) == once


def test_every_character_alone_is_settled_at_once() -> None:
    unsettled = [
        character
        for character in map(chr, range(0x20000))
        if (once := NORMALISER.normalise(character)) != NORMALISER.normalise(once)
    ]

    assert unsettled == []


@given(ANY_TEXT, ANY_TEXT)
def test_a_space_between_two_texts_keeps_them_apart(left: str, right: str) -> None:
    together = NORMALISER.normalise(f"{left} {right}")

    apart = f"{NORMALISER.normalise(left)} {NORMALISER.normalise(right)}".strip()
    assert together == apart
