"""What was received and how it was answered, in a SQL database."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import LargeBinary, bindparam, delete, null, select, text, update
from sqlalchemy.engine.interfaces import DBAPICursor

from cases.sql.database import Database
from cases.sql.tables import RECEIPTS

_SWEPT_EVERY: Final = timedelta(minutes=5)
_KEPT_FOR: Final = timedelta(days=1)

_ANSWER: Final = (
    update(RECEIPTS)
    .where(RECEIPTS.c.key == bindparam("of"))
    .values(answer=bindparam("answer", type_=LargeBinary))
)
_CLAIM: Final = text(
    "INSERT INTO receipts (key, answer, claimed_at, expires_at) "
    "SELECT key, answer, :now, :expiry "
    "FROM (SELECT :request AS key, :brought AS answer UNION ALL SELECT :message, NULL) AS brought "
    "WHERE NOT EXISTS (SELECT 1 FROM receipts WHERE key = :request AND answer <> :brought) "
    "ON CONFLICT (key) DO NOTHING "
    "RETURNING key, EXISTS (SELECT 1 FROM receipts WHERE key = :person AND expires_at >= :now)"
)
_TAKE_OVER: Final = (
    update(RECEIPTS)
    .where(
        RECEIPTS.c.key == bindparam("message"),
        (RECEIPTS.c.answer.is_(None) & (RECEIPTS.c.claimed_at <= bindparam("left")))
        | (RECEIPTS.c.expires_at < bindparam("now")),
    )
    .values(answer=null(), claimed_at=bindparam("now"), expires_at=bindparam("expiry"))
)
_FIND: Final = select(RECEIPTS.c.answer).where(
    RECEIPTS.c.key == bindparam("of"), RECEIPTS.c.expires_at >= bindparam("now")
)


class _ReplayedError(Exception):
    """Takes back what the transaction has claimed."""


class SqlReceiptStore:
    """Keeps claims and answers for every process on the same database."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        receipt_minutes: int,
        lease_seconds: int,
    ) -> None:
        """Work on an open database, which the caller closes.

        Args:
            database: Where the receipts are kept.
            clock: Tells the time, with its time zone.
            receipt_minutes: How long a message and the request that brought it are remembered.
            lease_seconds: A claim that has no answer for so long can be taken over.
        """
        self._database = database
        self._clock = clock
        self._receipt_seconds = receipt_minutes * 60
        self._lease_seconds = lease_seconds
        self._swept_at = clock()
        self._claim = database.prepare(_CLAIM)
        self._take_over = database.prepare(_TAKE_OVER)
        self._answer = database.prepare(_ANSWER)
        self._find = database.prepare(_FIND)

    def claim(
        self, message: str, request: str, person: str, /
    ) -> Literal["new", "awaited", "known", "replayed"]:
        """Take a message on, in one transaction, unless somebody has.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        self._sweep()
        now = self._clock().timestamp()
        values = {
            "message": message,
            "request": request,
            "brought": message.encode(),
            "person": person,
            "now": now,
            "expiry": now + self._receipt_seconds,
            "left": now - self._lease_seconds,
        }
        try:
            with self._database.directly() as cursor:
                return self._claim_once(cursor, values)
        except _ReplayedError:
            return "replayed"

    def answer(self, answers: Mapping[str, str], /) -> None:
        """Note answers to claimed messages.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        noted = [{"of": key, "answer": answer.encode()} for key, answer in answers.items()]
        with self._database.directly(is_batch=len(noted) > 1) as cursor:
            cursor.executemany(self._answer, noted)

    def answer_to(self, key: str, /) -> str | None:
        """Return the answer to a message; None while there is none.

        Raises:
            StoreUnavailableError: The database fails.
        """
        with self._database.directly() as cursor:
            return self._look_for(cursor, key)

    def keep(self, key: str, answer: str, /) -> None:
        """Keep for a day what somebody shall hear next; it replaces what was kept before.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        now = self._clock()
        kept = {
            "answer": answer.encode(),
            "claimed_at": now.timestamp(),
            "expires_at": (now + _KEPT_FOR).timestamp(),
        }
        with self._database.writing() as connection:
            connection.execute(
                self._database.insert(RECEIPTS)
                .values(key=key, **kept)
                .on_conflict_do_update(index_elements=["key"], set_=kept)
            )

    def take(self, key: str, /) -> str | None:
        """Return what was kept, for one caller only; None if there is nothing.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        kept = self.answer_to(key)
        if kept is None:
            return None
        with self._database.writing() as connection:
            taken = connection.execute(delete(RECEIPTS).where(RECEIPTS.c.key == key))
            return kept if taken.rowcount == 1 else None

    def _claim_once(
        self, cursor: DBAPICursor, values: Mapping[str, Any]
    ) -> Literal["new", "awaited", "known"]:
        """Write both receipts; who comes second waits for the first to commit.

        Raises:
            _ReplayedError: The request brought another message; nothing may be committed.
        """
        cursor.execute(self._claim, values)
        written = dict(cursor.fetchall())
        message, request = values["message"], values["request"]
        if request not in written and self._look_for(cursor, request) != message:
            raise _ReplayedError
        if message in written:
            return "awaited" if written[message] else "new"
        # A claim that was left without an answer, or has expired, can be taken over.
        cursor.execute(self._take_over, values)
        if cursor.rowcount != 1:
            return "known"
        return "new" if self._look_for(cursor, values["person"]) is None else "awaited"

    def _look_for(self, cursor: DBAPICursor, key: str) -> str | None:
        cursor.execute(self._find, {"of": key, "now": self._clock().timestamp()})
        row = cursor.fetchone()
        return None if row is None or row[0] is None else row[0].decode()

    def _sweep(self) -> None:
        """Drop, every few minutes, what has expired."""
        now = self._clock()
        if now - self._swept_at < _SWEPT_EVERY:
            return
        self._swept_at = now
        with self._database.writing() as connection:
            connection.execute(delete(RECEIPTS).where(RECEIPTS.c.expires_at < now.timestamp()))
