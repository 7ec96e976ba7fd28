"""Cases in a SQL database."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from cases.case import Case, CaseId
from cases.sql.database import Database
from cases.sql.rows import Row, can_be_stored, case_of, row_of
from cases.sql.tables import CASES, LIBRARY
from cases.store import EVERYTHING, FACETS, CaseFilter, Facet, Revision, SaveCounts

_IDS_AT_ONCE: Final = 500  # below every database's limit of parameters
_ROWS_AT_ONCE: Final = 500
_IS_PUBLIC: Final = CASES.c.status == "已发布"

# Made once: putting it together anew costs as much as running it.
_BY_ID: Final = select(CASES).where(CASES.c.id == bindparam("key"))
_BY_IDS: Final = select(CASES).where(CASES.c.id.in_(bindparam("ids", expanding=True)))


class SqlCaseStore:
    """Keeps cases in SQLite or PostgreSQL; a `CaseStore`."""

    def __init__(self, database: Database) -> None:
        """Work on an open database, which the caller closes."""
        self._database = database
        self._by_id = database.prepare(_BY_ID)

    def save(self, cases: Iterable[Case], /) -> SaveCounts:
        """See `CaseStore.save`; writers take turns, readers see all of it or nothing."""
        wanted = {str(case.id): row_of(case) for case in cases}  # before any lock is taken
        if not wanted:
            return SaveCounts()
        with self._database.writing() as connection:
            _let_writers_take_turns(connection)
            kept = _rows_by_id(connection, wanted)
            added = [row for key, row in wanted.items() if key not in kept]
            updated = [row for key, row in wanted.items() if kept.get(key, row) != row]
            if added:
                connection.execute(insert(CASES), added)
            if updated:
                _replace(connection, updated)
            if added or updated:
                connection.execute(update(LIBRARY).values(revision=LIBRARY.c.revision + 1))
        return SaveCounts(
            added=len(added),
            updated=len(updated),
            unchanged=len(wanted) - len(added) - len(updated),
        )

    def get(self, case_id: CaseId, /) -> Case | None:
        """See `CaseStore.get`."""
        if not can_be_stored(case_id):
            return None
        with self._database.directly() as cursor:
            cursor.execute(self._by_id, {"key": case_id})
            row = cursor.fetchone()
        return case_of(dict(zip(CASES.c.keys(), row, strict=True))) if row else None

    def get_many(self, case_ids: Sequence[CaseId], /) -> list[Case]:
        """See `CaseStore.get_many`."""
        with self._database.reading() as connection:
            rows = _rows_by_id(connection, case_ids)
        found = {key: case_of(row) for key, row in rows.items()}
        cases = (found.get(case_id) for case_id in case_ids)
        return [case for case in cases if case and case.is_public]

    def all_cases(self) -> Iterator[Case]:
        """See `CaseStore.all_cases`; the state at the first one, read as the caller goes on."""
        query = select(CASES).order_by(CASES.c.id)
        with self._database.reading() as connection:
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
            for row in rows.mappings():
                yield case_of(dict(row))

    def find_ids(self, wanted: CaseFilter, /) -> list[CaseId]:
        """See `CaseStore.find_ids`."""
        if not _can_match(wanted):
            return []
        query = (
            select(CASES.c.id)
            .where(*_conditions(wanted))
            .order_by(CASES.c.date.desc(), CASES.c.id)
        )
        with self._database.reading() as connection:
            return [CaseId(key) for key in connection.execute(query).scalars()]

    def count(self, wanted: CaseFilter = EVERYTHING, /) -> int:
        """See `CaseStore.count`."""
        if not _can_match(wanted):
            return 0
        query = select(func.count()).select_from(CASES).where(*_conditions(wanted))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def facet_counts(self, facet: Facet, /) -> dict[str, int]:
        """See `CaseStore.facet_counts`."""
        value = CASES.c[facet]
        query = (
            select(value, func.count())
            .where(_IS_PUBLIC, value != "")
            .group_by(value)
            .order_by(func.count().desc(), value)
        )
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def revision(self) -> Revision:
        """See `CaseStore.revision`."""
        with self._database.reading() as connection:
            library, number = connection.execute(select(LIBRARY.c.id, LIBRARY.c.revision)).one()
        return Revision(library=library, number=number)


def _let_writers_take_turns(connection: Connection) -> None:
    """Lock the library's row until the commit; SQLite ignores FOR UPDATE, having one writer."""
    connection.execute(select(LIBRARY.c.id).with_for_update())


def _rows_by_id(connection: Connection, case_ids: Collection[str]) -> dict[str, Row]:
    asked = [case_id for case_id in case_ids if can_be_stored(case_id)]
    rows: dict[str, Row] = {}
    for start in range(0, len(asked), _IDS_AT_ONCE):
        found = connection.execute(_BY_IDS, {"ids": asked[start : start + _IDS_AT_ONCE]})
        rows |= {row["id"]: dict(row) for row in found.mappings()}
    return rows


def _replace(connection: Connection, rows: list[Row]) -> None:
    others: dict[str, Any] = {
        column.name: bindparam(f"new_{column.name}")
        for column in CASES.c
        if column is not CASES.c.id
    }
    statement = update(CASES).where(CASES.c.id == bindparam("new_id")).values(others)
    connection.execute(
        statement, [{f"new_{name}": value for name, value in row.items()} for row in rows]
    )


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    given = {facet: value for facet in FACETS if (value := getattr(wanted, facet))}
    return [_IS_PUBLIC, *(CASES.c[facet] == value for facet, value in given.items())]


def _can_match(wanted: CaseFilter) -> bool:
    return all(can_be_stored(getattr(wanted, facet)) for facet in FACETS)
