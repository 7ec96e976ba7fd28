"""What speaks for a correction, and what forbids it.

A wrong correction is worse than none: 景点 is no typo for 经典 though it sounds so, it is an
ordinary word that the library does not happen to use. So what is typed may only give way where it
is no word:

1. The span begins and ends where words do, and the library does not say it already.
2. Each character that changes stands broken: cut off alone, or in a dictionary word so rare that
   nobody means it beside a usual one of the same sound (起手 for 骑手). Words newer than jieba's
   dictionary are words too.
3. A character that often stands alone (的 去 有 早 电) is rarely a typo. The
   commonest never change, and in a pair the next ones neither, but beside a character that never
   stands alone (噪因). Of what stays, something must not be one of the commonest.
4. In four characters or more of the very same sound, of which half stay, the neighbours are the
   evidence: 邻里就分 is 邻里纠纷, though 就 and 分 are words.
5. A southern accent (z and zh, n and l) and second readings are allowed from three characters on.
6. For a character that does not even sound alike, the whole word must be in pieces, in three
   characters or more: 充申桩 is 充电桩, but 充电站 and 广场人 are themselves.
7. Pinyin is read as words. Characters alone, of which a few hundred sound alike, may link words
   (guangchangwu tai chao) but not outnumber them: jintian tianqi is no 进天天期. What people set
   apart stays apart: a phrase over a space takes whole what is typed on both sides.

Gains are comparable with each other: about half a point a character, more for what was typed right
and for what the library says often, less for each syllable that only sounds alike.
"""

import re
from collections.abc import Iterator, Sequence
from math import log1p
from typing import Final

from index.phrase_book import Phrase, PhraseBook

_ACCENT_COST: Final = 0.7
_MOST_COUNT_GAIN: Final = 0.9
_ONE_SYLLABLE_GAIN: Final = -1.8
_COMMON_GAIN: Final = 0.4
_MOST_WITH_INITIALS: Final = 3
_RIVAL: Final = 1 / 3  # a phrase used so much less than the best one is not what was meant

_LETTERS_PER_SYLLABLE: Final = 3
_LATIN_PAIR: Final = re.compile(r"[a-z0-9]{2}")
_LATIN_RUN: Final = re.compile(r"[a-z0-9]+")

_LEFT_ALONE: Final = frozenset(
    """
    ai app atm bb bbq bug cad cbd cctv cd ceo cpa cpi cpu ct dj diy dna dvd emo emba esg
    etc excel faq fm gdp gps hi hiv hr html http https ic icu id ins ip ipad it kpi kpop
    ktv led lol mba mp3 mv nba nfc ngo no ocr ok ol os pc pdf plc pk pm ppp ppt ps pvc qq
    rap rfid rmb sos spa suv tv ufo url usb vip vlog vpn vr wc wifi www xml
    """.split()  # noqa: SIM905 - seventy short words read better so
)
"""Latin words and abbreviations that people type among Chinese and mean as they stand."""


class Said:
    """A question as it was typed: its words, and what of it may give way."""

    def __init__(self, text: str, tokens: Sequence[tuple[int, str]], book: PhraseBook) -> None:
        """Keep the normalised text and its words with their offsets."""
        self.text = text
        self.book = book
        self._bounds = {0, len(text)}
        self._broken = [True] * len(text)
        for start, word in tokens:
            end = start + len(word)
            self._bounds |= {start, end}
            if len(word) > 1 and word not in book.rare:
                self._broken[start:end] = [False] * len(word)
        self._keep_known_words()
        self._foreign = {
            place
            for run in _LATIN_RUN.finditer(text)
            if run[0] in book.latin or run[0] in _LEFT_ALONE or not run[0].isalpha()
            for place in range(run.start(), run.end())
        }

    def _keep_known_words(self) -> None:
        for start in range(len(self.text)):
            for length in range(2, 5):
                if self.text[start : start + length] in self.book.known:
                    self._broken[start : start + length] = [False] * length

    def is_cut(self, place: int) -> bool:
        """Say whether a word begins or ends there."""
        return place in self._bounds

    def may_give_way(self, start: int, end: int) -> bool:
        """Say whether a span is whole words that neither the library nor everyday speech has."""
        if not (self.is_cut(start) and self.is_cut(end)):
            return False
        span = self.text[start:end]
        return span not in self.book and span not in self.book.known

    def is_rare_word(self, start: int, end: int) -> bool:
        """Say whether a span is a word that nobody means; 起手 in 联起手来 is no word at all."""
        follows_word = start == 0 or not self._broken[start - 1]
        return follows_word and self.text[start:end] in self.book.rare

    def is_slip(self, place: int, kept: Sequence[str]) -> bool:
        """Say whether rules 2 and 3 let a character change beside those that stay."""
        character, book = self.text[place], self.book
        if not self._broken[place] or book.common.issuperset(kept):
            return False
        if len(kept) == 1 and kept[0] not in book.free:
            return True
        return character not in (book.common if len(kept) > 1 else book.often_alone)

    def is_doubled(self, place: int) -> bool:
        """Say whether a character there is the one before it, typed once more: 广场场舞."""
        return self._broken[place] and self.text[place - 1] == self.text[place]

    def is_in_pieces(self, start: int, end: int) -> bool:
        """Say whether every character of a span hardly ever stands alone, but does."""
        span = self.text[start:end]
        return all(self._broken[start:end]) and self.book.often_alone.isdisjoint(span)

    def is_foreign(self, place: int) -> bool:
        """Say whether the Latin word there is meant as it stands."""
        return place in self._foreign

    def is_loose_space(self, place: int) -> bool:
        """Say whether a space stands there, beside Latin letters: it may be inside a word."""
        around = self.text[place - 1 : place + 2]
        return around[1:2] == " " and any(c.isascii() and c.isalpha() for c in around)

    def splits_run(self, start: int, end: int) -> bool:
        """Say whether a span with a space begins or ends within a Latin word."""
        letters = self.text[start - 1 : start + 1], self.text[end - 1 : end + 1]
        return " " in self.text[start:end] and any(map(_LATIN_PAIR.fullmatch, letters))

    def is_in_words(self, read: Sequence[tuple[int, int, str]]) -> bool:
        """Say whether pinyin, read so, is words rather than a string of characters.

        Args:
            read: (start, end, phrase) of what was read.
        """
        words = sum(len(phrase) for _, _, phrase in read if len(phrase) > 1)
        alone = sum(len(phrase) == 1 for _, _, phrase in read)
        unread = set(range(len(self.text))) - self._foreign
        for start, end, _ in read:
            unread.difference_update(range(start, end))
        letters = sum(
            self.text[place].isascii() and self.text[place].isalpha() for place in unread
        )
        return words > alone + letters / _LETTERS_PER_SYLLABLE

    def has_latin(self, start: int, end: int) -> bool:
        """Say whether a span has Latin letters."""
        return any(map(str.isascii, self.text[start:end]))


def pinyin_gain(
    said: Said, start: int, end: int, phrase: Phrase, read: tuple[str, ...]
) -> float | None:
    """Return what speaks for reading a span that has Latin letters as a phrase.

    Chinese characters in it must be the phrase's own. One syllable alone speaks against itself:
    it is taken only between longer ones.
    """
    typed = [character for character in said.text[start:end] if not character.isascii()]
    if typed and not _is_within(typed, phrase.text):
        return None
    length = len(phrase.text)
    used = min(0.25 * log1p(phrase.count), _MOST_COUNT_GAIN)
    if length == 1:
        if phrase.syllables != read:
            return None
        return _ONE_SYLLABLE_GAIN + used + _COMMON_GAIN * (phrase.text in said.book.common)
    return 3.0 * length - 2.0 + used - _accent_cost(phrase, read)


def homophone_gain(
    said: Said, start: int, end: int, phrase: Phrase, read: tuple[str, ...]
) -> float | None:
    """Return what speaks for a phrase that sounds like what is typed; None forbids it.

    The span may give way.
    """
    span = said.text[start:end]
    changed = [at for at in range(len(span)) if span[at] != phrase.text[at]]
    kept = [character for at, character in enumerate(span) if at not in changed]
    is_exact = phrase.syllables == read
    is_backed = is_exact and len(span) > 3 and len(changed) <= len(kept)  # noqa: PLR2004 - rule 4
    is_slip = all(said.is_slip(start + at, kept) for at in changed)
    if len(span) == 2:  # noqa: PLR2004 - rule 5
        usual = all(said.book.readings[span[at]][0] == read[at] for at in changed)
        is_slip = is_exact and usual and (is_slip or said.is_rare_word(start, end))
    if not (is_slip or is_backed):
        return None
    return _gain(len(span), len(kept), phrase) - _accent_cost(phrase, read)


def similar_gain(phrase: Phrase) -> float:
    """Return what speaks for a phrase that differs from what is typed by one character."""
    return _gain(len(phrase.text), len(phrase.text) - 2, phrase)


def initials_gain(phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, float]]:
    """Yield (phrase, gain) if few phrases have the initials that were typed.

    Args:
        phrases: All that have them, most used first.
    """
    meant = [phrase for phrase in phrases if phrase.count > _RIVAL * phrases[0].count]
    if len(meant) <= _MOST_WITH_INITIALS:
        for phrase in meant:
            yield phrase, _gain(len(phrase.text), 0, phrase)


def _gain(length: int, kept: int, phrase: Phrase) -> float:
    return 0.5 * length + 0.3 * kept + min(0.15 * log1p(phrase.count), _MOST_COUNT_GAIN)


def _accent_cost(phrase: Phrase, read: tuple[str, ...]) -> float:
    other = sum(one != two for one, two in zip(phrase.syllables, read, strict=True))
    return _ACCENT_COST * other


def _is_within(characters: Sequence[str], text: str) -> bool:
    """Say whether the characters stand in the text in this order."""
    rest = iter(text)
    return all(character in rest for character in characters)
