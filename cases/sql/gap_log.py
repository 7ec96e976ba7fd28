"""Questions that found nothing, in a SQL database."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import delete, select

from cases.gap import MOST_GAPS, Gap, gap_question
from cases.sql.database import Database
from cases.sql.tables import GAPS


class SqlGapLog:
    """Counts in SQLite or PostgreSQL; a `GapLog`."""

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime], most_gaps: int = MOST_GAPS
    ) -> None:
        """Work on an open database, which the caller closes.

        Args:
            database: Where the gaps are kept.
            clock: Tells the time, with its time zone.
            most_gaps: How many distinct questions are kept.
        """
        self._database = database
        self._clock = clock
        self._most_gaps = most_gaps

    def note(self, question: str, /) -> None:
        """See `GapLog.note`."""
        question = gap_question(question)
        if not question:
            return
        now = self._clock().timestamp()
        with self._database.writing() as connection:
            connection.execute(
                self._database.insert(GAPS)
                .values(question=question, times=1, first_asked=now, last_asked=now)
                .on_conflict_do_update(
                    index_elements=["question"],
                    set_={"times": GAPS.c.times + 1, "last_asked": now},
                )
            )
        self._forget_the_least_recent()

    def most_asked(self, limit: int, /) -> list[Gap]:
        """See `GapLog.most_asked`."""
        query = (
            select(GAPS.c.question, GAPS.c.times, GAPS.c.last_asked)
            .order_by(GAPS.c.times.desc(), GAPS.c.last_asked.desc(), GAPS.c.question)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [
                Gap(question=question, times=times, last_asked=datetime.fromtimestamp(last, UTC))
                for question, times, last in connection.execute(query)
            ]

    def _forget_the_least_recent(self) -> None:
        surplus = (
            select(GAPS.c.question)
            .order_by(GAPS.c.last_asked.desc(), GAPS.c.question.desc())
            .offset(self._most_gaps)
        )
        with self._database.writing() as connection:
            connection.execute(delete(GAPS).where(GAPS.c.question.in_(surplus)))
