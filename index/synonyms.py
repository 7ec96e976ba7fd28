"""Everyday word ↔ official word.

A line of the file is one of

    电动车 = 电动自行车 = 电瓶车         each finds what the others say
    走鬼 => 流动摊贩, 小贩               the left finds what the right says, not the reverse
    跑路 => 退费 @0.5                    at half the weight of the word itself

Without `@` the weight is `DEFAULT_WEIGHT`. A word stands on the left of at most one line.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from index.errors import WordFileError
from index.word_file import lines

DEFAULT_WEIGHT: Final = 0.8
_WEIGHT: Final = re.compile(r"@\s*([0-9.]+)$")
_SEPARATOR: Final = re.compile(r"\s*[,，、]\s*")

Normalise = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """Another word to look for, and how much it counts beside the word itself (0 < w ≤ 1)."""

    word: str
    weight: float


class Synonyms:
    """Normalised word → what else to look for. Immutable."""

    def __init__(self, table: Mapping[str, tuple[Synonym, ...]]) -> None:
        """Keep the table."""
        self._table = dict(table)
        self._longest = max(map(len, self._table), default=0)

    def words(self) -> set[str]:
        """Return every word on either side."""
        return set(self._table) | {s.word for found in self._table.values() for s in found}

    def starting_at(self, text: str, offset: int) -> Iterable[tuple[str, tuple[Synonym, ...]]]:
        """Yield (word, synonyms) for the words that start at the offset, longest first."""
        for length in range(min(self._longest, len(text) - offset), 0, -1):
            word = text[offset : offset + length]
            if word in self._table:
                yield word, self._table[word]


def read_synonyms(*texts: tuple[str, str], normalise: Normalise) -> Synonyms:
    """Read synonym files; a word's line in a later file replaces its line in an earlier one.

    Args:
        texts: (name, content) of each file; the name is for messages.
        normalise: Folds words the way that text is folded.

    Raises:
        WordFileError: With every faulty line of the first faulty file.
    """
    table: dict[str, tuple[Synonym, ...]] = {}
    for name, text in texts:
        table |= _read(name, text, normalise)
    return Synonyms(table)


def _read(name: str, text: str, normalise: Normalise) -> dict[str, tuple[Synonym, ...]]:
    table: dict[str, tuple[Synonym, ...]] = {}
    line_of: dict[str, int] = {}
    faults = []
    for number, content in lines(text):
        try:
            entries = _entries(content, normalise)
        except ValueError as error:
            faults.append(f"第 {number} 行：{error}")
            continue
        for word, synonyms in entries.items():
            if word in table:
                faults.append(
                    f"第 {number} 行：“{word}”在第 {line_of[word]} 行已经有了，请并成一行"
                )
            table[word] = synonyms
            line_of[word] = number
    if faults:
        raise WordFileError(name, faults)
    return table


def _entries(content: str, normalise: Normalise) -> dict[str, tuple[Synonym, ...]]:
    content, weight = _take_weight(content)
    if "=>" in content:
        left, _, right = content.partition("=>")
        sources, targets = _SEPARATOR.split(left.strip()), _SEPARATOR.split(right.strip())
    else:
        sources = targets = content.split("=")
    sources = [_one_word(word, normalise) for word in sources]
    targets = [_one_word(word, normalise) for word in targets]
    entries = {
        source: tuple(Synonym(word=t, weight=weight) for t in targets if t != source)
        for source in sources
    }
    if len(entries) < len(sources):
        raise ValueError("同一个词写了两次，请删掉一个")
    if not all(entries.values()):
        raise ValueError("只有一个词，同义词要用 = 或 => 连着写")
    return entries


def _take_weight(content: str) -> tuple[str, float]:
    found = _WEIGHT.search(content)
    if not found:
        return content, DEFAULT_WEIGHT
    try:
        weight = float(found[1])
    except ValueError:
        weight = 0.0
    if not 0.0 < weight <= 1.0:
        raise ValueError(f"权重 {found[1]} 不对，要大于 0、不超过 1，例如 @0.5")
    return content[: found.start()], weight


def _one_word(word: str, normalise: Normalise) -> str:
    normalised = normalise(word)
    if not normalised:
        raise ValueError("有一个词是空的，请检查 = 和 => 两边")
    return normalised
