"""Create the table of what was received and how it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "receipts",
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("answer", sa.LargeBinary, nullable=True),
        sa.Column("claimed_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    op.create_index("ix_receipts_expires_at", "receipts", ["expires_at"])
