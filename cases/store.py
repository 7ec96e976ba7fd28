"""What the rest of the program asks of a store of cases."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from cases.case import Case, CaseId, Field, Theme

Facet = Literal["theme", "field", "district", "street", "community", "collection", "city"]
"""A field by which people browse and filter."""

FACETS: Final[tuple[Facet, ...]] = (
    "theme",
    "field",
    "district",
    "street",
    "community",
    "collection",
    "city",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases: every facet that is given must be equal; an empty filter lets all through."""

    theme: Theme | Literal[""] = ""
    field: Field | Literal[""] = ""
    district: str = ""
    street: str = ""
    community: str = ""
    collection: str = ""
    city: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every case passes."""
        return not any(getattr(self, facet) for facet in FACETS)

    def accepts(self, case: Case) -> bool:
        """Whether the case has every given value."""
        return all(
            getattr(case, facet) == wanted for facet in FACETS if (wanted := getattr(self, facet))
        )


EVERYTHING: Final = CaseFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCounts:
    """How many cases a save added, changed, and found unchanged."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "SaveCounts") -> "SaveCounts":
        """Add up two saves."""
        return SaveCounts(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Which state of which library.

    Attributes:
        library: Random, made once with the database; tells two libraries apart.
        number: Grows by at least one with every save that changes something; 0 when new.
    """

    library: str
    number: int


class CaseStore(Protocol):
    """Keeps cases by id. Safe to call from several threads.

    Every method may raise `StoreUnavailableError`. "Public" means status 已发布; whatever lists or
    counts speaks of public cases only, unless it says otherwise.
    """

    def save(self, cases: Iterable[Case], /) -> SaveCounts:
        """Add new cases and replace changed ones by id, all or nothing.

        When an id comes twice, the later one wins and is counted once. A save that changes
        nothing leaves the revision alone. The cases are taken in before anything is locked, so
        that they may come from this store.
        """
        ...

    def get(self, case_id: CaseId, /) -> Case | None:
        """Return the case, public or not; None if there is none."""
        ...

    def get_many(self, case_ids: Sequence[CaseId], /) -> list[Case]:
        """Return the public cases among the ids, in the order of the ids; others are left out."""
        ...

    def all_cases(self) -> Iterator[Case]:
        """Yield every case, public or not, by ascending id (code points)."""
        ...

    def find_ids(self, wanted: CaseFilter, /) -> list[CaseId]:
        """Return the ids of the public cases that pass: newest date first, then ascending id."""
        ...

    def count(self, wanted: CaseFilter = EVERYTHING, /) -> int:
        """Count the public cases that pass."""
        ...

    def facet_counts(self, facet: Facet, /) -> dict[str, int]:
        """Count public cases by value of the facet, most first, ties by value; empty left out."""
        ...

    def revision(self) -> Revision:
        """Return the current state of the library."""
        ...
