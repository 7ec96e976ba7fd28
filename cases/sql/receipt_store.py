"""What was received and how it was answered, in a SQL database."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, LargeBinary, bindparam, delete, select, text, update

from cases.sql.database import Database
from cases.sql.tables import RECEIPTS

_SWEPT_EVERY: Final = timedelta(minutes=5)
_KEPT_FOR: Final = timedelta(days=1)

# Made once: putting a statement together anew costs as much as running it.
_ANSWER: Final = (
    update(RECEIPTS)
    .where(RECEIPTS.c.key == bindparam("of"))
    .values(answer=bindparam("answer", type_=LargeBinary))
)
_CLAIM: Final = text(
    "INSERT INTO receipts (key, answer, claimed_at, expires_at) "
    "VALUES (:request, :empty, :now, :expiry), (:message, NULL, :now, :expiry) "
    "ON CONFLICT (key) DO NOTHING RETURNING key"
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

    def claim(
        self, message: str, request: str, person: str, /
    ) -> Literal["new", "awaited", "known", "replayed"]:
        """Take a message on, in one transaction, unless somebody has.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        self._sweep()
        now = self._clock().timestamp()
        try:
            with self._database.writing() as connection:
                is_new = self._claim_once(connection, message, request, now)
                is_awaited = is_new and self._find(connection, person) is not None
        except _ReplayedError:
            return "replayed"
        if is_awaited:
            return "awaited"
        return "new" if is_new else "known"

    def answer(self, answers: Mapping[str, str], /) -> None:
        """Note answers to claimed messages.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        noted = [{"of": key, "answer": answer.encode()} for key, answer in answers.items()]
        with self._database.writing() as connection:
            connection.execute(_ANSWER, noted)

    def answer_to(self, key: str, /) -> str | None:
        """Return the answer to a message; None while there is none.

        Raises:
            StoreUnavailableError: The database fails.
        """
        with self._database.reading() as connection:
            return self._find(connection, key)

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
        with self._database.reading() as connection:
            kept = self._find(connection, key)
        if kept is None:
            return None
        with self._database.writing() as connection:
            taken = connection.execute(delete(RECEIPTS).where(RECEIPTS.c.key == key))
            return kept if taken.rowcount == 1 else None

    def _claim_once(self, connection: Connection, message: str, request: str, now: float) -> bool:
        """Write both receipts, and return whether the message is ours.

        Who comes second waits for the first to commit.

        Raises:
            _ReplayedError: The request was there; the transaction must not commit.
        """
        expiry = now + self._receipt_seconds
        row = {"message": message, "request": request, "now": now, "expiry": expiry, "empty": b""}
        written = connection.execute(_CLAIM, row).scalars().all()
        if request not in written:
            raise _ReplayedError
        return message in written or self._take_over(connection, message, now)

    def _take_over(self, connection: Connection, key: str, now: float) -> bool:
        """Claim a message whose claim was left without an answer, or has expired."""
        is_left = RECEIPTS.c.answer.is_(None) & (
            RECEIPTS.c.claimed_at <= now - self._lease_seconds
        )
        taken = connection.execute(
            update(RECEIPTS)
            .where(RECEIPTS.c.key == key, is_left | (RECEIPTS.c.expires_at < now))
            .values(answer=None, claimed_at=now, expires_at=now + self._receipt_seconds)
        )
        return taken.rowcount == 1

    def _find(self, connection: Connection, key: str) -> str | None:
        now = self._clock().timestamp()
        answer = connection.execute(_FIND, {"of": key, "now": now}).scalar()
        return None if answer is None else answer.decode()

    def _sweep(self) -> None:
        """Drop, every few minutes, what has expired."""
        now = self._clock()
        if now - self._swept_at < _SWEPT_EVERY:
            return
        self._swept_at = now
        with self._database.writing() as connection:
            connection.execute(delete(RECEIPTS).where(RECEIPTS.c.expires_at < now.timestamp()))
