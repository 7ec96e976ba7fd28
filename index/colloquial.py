"""Cantonese everyday words into Mandarin, in Simplified characters.

Rewriting knows no grammar: it is there so that a search finds what is meant. Mandarin stays as
it is. Words that both languages write (行街 stands in 步行街, 人工 means two things) are rewritten
only in a text that also has a word that is Cantonese beyond doubt.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from index.errors import WordFileError
from index.normaliser import Normaliser
from index.word_file import built_in, lines

_FILE: Final = "cantonese.txt"
_DOUBTFUL: Final = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class CantoneseWords:
    """What is rewritten.

    Attributes:
        sure: Cantonese word → Mandarin word.
        doubtful: Likewise, for words that are Mandarin as well.
        mandarin: Words that look Cantonese in part, and stay.
    """

    sure: dict[str, str]
    doubtful: dict[str, str]
    mandarin: frozenset[str]

    @property
    def all(self) -> dict[str, str]:
        """Every word and what becomes of it."""
        return {word: word for word in self.mandarin} | self.doubtful | self.sure


def to_mandarin(normalised: str) -> str:
    """Return the text with its Cantonese words in Mandarin; equal if it has none.

    From left to right, the longest word first. Costs some microseconds for Mandarin text.

    Args:
        normalised: Text as `Normaliser.normalise` returns it.
    """
    words, pattern = _built_in_words()
    found = pattern.findall(normalised)
    if not any(word in words.sure for word in found):
        return normalised
    everything = words.all
    return pattern.sub(lambda match: everything[match[0]], normalised)


def read_cantonese(
    name: str, text: str, *, normalise: Callable[[str], str] = str.strip
) -> CantoneseWords:
    """Read a word file; its head says how it is written.

    Args:
        name: For messages.
        text: The file.
        normalise: Folds words the way that text is folded.

    Raises:
        WordFileError: A word stands there twice, or an equation has an empty side.
    """
    sure: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    mandarin: set[str] = set()
    faults = []
    for number, content in lines(text):
        left, equals, right = content.removeprefix(_DOUBTFUL).partition("=")
        table = doubtful if content.startswith(_DOUBTFUL) else sure
        for word in map(normalise, left.split(",")):
            if word in {*sure, *doubtful, *mandarin}:
                faults.append(f"第 {number} 行：“{word}”前面已经有了，请删掉一个")
            elif not word or (equals and not normalise(right)):
                faults.append(f"第 {number} 行：{content!r} 有一边是空的，请写成“广东话 = 普通话”")
            elif equals:
                table[word] = normalise(right)
            else:
                mandarin.add(word)
    if faults:
        raise WordFileError(name, faults)
    return CantoneseWords(sure=sure, doubtful=doubtful, mandarin=frozenset(mandarin))


@cache
def _built_in_words() -> tuple[CantoneseWords, re.Pattern[str]]:
    words = read_cantonese(_FILE, built_in(_FILE), normalise=Normaliser().normalise)
    return words, _longest_first(words.all)


def _longest_first(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
