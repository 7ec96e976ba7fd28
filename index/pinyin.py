"""The home of pypinyin: how words and characters are read, without tones, ü as v.

pypinyin costs 0.3 s and 30 MB to import, so it is imported when an index is built and never when
one is searched: what a search needs is saved in the snapshot.
"""

import unicodedata
from functools import cache
from typing import Final

_MOST_READINGS: Final = 2  # 行 xing, hang; pypinyin's further ones are read in old books only
_FIRST: Final = "一"
_LAST: Final = "龥"


def word_syllables(word: str) -> tuple[str, ...]:
    """Return how a Chinese word is read: 长者 is zhang zhe, 银行 is yin hang.

    A word that no dictionary has is read character by character, each in its usual way; empty
    if one of them has no reading.
    """
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415 - see the module

    known = phrases_dict.get(word)
    if known:
        return tuple(_plain(readings[0]) for readings in known)
    readings = character_readings()
    usual = tuple(readings[character][0] for character in word if character in readings)
    return usual if len(usual) == len(word) else ()


@cache
def character_readings() -> dict[str, tuple[str, ...]]:
    """Return the one or two usual readings of each character in everyday use (GB 2312)."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - see the module

    table = {}
    for code in range(ord(_FIRST), ord(_LAST) + 1):
        character = chr(code)
        if code in pinyin_dict and _is_everyday(character):
            plain = dict.fromkeys(_plain(reading) for reading in pinyin_dict[code].split(","))
            table[character] = tuple(plain)[:_MOST_READINGS]
    return table


def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _plain(reading: str) -> str:
    """Take the tone off: lǜ becomes lv, jué jue."""
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in decomposed if letter.isascii())
