"""Words in a question that name a place, a theme, a field or a collection."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from cases import EVERYTHING, FACETS, CaseFilter, CaseStore, Facet

_SUFFIX: Final = re.compile(r"(特别合作区|新区|街道|社区|区|县|市|镇|村)$")
_SHORTEST_STEM: Final[dict[Facet, int]] = {"district": 2, "city": 2, "community": 3}
"""From how many characters a name may come without its suffix: 宝安, 洛阳, 沙埔头."""

_MOST_REMEMBERED: Final = 1_000
"""Questions; each is looked at twice, and many people ask the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFacets:
    """What a question names.

    Attributes:
        said: The words that name it, as they stand in the question.
        rest: The question without them; may be blank.
        filter: What they mean.
    """

    said: str
    rest: str
    filter: CaseFilter

    def narrow(self, wanted: CaseFilter) -> CaseFilter:
        """Return the filter with what the caller wants on top; the caller's values win."""
        given = {facet: value for facet in FACETS if (value := getattr(wanted, facet))}
        return replace(self.filter, **given)


class FacetWords:
    """The names of one state of the library. Immutable."""

    def __init__(self, store: CaseStore) -> None:
        """Read the values of every facet.

        Raises:
            StoreUnavailableError: The database does not answer.
        """
        named: dict[str, tuple[Facet, str]] = {}
        for facet in reversed(FACETS):  # a theme's name wins over a community's
            for value in store.facet_counts(facet):
                for name in _names(facet, value):
                    named[name] = (facet, value)
        self._named = named
        longest_first = sorted(named, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._remembered = lru_cache(maxsize=_MOST_REMEMBERED)(self._read)

    def read(self, question: str) -> NamedFacets:
        """Take the names out of a question; of each facet the first one counts."""
        return self._remembered(question)

    def _read(self, question: str) -> NamedFacets:
        values: dict[str, str] = {}
        said: list[str] = []

        def take(found: re.Match[str]) -> str:
            facet, value = self._named[found[0]]
            if facet in values:
                return found[0]
            values[facet] = value
            said.append(found[0])
            return " "

        rest = self._pattern.sub(take, question)
        return NamedFacets(
            said="、".join(said),
            rest=" ".join(rest.split()) if said else question,
            filter=replace(EVERYTHING, **values),  # type: ignore[arg-type] # themes and fields come from stored cases, which are valid
        )


def without_suffix(name: str) -> str:
    """Return a place's name as people say it for short: 宝安 for 宝安区."""
    return _SUFFIX.sub("", name)


def _names(facet: Facet, value: str) -> Iterator[str]:
    yield value
    stem = without_suffix(value)
    shortest = _SHORTEST_STEM.get(facet)
    if shortest and len(stem) >= shortest:
        yield stem
