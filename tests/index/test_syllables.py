"""Pinyin: how words are read, and what sounds alike in the south."""

import subprocess
import sys

import pytest

from index.pinyin import character_readings, word_syllables
from index.syllables import heard, sound_key, spellings


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("广场舞", "guang chang wu"),
        ("长者", "zhang zhe"),
        ("长度", "chang du"),
        ("银行", "yin hang"),
        ("绿道", "lv dao"),
        ("暴雨骑手", "bao yu qi shou"),
    ],
)
def test_a_word_is_read_as_people_read_it(word: str, read: str) -> None:
    assert " ".join(word_syllables(word)) == read


def test_a_word_with_a_sign_that_nobody_reads_has_no_syllables() -> None:
    assert word_syllables("广场a") == ()


def test_a_character_has_its_two_usual_readings() -> None:
    readings = character_readings()

    assert readings["行"] == ("xing", "hang")
    assert readings["充"] == ("chong",)
    assert "龘" not in readings


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang", "zang"), ("cheng", "cen"), ("shi", "si"), ("nan", "lan"), ("ying", "yin"),
     ("huang", "fang"), ("lv", "lu"), ("nv", "lu"), ("hu", "fu")],
)  # fmt: skip
def test_a_southern_ear_hears_one_syllable(one: str, other: str) -> None:
    assert heard(one) == heard(other)


@pytest.mark.parametrize(("one", "other"), [("an", "ang"), ("ba", "pa"), ("n", "l"), ("he", "fe")])
def test_other_syllables_stay_apart(one: str, other: str) -> None:
    assert heard(one) != heard(other)


def test_a_sound_key_joins_what_is_heard() -> None:
    assert sound_key(("guang", "chang", "wu")) == "guang cang wu"


def test_only_v_has_two_spellings() -> None:
    assert spellings("lv") == ("lv", "lu")
    assert spellings("wu") == ("wu",)


def test_a_search_does_not_load_pypinyin() -> None:
    program = "import index.corrector, index.phrase_book, sys; print('pypinyin' in sys.modules)"

    run = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "False"
