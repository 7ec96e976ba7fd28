"""Bring the tables of a database up to the version that this program knows."""

import threading
from typing import Final

from sqlalchemy import Connection, inspect, text

from cases.errors import StoreUnavailableError
from cases.sql.tables import SCHEMA_REVISION

_ADVISORY_LOCK: Final = 0x6D69616F7A68616F  # "miaozhao"; all replicas ask for the same number
_ONE_MIGRATION_AT_A_TIME: Final = threading.Lock()  # Alembic keeps its context in a global


def schema_revision(connection: Connection) -> str | None:
    """Return the migration that the database stands at; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection) -> None:
    """Apply the missing migrations inside the connection's transaction.

    Replicas that start together take turns: on PostgreSQL by an advisory lock, on SQLite because
    the caller's transaction is the one that may write. Who comes second finds nothing to do.

    Raises:
        StoreUnavailableError: A newer version of the program made the database.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    found = schema_revision(connection)
    if found == SCHEMA_REVISION:
        return
    # A database that is up to date never needs Alembic: a quarter of a second at every start.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", "cases.sql:migrations")
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreUnavailableError(
            f"数据库是更新的版本建立的（{found!r}，本程序认识到 {SCHEMA_REVISION!r}），"
            "请先升级妙招再启动；数据没有改动"
        )
    with _ONE_MIGRATION_AT_A_TIME:
        command.upgrade(config, SCHEMA_REVISION)
