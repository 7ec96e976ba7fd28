"""Looking around without a question: by theme, field, district and collection."""

from collections.abc import Sequence
from typing import Final

from bot import wording
from bot.action import Browse
from bot.case_search import Match
from bot.intent import FACET_NAMES, plain_words
from bot.link import CaseLink
from bot.listing import PAGE_SIZE, list_cases
from bot.reply import Choice, Reply
from cases import FACETS, FIELDS, HOME_DISTRICTS, THEMES, CaseFilter, CaseStore, Facet, read_filter

_ROW: Final = 2
"""Buttons side by side."""

_MOST_OTHERS: Final = 6
"""Districts that are offered in place of one without cases."""

_FIXED_ORDER: Final[dict[Facet, tuple[str, ...]]] = {"theme": THEMES, "field": FIELDS}

BROWSE_ROW: Final = ((Choice(label="浏览全部", action=Browse()),),)
"""The way on from any answer."""


class Browser:
    """Answers `Browse`."""

    def __init__(self, store: CaseStore, link: CaseLink) -> None:
        """Keep where cases are and where they are read."""
        self._store = store
        self._link = link

    def reply(self, wish: Browse) -> Reply:
        """Return the facets, the values of one, or a page of the cases under one value.

        Raises:
            StoreUnavailableError: The database does not answer.
        """
        if wish.facet is None:
            return self._facets()
        return self._cases(wish.facet, wish) if wish.value else self._values(wish.facet)

    def _facets(self) -> Reply:
        choices = [
            Choice(label=name, action=Browse(facet=facet))
            for facet, name in FACET_NAMES.items()
            if self._store.facet_counts(facet)
        ]
        if not choices:
            return Reply(opening=wording.EMPTY_LIBRARY)
        return Reply(opening=wording.BROWSE, closing=wording.BROWSE_HOW, choices=_rows(choices))

    def _values(self, facet: Facet) -> Reply:
        choices = self._choices(facet)
        if not choices:
            return Reply(opening=wording.NO_CASES_HERE)
        first = choices[0].label.partition("（")[0]
        return Reply(
            opening=f"按{FACET_NAMES.get(facet, '')}看：",
            closing=wording.BROWSE_HOW.replace("主题", first),
            choices=_rows(choices),
        )

    def _choices(self, facet: Facet) -> list[Choice]:
        """Offer the values that have cases: in official order, else most cases first."""
        counts = self._store.facet_counts(facet)
        fixed = [value for value in _FIXED_ORDER.get(facet, ()) if value in counts]
        return [
            Choice(label=f"{value}（{counts[value]}）", action=Browse(facet=facet, value=value))
            for value in fixed or counts
        ]

    def _cases(self, facet: Facet, wish: Browse) -> Reply:
        wanted = filter_of(facet, wish.value)
        ids = self._store.find_ids(wanted)
        start = (wish.page - 1) * PAGE_SIZE
        cases = self._store.get_many(ids[start : start + PAGE_SIZE])
        if not cases:
            return (
                Reply(opening=wording.LAST_PAGE) if ids else self._nothing_under(facet, wish.value)
            )
        return list_cases(
            [Match(case=case, score=0.0) for case in cases],
            self._link,
            opening=f"“{wish.value}”有 {len(ids)} 个案例：",
            page=wish.page,
            total=len(ids),
            turn_to=lambda page: Browse(facet=facet, value=wish.value, page=page),
        )

    def _nothing_under(self, facet: Facet, value: str) -> Reply:
        if self._store.count() == 0:
            return Reply(opening=wording.EMPTY_LIBRARY)
        others = self._choices(facet)[:_MOST_OTHERS] if facet == "district" else []
        opening = wording.nothing_in(value) if others else wording.nothing_under(value)
        return Reply(opening=opening, choices=(*_rows(others), *BROWSE_ROW))


def filter_of(facet: Facet, value: str) -> CaseFilter:
    """Return the filter that lets one value of one facet through."""
    return CaseFilter(**{facet: value})  # type: ignore[arg-type] # an unknown theme finds nothing


def fixed_place(text: str) -> Browse | None:
    """Return how to browse the theme, field or district that a whole text names.

    They are known whether they have cases or not; of districts, those of the home city.
    """
    named = plain_words(text)
    for facet, values in _FIXED_ORDER.items():
        if named in values:
            return Browse(facet=facet, value=named)
    district = read_filter(district=named).district
    return Browse(facet="district", value=district) if district in HOME_DISTRICTS else None


def browsed(wanted: CaseFilter) -> Browse | None:
    """Return how to browse what a filter lets through; by the narrowest facet it has."""
    narrow_first: tuple[Facet, ...] = ("community", "street", "district")
    others = tuple(facet for facet in FACETS if facet not in narrow_first)
    for facet in (*narrow_first, *others):
        value = getattr(wanted, facet)
        if value:
            return Browse(facet=facet, value=value)
    return None


def _rows(choices: Sequence[Choice]) -> tuple[tuple[Choice, ...], ...]:
    return tuple(tuple(choices[i : i + _ROW]) for i in range(0, len(choices), _ROW))
