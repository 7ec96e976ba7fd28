"""What is remembered of conversations, in a SQL database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select

from cases.sql.database import Database
from cases.sql.tables import SESSIONS

_SWEPT_EVERY: Final = timedelta(days=1)

_LOAD: Final = select(SESSIONS.c.payload).where(
    SESSIONS.c.key == bindparam("key"), SESSIONS.c.touched_at >= bindparam("oldest")
)


class SqlSessionStore:
    """Keeps one text per key, for every process on the same database."""

    def __init__(
        self, database: Database, *, kept_for_days: int, clock: Callable[[], datetime]
    ) -> None:
        """Work on an open database, which the caller closes.

        Args:
            database: Where the sessions are kept.
            kept_for_days: A session that was not saved for longer has expired.
            clock: Tells the time, with its time zone.
        """
        self._database = database
        self._kept_for = timedelta(days=kept_for_days)
        self._clock = clock
        self._swept_at: datetime | None = None
        self._load = database.prepare(_LOAD)
        insert = database.insert(SESSIONS)
        self._save = database.prepare(
            insert.on_conflict_do_update(
                index_elements=["key"],
                set_={name: insert.excluded[name] for name in ("payload", "touched_at")},
            )
        )

    def load(self, key: str, /) -> str | None:
        """Return what was saved last under the key; None if nothing, or if it has expired.

        Raises:
            StoreUnavailableError: The database fails.
        """
        oldest = _seconds(self._clock() - self._kept_for)
        with self._database.directly() as cursor:
            cursor.execute(self._load, {"key": key, "oldest": oldest})
            row = cursor.fetchone()
        return None if row is None else _decode(row[0])

    def save(self, key: str, payload: str, /) -> None:
        """Replace what is kept under the key, and its time; once a day drop what has expired.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        now = self._clock()
        kept = {"key": key, "payload": _encode(payload), "touched_at": _seconds(now)}
        with self._database.directly() as cursor:
            cursor.execute(self._save, kept)
        if self._swept_at is None or now - self._swept_at >= _SWEPT_EVERY:
            self._swept_at = now
            with self._database.writing() as connection:
                oldest = _seconds(now - self._kept_for)
                connection.execute(delete(SESSIONS).where(SESSIONS.c.touched_at < oldest))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _encode(payload: str) -> bytes:
    """People send everything, half a surrogate pair included: what they sent comes back."""
    return payload.encode("utf-8", "surrogatepass")


def _decode(payload: bytes) -> str:
    return payload.decode("utf-8", "surrogatepass")
