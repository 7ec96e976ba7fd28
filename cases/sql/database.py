"""Open a database, and run transactions on it."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import URL, Connection, Engine, NullPool, Table, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import CompilerElement

from cases.errors import StoreUnavailableError
from cases.sql.address import describe, is_sqlite, read_address, sqlite_path
from cases.sql.faults import explain_fault
from cases.sql.schema import migrate, schema_revision
from cases.sql.sqlite_engine import create_sqlite_engine
from cases.sql.tables import SCHEMA_REVISION

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

_TIMEOUT_SECONDS: Final = 5


class Database:
    """An open database, shared by the stores and by all threads.

    Attributes:
        name: What to call it before a person; never with a password.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """Take over the engine; `close` disposes of it."""
        self.name = name
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._keeps_own = self._is_sqlite and not isinstance(engine.pool, NullPool)
        self._own: deque[DBAPIConnection] = deque()
        self._failures = (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Run a block in a transaction that only reads.

        Raises:
            StoreUnavailableError: The database fails, also while rows are being fetched.
        """
        with self._explaining(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run a block in a transaction that commits at its end, or leaves no trace.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        with (
            self._explaining(),
            self._engine.connect() as connection,
            connection.execution_options(is_writing=True).begin(),
        ):
            yield connection

    def prepare(self, statement: CompilerElement) -> str:
        """Put a statement into this database's words, once, for `directly`.

        All its values are parameters, and have names on every database.
        """
        return str(statement.compile(dialect=self._engine.dialect))

    @contextmanager
    def directly(self, *, is_batch: bool = False) -> Iterator[DBAPICursor]:
        """Run a prepared statement on the driver itself; for what each message needs.

        By way of SQLAlchemy it costs five times as much. Values go to the driver as they are:
        texts, bytes and numbers.

        Args:
            is_batch: The block writes with several statements, all of which count or none. One
                by itself is a transaction already: SQLite spares two calls, at each of which
                another thread would take over.

        Raises:
            StoreUnavailableError: The database fails or refuses to write.
        """
        with (
            self._explaining(),
            self._driver_connection() as connection,
            closing(connection.cursor()) as cursor,
        ):
            if is_batch and self._is_sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            connection.commit()

    @contextmanager
    def _driver_connection(self) -> Iterator[DBAPIConnection]:
        """Lend a connection; of a SQLite file, past the pool, whose care it does not need."""
        if not self._keeps_own:
            with closing(self._engine.raw_connection()) as pooled:  # which rolls back
                yield pooled
            return
        connection = self._own.pop() if self._own else self._open_own()
        try:
            yield connection
        except BaseException:
            connection.close()  # which rolls back
            raise
        self._own.append(connection)

    def _open_own(self) -> DBAPIConnection:
        pooled = self._engine.raw_connection()
        connection = cast("DBAPIConnection", pooled.dbapi_connection)
        pooled.detach()
        return connection

    def insert(self, table: Table) -> "postgresql.Insert | sqlite.Insert":
        """Start an INSERT that can say what to do on conflict; both dialects spell it alike."""
        if self._engine.dialect.name == "postgresql":
            from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - SQLite starts without

            return postgresql.insert(table)
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - the other way round

        return sqlite.insert(table)

    def close(self) -> None:
        """Close every idle connection; the database must not be used afterwards."""
        while self._own:
            self._own.pop().close()
        self._engine.dispose()

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except self._failures as error:
            raise StoreUnavailableError(f"{self.name}{explain_fault(error)}") from error


def open_database(address: str) -> Database:
    """Open a database and bring its tables up to date.

    A SQLite file is created if it is missing; its folder is not. A database that is up to date
    is not written to, so that a read-only one can still be searched.

    Args:
        address: `sqlite:///file`, `postgresql://…` or `postgresql+psycopg://…`.

    Raises:
        StoreUnavailableError: The address is wrong, the database does not answer, or a newer
            version of the program made it.
    """
    url = read_address(address)
    _refuse_missing_folder(url)
    database = Database(_create_engine(url), describe(url))
    try:
        with database.reading() as connection:
            is_current = schema_revision(connection) == SCHEMA_REVISION
        if not is_current:
            with database.writing() as connection:
                migrate(connection)
    except BaseException:
        database.close()
        raise
    return database


def _refuse_missing_folder(url: URL) -> None:
    path = sqlite_path(url)
    if path is not None and not os.access(path.absolute().parent, os.F_OK):
        raise StoreUnavailableError(
            f"数据库文件 {path} 所在的文件夹不存在，请先建好文件夹，或检查 MIAOZHAO_DATABASE_URL"
        )


def _create_engine(url: URL) -> Engine:
    if is_sqlite(url):
        return create_sqlite_engine(url)
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": _TIMEOUT_SECONDS}
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=timeout)
