"""Create the tables for cases, the library's revision, sessions and gaps."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_CASE_FIELDS = (
    *("title", "problem", "approach", "outcome", "summary", "body"),
    *("city", "district", "street", "community", "lead", "theme", "field", "tags", "asked_as"),
    *("collection", "contributor", "source", "url", "date", "status"),
)
_FACETS = ("city", "district", "street", "community", "theme", "field", "collection")


def upgrade() -> None:
    """Create them, and name the new library."""
    op.create_table(
        "cases",
        sa.Column("id", _TEXT, primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in _CASE_FIELDS),
    )
    for facet in _FACETS:
        op.create_index(f"ix_cases_{facet}", "cases", [facet])
    op.create_table(
        "sessions",
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("touched_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_sessions_touched_at", "sessions", ["touched_at"])
    op.create_table(
        "gaps",
        sa.Column("question", _TEXT, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_asked", sa.Double, nullable=False),
        sa.Column("last_asked", sa.Double, nullable=False),
    )
    op.create_index("ix_gaps_recency", "gaps", ["last_asked", "question"])
    library = op.create_table(
        "library",
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.bulk_insert(library, [{"id": secrets.token_hex(8), "revision": 0}])
