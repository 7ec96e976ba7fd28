"""Alembic runs this file to migrate the connection that `cases.sql.schema` hands over."""

from alembic import context

from cases.sql.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
