"""Cuts text into the pieces of a WordPiece vocabulary as BERT does (Devlin et al. 2019).

A Chinese character and a punctuation mark is a word each; what else stands together is one. Of a
word the longest piece that the vocabulary knows is taken, then the longest of the rest.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_INSIDE: Final = "##"
"""What a piece that does not begin a word is marked with."""

_LONGEST_WORD: Final = 100
"""Characters; a longer one is unknown as a whole."""

_CHINESE: Final = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
"""Unicode's blocks that BERT counts as Chinese, first and last."""

_ASCII_SYMBOLS: Final = frozenset("$+<=>^`|~")
"""Symbols that BERT counts as punctuation, though Unicode does not."""

_BLANK: Final = frozenset("\t\n\r\u2028\u2029")
_REPLACEMENT: Final = "\ufffd"


class WordPiece:
    """Cuts as BERT's own tokenizer does. Immutable."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Number the pieces by their order."""
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._begin, self._end, self._unknown = map(
            self._numbers.__getitem__, (_BEGIN, _END, _UNKNOWN)
        )
        self._longest = max(map(len, vocabulary))

    def tokens(self, text: str, *, most: int) -> list[int]:
        """Return the numbers of the pieces, between the ones that mark begin and end.

        Args:
            text: Any text; the vocabulary has lower case only.
            most: Most tokens to return; what is beyond is left out, the end mark is not.
        """
        content = [number for word in _words(text) for number in self._cut(word)]
        return [self._begin, *content[: most - 2], self._end]

    def _cut(self, word: str) -> list[int]:
        if word in self._numbers:
            return [self._numbers[word]]
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found, start = [], 0
        while start < len(word):
            mark = _INSIDE if start else ""
            for end in range(min(len(word), start + self._longest), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return found


def _words(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        is_blank = character in _BLANK or unicodedata.category(character) == "Zs"
        if not is_blank and _is_nothing(character):
            continue
        if not is_blank and not _stands_alone(character):
            word += character
            continue
        if word:
            yield word
            word = ""
        if not is_blank:
            yield character
    if word:
        yield word


def _is_nothing(character: str) -> bool:
    """Tell what is left out: what controls, is not assigned, or stands for what was not read."""
    return character == _REPLACEMENT or unicodedata.category(character).startswith("C")


def _stands_alone(character: str) -> bool:
    code = ord(character)
    return (
        any(first <= code <= last for first, last in _CHINESE)
        or character in _ASCII_SYMBOLS
        or unicodedata.category(character).startswith("P")
    )
