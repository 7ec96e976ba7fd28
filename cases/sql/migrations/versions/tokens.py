"""Create the table for sealed access tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "tokens",
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
