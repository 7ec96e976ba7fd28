"""What may have been meant: every span of a question that some phrase of the library fits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from index.evidence import (
    Said,
    homophone_gain,
    initials_gain,
    pinyin_gain,
    similar_gain,
)
from index.phrase_book import LONGEST, WILD, Phrase, looks
from index.syllables import heard

Kind = Literal["pinyin", "initials", "homophone", "similar", "cantonese"]
"""How a correction was found; `cantonese` is for callers of `index.colloquial`."""

LATIN_RUN: Final = re.compile(r"[a-z0-9]+")
_LONGEST_SYLLABLE: Final = 6  # zhuang
_MOST_INITIALS: Final = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase instead of a span; gains are comparable within one question."""

    start: int
    end: int
    instead: str
    kind: Kind
    gain: float


def by_sound(said: Said) -> Iterator[Candidate]:
    """Yield candidates of every span that sounds like a phrase of the library."""
    edges = [
        [(end, syllable, heard(syllable)) for end, syllable in syllables_at(said, start)]
        for start in range(len(said.text))
    ]
    has_latin = LATIN_RUN.search(said.text)
    for start in range(len(said.text)):
        if has_latin or said.is_cut(start):  # characters give way as whole words only
            yield from _follow(said, edges, start, start, (), "")


def syllables_at(said: Said, start: int) -> Iterator[tuple[int, str]]:
    """Yield (end, syllable) of what may be read at a place."""
    character = said.text[start]
    if not character.isascii():
        for reading in said.book.readings.get(character, ()):
            yield start + 1, reading
        return
    if said.is_foreign(start):
        return
    for end in range(start + 1, min(start + _LONGEST_SYLLABLE, len(said.text)) + 1):
        typed = said.text[start:end]
        if typed in said.book.typed:
            yield end, said.book.typed[typed]


def _follow(
    said: Said,
    edges: list[list[tuple[int, str, str]]],
    start: int,
    place: int,
    syllables: tuple[str, ...],
    sounds: str,
) -> Iterator[Candidate]:
    if syllables and said.is_loose_space(place):
        place += 1
    for end, syllable, sound in edges[place] if place < len(edges) else ():
        key = f"{sounds} {sound}" if sounds else sound
        if not said.book.begins(key):
            continue
        read = (*syllables, syllable)
        yield from _sounding(said, start, end, read, key)
        if len(read) < LONGEST:
            yield from _follow(said, edges, start, end, read, key)


def _sounding(
    said: Said, start: int, end: int, read: tuple[str, ...], key: str
) -> Iterator[Candidate]:
    kind: Kind = "pinyin" if said.has_latin(start, end) else "homophone"
    if kind == "homophone" and (len(read) == 1 or not said.may_give_way(start, end)):
        return  # no character corrects one
    if said.splits_run(start, end):
        return
    gain_of = pinyin_gain if kind == "pinyin" else homophone_gain
    for phrase in said.book.sounding(key):
        gain = gain_of(said, start, end, phrase, read)
        if gain is not None:
            yield Candidate(start, end, phrase.text, kind, gain)


def by_initials(said: Said) -> Iterator[Candidate]:
    """Yield the few phrases whose initials are typed."""
    for found in LATIN_RUN.finditer(said.text):
        if not 1 < len(found[0]) <= _MOST_INITIALS or said.is_foreign(found.start()):
            continue
        if found[0] in said.book.typed:
            continue
        for phrase, gain in initials_gain(said.book.with_initials(found[0])):
            yield Candidate(found.start(), found.end(), phrase.text, "initials", gain)


def by_look(said: Said) -> Iterator[Candidate]:
    """Yield candidates of every span that is a phrase but for one character."""
    has_doubled = any(map(said.is_doubled, range(1, len(said.text))))
    for start in filter(said.is_cut, range(len(said.text))):
        for end in range(start + 2, min(start + LONGEST + 1, len(said.text)) + 1):
            if not (has_doubled or said.is_in_pieces(start, end)):
                break  # neither too much nor in pieces, nor is what is longer
            if said.may_give_way(start, end) and not said.has_latin(start, end):
                for phrase in _alike(said, start, end):
                    gain = similar_gain(phrase)
                    yield Candidate(start, end, phrase.text, "similar", gain)


def _alike(said: Said, start: int, end: int) -> Iterator[Phrase]:
    """Yield the phrases with one other, one missing or one doubled character."""
    span = said.text[start:end]
    if said.is_in_pieces(start, end):
        for look in looks(span):
            yield from said.book.looking_like(look)
        for at in range(1, len(span)):
            yield from said.book.looking_like(span[:at] + WILD + span[at:])
    for at in range(1, len(span)):
        shorter = span[:at] + span[at + 1 :]
        if said.is_doubled(start + at) and len(shorter) > 2 and shorter in said.book:  # noqa: PLR2004 - as for the others
            yield said.book.phrase(shorter)
