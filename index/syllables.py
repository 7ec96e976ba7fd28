"""Syllables of pinyin, as people from the south of China hear and type them."""

from collections.abc import Iterable
from functools import cache
from typing import Final

_INITIALS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FINALS: Final = (("ing", "in"), ("eng", "en"))
_AS_F: Final = {
    "hu": "fu",
    "hua": "fa",
    "huo": "fo",
    "hui": "fei",
    "huan": "fan",
    "huang": "fang",
    "hun": "fen",
}


@cache
def heard(syllable: str) -> str:
    """Return what a syllable sounds like where z and zh, n and l, in and ing, h and f are one.

    ü is told from u neither, as keyboards have no ü: lü, lv and lu are all `lu`.
    """
    syllable = syllable.replace("v", "u")
    syllable = _AS_F.get(syllable, syllable)
    for said, as_heard in _INITIALS:
        if syllable.startswith(said) and len(syllable) > len(said):
            syllable = as_heard + syllable.removeprefix(said)
            break
    for said, as_heard in _FINALS:
        if syllable.endswith(said):
            return syllable.removesuffix(said) + as_heard
    return syllable


def sound_key(syllables: Iterable[str]) -> str:
    """Return the key under which everything that sounds alike is found."""
    return " ".join(map(heard, syllables))


def spellings(syllable: str) -> tuple[str, ...]:
    """Return how a syllable is typed: lv also as lu, lve also as lue."""
    return (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)
