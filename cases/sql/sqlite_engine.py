"""SQLite as a server would have it: readers beside a writer, waiting instead of failing."""

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from cases.sql.address import sqlite_path
from cases.sql.faults import result_code

_BUSY_TIMEOUT_MS: Final = 10_000
_WAL_ATTEMPTS: Final = 3


def create_sqlite_engine(url: URL) -> Engine:
    """Create an engine for a SQLite file; one in a folder that we may not write is only read.

    A transaction whose execution option `is_writing` is set takes the write lock at its start.
    """
    path = sqlite_path(url)
    if path is not None and _is_in_read_only_folder(path):
        engine = create_engine(
            url,
            creator=partial(_connect_read_only, path),
            poolclass=NullPool,  # each connection looks anew whether somebody is writing
            hide_parameters=True,
            paramstyle="named",
        )
    else:
        engine = create_engine(url, hide_parameters=True, paramstyle="named")
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _is_in_read_only_folder(path: Path) -> bool:
    return os.access(path, os.F_OK) and not os.access(path.absolute().parent, os.W_OK)


def _connect_read_only(path: Path) -> sqlite3.Connection:
    """Open a file in a folder that we may not write.

    SQLite wants to put its `-shm` file beside a WAL database, even to read it. Where it cannot,
    the file is opened as immutable, unless a `-wal` file tells that somebody else is writing.
    """
    wal = path.with_name(f"{path.name}-wal")
    is_being_written = wal.exists() and wal.stat().st_size > 0
    mode = "mode=ro" if is_being_written else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False)


def _set_up(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 itself begins none before DDL or SELECT
    connection.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    _switch_to_wal(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on while one writes; the file remembers it.

    SQLite does not wait when two connections want to switch at once: the loser waits here for
    the winner's lock, then finds the work done. A file that we may only read, or that others
    go on reading the old way, stays as it is: it works, only with more waiting.
    """
    for _ in range(_WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if result_code(error) == sqlite3.SQLITE_READONLY:
                return
            if result_code(error) != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return


def _begin(connection: Connection) -> None:
    """Take the write lock at once when writing: a read lock cannot wait to become one.

    Said to the driver itself: by way of SQLAlchemy it would cost as much as a query.
    """
    is_writing = connection.get_execution_options().get("is_writing", False)
    statement = "BEGIN IMMEDIATE" if is_writing else "BEGIN"
    try:
        connection.connection.cursor().execute(statement)
    except sqlite3.Error as error:
        raise OperationalError(statement, None, error) from error
