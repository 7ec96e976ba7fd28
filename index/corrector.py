"""Second tries for a question that found nothing: what was probably meant.

A question is read as a lattice of syllables: a Chinese character is one of its readings, Latin
letters are pinyin if they can be split so. `index.candidates` finds the spans of the lattice that
sound like a phrase of the library, and initials, and words with one wrong, missing or doubled
character; `index.evidence` says which of them may stand. The best path through the question takes
those whose gains add up to most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Final

from index.analyser import Analyser
from index.candidates import (
    LATIN_RUN,
    Candidate,
    Kind,
    by_initials,
    by_look,
    by_sound,
    syllables_at,
)
from index.evidence import Said
from index.phrase_book import PhraseBook

MOST_CORRECTIONS: Final = 3

_LONGEST_QUESTION: Final = 60  # in a longer one, the words as typed have to do
_LATIN_WORD_GAIN: Final = 2.0
_UNREAD_SYLLABLE_GAIN: Final = -1.8
_UNREAD_RUN_GAIN: Final = -2.0
_MOST_LOST: Final = 1.5  # a second choice that is less likely than this is not worth a try


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Another way to put a question.

    Attributes:
        text: The whole normalised question with the replacements made.
        said: What was typed; several parts are joined by 、.
        instead: What stands there now, joined likewise.
        kind: How it was found; of several kinds, the least certain.
    """

    text: str
    said: str
    instead: str
    kind: Kind


_LEAST_CERTAIN: Final[tuple[Kind, ...]] = ("similar", "initials", "homophone", "pinyin")


class Corrector:
    """Finds what a question may have meant. Safe to call from several threads.

    Making one costs nothing; the phrases are read at the first question, or by `warm_up`.
    """

    def __init__(self, lines: str, analyser: Analyser) -> None:
        """Keep what `correction_lines` wrote, and the analyser that the documents were cut by."""
        self._lines = lines
        self._analyser = analyser

    def warm_up(self) -> None:
        """Read the phrases now, so that no question waits for it."""
        _ = self._book

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook(self._lines)

    def corrections(self, normalised: str) -> list[Correction]:
        """Return what the question may have meant, best first, at most `MOST_CORRECTIONS`.

        Args:
            normalised: The question as `Analyser.normalise` returns it.

        Returns:
            Empty when every word may stand as it is, which is so for most questions.
        """
        if not normalised or len(normalised) > _LONGEST_QUESTION:
            return []
        text = normalised.replace("ü", "v")
        said = Said(text, self._analyser.tokens(text), self._book)
        candidates = [*by_sound(said), *by_initials(said), *by_look(said)]
        if not candidates:
            return []
        best = _best_path(said, candidates)
        if not _is_in_words(said, best):
            candidates = [candidate for candidate in candidates if candidate.kind != "pinyin"]
            best = _best_path(said, candidates)
        return [_correction(text, path) for path in _with_second_choices(best, candidates)]


def _best_path(said: Said, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates that do not overlap and gain most together, in text order."""
    starting: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        starting.setdefault(candidate.start, []).append(candidate)
    length = len(said.text)
    best: list[tuple[float, tuple[Candidate, ...]]] = [(0.0, ())] * (length + 1)
    for start in range(length - 1, -1, -1):
        ways = [(gain + best[end][0], best[end][1]) for end, gain in _ways_past(said, start)] + [
            (candidate.gain + best[candidate.end][0], (candidate, *best[candidate.end][1]))
            for candidate in starting.get(start, ())
        ]
        best[start] = max(ways, key=lambda way: way[0], default=(float("-inf"), ()))
    return list(best[0][1])


def _is_in_words(said: Said, path: list[Candidate]) -> bool:
    """Say whether the pinyin on the path, if there is any, is read as words."""
    is_pinyin = any(candidate.kind == "pinyin" for candidate in path)
    return not is_pinyin or said.is_in_words([(c.start, c.end, c.instead) for c in path])


def _ways_past(said: Said, start: int) -> Iterator[tuple[int, float]]:
    """Yield (end, gain) of leaving what is said here as it is."""
    run = LATIN_RUN.match(said.text, start)
    if run is None:
        yield start + 1, 0.0
        return
    if start == 0 or not LATIN_RUN.match(said.text, start - 1):
        yield run.end(), _LATIN_WORD_GAIN if said.is_foreign(start) else _UNREAD_RUN_GAIN
    for end, _ in syllables_at(said, start):
        yield end, _UNREAD_SYLLABLE_GAIN


def _with_second_choices(
    best: list[Candidate], candidates: list[Candidate]
) -> Iterator[list[Candidate]]:
    """Yield the best path, then those with one other word in it, by what they lose."""
    if not any(len(candidate.instead) > 1 for candidate in best):
        return
    yield best
    chosen = {(c.start, c.end): c for c in best}
    others = {
        (c.start, c.end, c.instead): c
        for c in sorted(candidates, key=lambda c: c.gain)
        if (c.start, c.end) in chosen and c.instead != chosen[c.start, c.end].instead
    }
    loss = {other: chosen[other.start, other.end].gain - other.gain for other in others.values()}
    lost = nsmallest(
        MOST_CORRECTIONS - 1,
        (other for other in loss if loss[other] <= _MOST_LOST),
        key=lambda other: (loss[other], other.instead),
    )
    for other in lost:
        yield [other if (c.start, c.end) == (other.start, other.end) else c for c in best]


def _correction(text: str, path: list[Candidate]) -> Correction:
    put = ""
    done = 0
    changes: list[tuple[str, str]] = []
    for candidate in path:
        kept = text[done : candidate.start]
        said = text[candidate.start : candidate.end]
        if changes and not kept.strip():  # what stands side by side is one change
            before, instead = changes.pop()
            changes.append((before + kept + said, instead + candidate.instead))
            put += candidate.instead
        else:
            changes.append((said, candidate.instead))
            put += kept + candidate.instead
        done = candidate.end
    return Correction(
        text=put + text[done:],
        said="、".join(said for said, _ in changes),
        instead="、".join(instead for _, instead in changes),
        kind=next(kind for kind in _LEAST_CERTAIN if any(c.kind == kind for c in path)),
    )
