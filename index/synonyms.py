"""Everyday word ↔ official word.

A line of the file is one of

    电动车 = 电动自行车 = 电瓶车         each finds what the others say
    走鬼 => 流动摊贩, 小贩               the left finds what the right says, not the reverse
    跑路 => 退费 @0.5                    at half the weight of the word itself
    小孩 = 孩子 => 子女 => 未成年人 @0.4   each of these, then what all of them find as well
    辞退 => 解除 劳动合同                two words that stand for it together

Without `@` the weight is `DEFAULT_WEIGHT`; with it, it holds for the words back to the last `=>`.
A word stands on the left of at most one line. Words with a space between them are no word of the
dictionary: written as one they would be indexed as one, and hide 劳动合同 from who looks for that.
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
_SIGNS: Final = re.compile(r"[=>,，、]|@\s*[0-9.]+")

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
    normalise = _quick_on(text, normalise)
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


def _quick_on(text: str, normalise: Normalise) -> Normalise:
    """Return `normalise`, or where the whole file is written the way it folds, a shortcut for it.

    Folding thousands of words one by one takes longer than reading the file does otherwise.
    """
    letters = " ".join(_SIGNS.sub(" ", " ".join(content for _, content in lines(text))).split())
    if normalise(letters) != letters:
        return normalise
    return lambda word: word.strip() if word.strip().isalnum() else normalise(word)


def _entries(content: str, normalise: Normalise) -> dict[str, tuple[Synonym, ...]]:
    said, *others = content.split("=>")
    sources, mutual_weight = _take_weight(said)
    is_mutual = "=" in sources
    words = [
        _one_word(word, normalise)
        for word in (sources.split("=") if is_mutual else _SEPARATOR.split(sources.strip()))
    ]
    found = _all(words, mutual_weight) if is_mutual else ()
    for other in others:
        found += _targets(other, normalise)
    entries = {word: tuple(s for s in found if s.word != word) for word in words}
    if len(entries) < len(words) or len({synonym.word for synonym in found}) < len(found):
        raise ValueError("同一个词写了两次，请删掉一个")
    if not all(entries.values()):
        raise ValueError("只有一个词，同义词要用 = 或 => 连着写")
    return entries


def _targets(text: str, normalise: Normalise) -> tuple[Synonym, ...]:
    text, weight = _take_weight(text)
    return _all([_one_word(word, normalise) for word in _SEPARATOR.split(text.strip())], weight)


def _all(words: Iterable[str], weight: float) -> tuple[Synonym, ...]:
    return tuple(Synonym(word=word, weight=weight) for word in words)


def _take_weight(content: str) -> tuple[str, float]:
    content = content.strip()
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
