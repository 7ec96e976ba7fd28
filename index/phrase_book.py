"""The words and phrases that a library really uses, found by sound, by initials and by look.

Saved with the snapshot as one text, `phrases.txt`: tables of `key TAB value` lines, each under
its name in brackets.

    [phrases]   广场舞       12 guang,chang,wu           in how many documents; its reading
    [sounds]    guang cang   …                           what sounds so; empty: something begins so
    [initials]  gcw          广场舞
    [looks]     广?舞        广场舞
    [readings]  长           zhang chang
    [words]     latin        ai wifi …                   Latin words that the library uses
                known        微信 …                      everyday, and newer than jieba's list
                rare         起手 …                      nobody means them beside a usual word
                common       的 了 …                     characters that often stand alone
                usual        早 电 …                     characters that also often do
                free         冲 唐 …                     all that can; others are parts of words
"""

from dataclasses import dataclass
from typing import Final

from index.syllables import heard, spellings

LONGEST: Final = 6
"""Characters of the longest phrase; what is longer is found by its parts."""

WILD: Final = "?"

_VOWELS: Final = frozenset("aeiouv")

Tables = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What the library says.

    Attributes:
        count: How many documents say it, at least 1.
        syllables: How it is read, one a character.
    """

    text: str
    count: int
    syllables: tuple[str, ...]

    def row(self) -> str:
        """Return the phrase as it is saved."""
        return f"{self.count} {','.join(self.syllables)}"


def write_tables(tables: Tables) -> str:
    """Return the tables as one text."""
    return "\n\n".join(
        "\n".join((f"[{name}]", *map("\t".join, table.items()))) for name, table in tables.items()
    )


class PhraseBook:
    """Finds phrases. Immutable once made."""

    def __init__(self, text: str) -> None:
        """Read what `write_tables` wrote; phrases themselves are read when they are found."""
        tables = _read_tables(text)
        words = {kind: frozenset(row.split()) for kind, row in tables["words"].items()}
        self.latin = words["latin"]
        self.known = words["known"]
        self.rare = words["rare"]
        self.common = words["common"]
        self.often_alone = words["common"] | words["usual"]
        self.free = words["free"]
        self.readings = {c: tuple(row.split()) for c, row in tables["readings"].items()}
        self.typed = _spellings({s for readings in self.readings.values() for s in readings})
        self._phrases = tables["phrases"]
        self._sounds = tables["sounds"]
        self._initials = tables["initials"]
        self._looks = tables["looks"]

    def __contains__(self, text: str) -> bool:
        """Say whether the library says this."""
        return text in self._phrases

    def phrase(self, text: str) -> Phrase:
        """Return a phrase that the book contains."""
        count, syllables = self._phrases[text].split(" ")
        return Phrase(
            text=text,
            count=int(count),
            syllables=tuple(syllables.split(",")),
        )

    def begins(self, key: str) -> bool:
        """Say whether any phrase sounds like a `sound_key` or begins so."""
        return key in self._sounds

    def sounding(self, key: str) -> list[Phrase]:
        """Return the phrases of a `sound_key`, most used first."""
        return [self.phrase(text) for text in self._sounds.get(key, "").split()]

    def with_initials(self, initials: str) -> list[Phrase]:
        """Return the most used phrases of two characters or more, most used first."""
        return [self.phrase(text) for text in self._initials.get(initials, "").split()]

    def looking_like(self, look: str) -> list[Phrase]:
        """Return the words of three characters or more that fit a pattern like `广?舞`."""
        return [self.phrase(text) for text in self._looks.get(look, "").split()]


def looks(text: str) -> list[str]:
    """Return the text with each of its characters in turn left open."""
    return [text[:at] + WILD + text[at + 1 :] for at in range(len(text))]


def _spellings(syllables: set[str]) -> dict[str, str]:
    """Return what people type, southern spellings like `zuang` too → the syllable it is."""
    spoken = {syllable for syllable in syllables if not _VOWELS.isdisjoint(syllable)}
    accented = {heard(syllable): heard(syllable) for syllable in spoken}
    without_dots = {spelling: s for s in spoken for spelling in spellings(s)}
    return accented | without_dots | {s: s for s in spoken}  # lu is lv only where no lu is


def _read_tables(text: str) -> Tables:
    """Read all rows of a table at once: one by one they take nearly twice as long."""
    tables: Tables = {}
    for block in text.split("\n\n"):
        name, _, rows = block.partition("\n")
        cells = rows.replace("\n", "\t").split("\t") if rows else []
        tables[name.strip("[]")] = dict(zip(cells[::2], cells[1::2], strict=True))
    return tables
