"""The tables as this version of the program knows them.

Whoever changes them adds a migration and raises `SCHEMA_REVISION`; a test compares the two.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

SCHEMA_REVISION: Final = "0003"
"""The migration that leads to these tables."""

_TEXT: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code points everywhere, as SQLite sorts by itself."""

METADATA: Final = MetaData()

CASES: Final = Table(
    "cases",
    METADATA,
    Column("id", _TEXT, primary_key=True),
    Column("title", _TEXT, nullable=False),
    Column("problem", _TEXT, nullable=False),
    Column("approach", _TEXT, nullable=False),
    Column("outcome", _TEXT, nullable=False),
    Column("summary", _TEXT, nullable=False),
    Column("body", _TEXT, nullable=False),
    Column("city", _TEXT, nullable=False, index=True),
    Column("district", _TEXT, nullable=False, index=True),
    Column("street", _TEXT, nullable=False, index=True),
    Column("community", _TEXT, nullable=False, index=True),
    Column("lead", _TEXT, nullable=False),
    Column("theme", _TEXT, nullable=False, index=True),
    Column("field", _TEXT, nullable=False, index=True),
    Column("tags", _TEXT, nullable=False),  # a JSON list, like asked_as
    Column("asked_as", _TEXT, nullable=False),
    Column("collection", _TEXT, nullable=False, index=True),
    Column("contributor", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False),
    Column("url", _TEXT, nullable=False),
    Column("date", _TEXT, nullable=False),
    Column("status", _TEXT, nullable=False),
)
"""One row a case, one column a field; unknown is the empty text."""

LIBRARY: Final = Table(
    "library",
    METADATA,
    Column("id", _TEXT, primary_key=True),
    Column("revision", Integer, nullable=False),
)
"""One row: which library this is, and how often it has changed."""

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("key", _TEXT, primary_key=True),
    Column("payload", LargeBinary, nullable=False),  # PostgreSQL's text refuses NUL
    Column("touched_at", BigInteger, nullable=False, index=True),
)
"""What is remembered of conversations; touched_at in seconds since 1970."""

GAPS: Final = Table(
    "gaps",
    METADATA,
    Column("question", _TEXT, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("first_asked", Double, nullable=False),
    Column("last_asked", Double, nullable=False),
    Index("ix_gaps_recency", "last_asked", "question"),
)
"""Questions that found nothing; times in seconds since 1970."""

TOKENS: Final = Table(
    "tokens",
    METADATA,
    Column("name", _TEXT, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""Access tokens of platforms, encrypted; their times are inside."""

RECEIPTS: Final = Table(
    "receipts",
    METADATA,
    Column("key", _TEXT, primary_key=True),
    Column("answer", LargeBinary, nullable=True),  # none yet while a message is worked on
    Column("claimed_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)
"""Messages and requests that were received; times in seconds since 1970."""
