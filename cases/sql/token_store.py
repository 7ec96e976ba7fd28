"""Sealed access tokens, in a SQL database."""

from sqlalchemy import select

from cases.sql.database import Database
from cases.sql.tables import TOKENS


class SqlTokenStore:
    """Keeps one sealed token per name, for every process on the same database."""

    def __init__(self, database: Database) -> None:
        """Work on an open database, which the caller closes."""
        self._database = database

    def load(self, name: str, /) -> bytes | None:
        """Return what was saved last under the name; None if nothing was.

        Raises:
            StoreUnavailableError: The database fails.
        """
        query = select(TOKENS.c.sealed).where(TOKENS.c.name == name)
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def save(self, name: str, sealed: bytes, /) -> None:
        """Replace what is kept under the name.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        with self._database.writing() as connection:
            connection.execute(
                self._database.insert(TOKENS)
                .values(name=name, sealed=sealed)
                .on_conflict_do_update(index_elements=["name"], set_={"sealed": sealed})
            )
