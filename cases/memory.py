"""Cases in memory: for tests, trials and measurements."""

import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cases.case import Case, CaseId
from cases.store import EVERYTHING, CaseFilter, Facet, Revision, SaveCounts


class MemoryCaseStore:
    """Keeps cases as long as the process lives; a `CaseStore`.

    What readers see is never changed: a save builds the next state and swaps one reference.
    """

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        """Make a new library and save the cases into it."""
        self._library = secrets.token_hex(8)
        self._state: tuple[Mapping[CaseId, Case], int] = ({}, 0)
        self._lock = threading.Lock()
        self.save(cases)

    def save(self, cases: Iterable[Case], /) -> SaveCounts:
        """See `CaseStore.save`."""
        wanted = {case.id: case for case in cases}
        with self._lock:
            kept, number = self._state
            added = wanted.keys() - kept.keys()
            updated = [key for key in wanted.keys() & kept.keys() if wanted[key] != kept[key]]
            if added or updated:
                self._state = ({**kept, **wanted}, number + 1)
        return SaveCounts(
            added=len(added),
            updated=len(updated),
            unchanged=len(wanted) - len(added) - len(updated),
        )

    def get(self, case_id: CaseId, /) -> Case | None:
        """See `CaseStore.get`."""
        return self._cases().get(case_id)

    def get_many(self, case_ids: Sequence[CaseId], /) -> list[Case]:
        """See `CaseStore.get_many`."""
        kept = self._cases()
        cases = (kept.get(case_id) for case_id in case_ids)
        return [case for case in cases if case and case.is_public]

    def all_cases(self) -> Iterator[Case]:
        """See `CaseStore.all_cases`; the state at the first one."""
        kept = self._cases()
        for case_id in sorted(kept):
            yield kept[case_id]

    def find_ids(self, wanted: CaseFilter, /) -> list[CaseId]:
        """See `CaseStore.find_ids`."""
        found = sorted(self._public(wanted), key=lambda case: case.id)
        found.sort(key=lambda case: case.date, reverse=True)
        return [case.id for case in found]

    def count(self, wanted: CaseFilter = EVERYTHING, /) -> int:
        """See `CaseStore.count`."""
        return len(self._public(wanted))

    def facet_counts(self, facet: Facet, /) -> dict[str, int]:
        """See `CaseStore.facet_counts`."""
        values = (getattr(case, facet) for case in self._public(EVERYTHING))
        counts = Counter(filter(None, values))
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

    def revision(self) -> Revision:
        """See `CaseStore.revision`."""
        return Revision(library=self._library, number=self._state[1])

    def _cases(self) -> Mapping[CaseId, Case]:
        return self._state[0]

    def _public(self, wanted: CaseFilter) -> list[Case]:
        return [case for case in self._cases().values() if case.is_public and wanted.accepts(case)]
