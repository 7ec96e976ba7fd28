"""Collects the phrases of a library when its index is built."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Final

from index.analyser import Analyser
from index.dictionary import character_counts, pair_counts
from index.phrase_book import LONGEST, Phrase, looks, write_tables
from index.pinyin import character_readings, word_syllables
from index.syllables import heard
from index.word_file import built_in, lines

_FEWEST_DOCUMENTS: Final = 2  # that say two words side by side, to make them a phrase
_COMMON: Final = 20_000  # stands that often alone in jieba's corpus: 的 了 去 人 点
_USUAL: Final = 10_000  # 早 电 未 位; a character typed by mistake is rarer: 午 唐 冲
_RARE: Final = 5  # the count of words that got into jieba's dictionary by chance
_MUCH_MORE_USUAL: Final = 10
_MOST_WITH_INITIALS: Final = 4  # one more than are offered

_Words = tuple[str, ...]


def correction_lines(texts: Iterable[tuple[str, Iterable[str]]], analyser: Analyser) -> str:
    """Return what a `Corrector` reads, from the texts of a library.

    Phrases are the words, the pairs of words that stand side by side in two documents or more,
    and what stands by itself, as tags do; of up to 6 Chinese characters.

    Args:
        texts: For each document its normalised text and its words in search mode. Parts that do
            not belong together (the title, each tag, each question) are separated by a space.
        analyser: Cut the texts so.
    """
    words: Counter[str] = Counter()
    joined: Counter[_Words] = Counter()
    alone: Counter[_Words] = Counter()
    everyday = {c for c, count in character_counts().items() if count >= _USUAL}
    for normalised, found in texts:
        words.update(set(found))
        runs = list(_runs(analyser.tokens(normalised)))
        alone.update({run for run in runs if len(run) > 1 and _length(run) <= LONGEST})
        joined.update({p for run in runs for p in pairwise(run) if everyday.isdisjoint(p)})
    counts = Counter({(word,): n for word, n in words.items()}) + alone
    counts |= Counter({pair: n for pair, n in joined.items() if n >= _FEWEST_DOCUMENTS})
    chinese = {said: n for said, n in counts.items() if _is_chinese("".join(said))}
    phrases = sorted(_phrases(chinese), key=lambda phrase: (-phrase.count, phrase.text))
    tables = {
        "phrases": {phrase.text: phrase.row() for phrase in phrases},
        "sounds": _sounds(phrases),
        "initials": _initials(phrases),
        "looks": _joined(
            (look, phrase.text)
            for phrase in phrases
            if (phrase.text,) in chinese and len(phrase.text) > 2  # noqa: PLR2004 - half a pair says nothing
            for look in looks(phrase.text)
        ),
        "readings": {c: " ".join(readings) for c, readings in character_readings().items()},
        "words": _words(phrases, {w for w in words if w.isascii() and not w.isdigit()}),
    }
    return write_tables(tables)


def _runs(tokens: Iterable[tuple[int, str]]) -> Iterator[_Words]:
    """Yield the words between two spaces, for each stretch of text."""
    run: list[str] = []
    end = 0
    for start, word in tokens:
        if start > end and run:
            yield tuple(run)
            run = []
        run.append(word)
        end = start + len(word)
    if run:
        yield tuple(run)


def _length(words: _Words) -> int:
    return sum(map(len, words))


def _is_chinese(text: str) -> bool:
    return len(text) <= LONGEST and min(text) >= "一" and max(text) <= "龥"


def _phrases(counts: Mapping[_Words, int]) -> Iterator[Phrase]:
    """Yield what makes a phrase; of several ways to cut one, the most used."""
    ascending = sorted(counts.items(), key=lambda item: (item[1], item[0]))
    best = {"".join(words): (words, count) for words, count in ascending}
    readings: dict[str, tuple[str, ...]] = {}
    for text, (words, count) in best.items():
        for word in words:
            if word not in readings:
                readings[word] = word_syllables(word)
        if all(readings[word] for word in words):
            syllables = tuple(syllable for word in words for syllable in readings[word])
            yield Phrase(text=text, count=count, syllables=syllables)


def _sounds(phrases: Iterable[Phrase]) -> dict[str, str]:
    """Return what sounds alike, and an empty row for what phrases begin with."""
    pairs = []
    beginnings: dict[str, str] = {}
    for phrase in phrases:
        *begun, whole = accumulate(map(heard, phrase.syllables), "{} {}".format)
        pairs.append((whole, phrase.text))
        beginnings |= dict.fromkeys(begun, "")
    return beginnings | _joined(pairs)


def _initials(phrases: Iterable[Phrase]) -> dict[str, str]:
    several = (phrase for phrase in phrases if len(phrase.syllables) > 1)
    rows = _joined(("".join(s[0] for s in p.syllables), p.text) for p in several)
    return {key: " ".join(row.split()[:_MOST_WITH_INITIALS]) for key, row in rows.items()}


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    rows: dict[str, list[str]] = {}
    for key, text in pairs:
        rows.setdefault(key, []).append(text)
    return {key: " ".join(texts) for key, texts in rows.items()}


def _words(phrases: Iterable[Phrase], latin: set[str]) -> dict[str, str]:
    alone = character_counts()
    kinds: dict[str, Iterable[str]] = {
        "latin": sorted(latin),
        "known": (word for _, word in lines(built_in("modern_words.txt"))),
        "rare": sorted(_rare_words(phrases)),
        "common": (character for character, count in alone.items() if count >= _COMMON),
        "usual": (c for c, count in alone.items() if _USUAL <= count < _COMMON),
        "free": alone,
    }
    return {kind: " ".join(words) for kind, words in kinds.items()}


def _rare_words(phrases: Iterable[Phrase]) -> Iterator[str]:
    """Yield dictionary words that sound exactly like a word that is far more usual."""
    counts, readings = pair_counts(), character_readings()
    said = {phrase.text for phrase in phrases}
    usual: Counter[tuple[str, ...]] = Counter()
    for phrase in phrases:
        usual[phrase.syllables] = max(counts.get(phrase.text, 0), usual[phrase.syllables])
    for word, count in counts.items():
        if count > _RARE or word in said:
            continue
        syllables = tuple(readings.get(character, ("",))[0] for character in word)
        if usual.get(syllables, 0) >= _MUCH_MORE_USUAL * count:
            yield word
