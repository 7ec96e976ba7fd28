"""Cases, sessions, gaps, receipts and sealed tokens in SQLite or PostgreSQL."""

from cases.sql.case_store import SqlCaseStore
from cases.sql.database import Database, open_database
from cases.sql.gap_log import SqlGapLog
from cases.sql.receipt_store import SqlReceiptStore
from cases.sql.session_store import SqlSessionStore
from cases.sql.token_store import SqlTokenStore

__all__ = [
    "Database",
    "SqlCaseStore",
    "SqlGapLog",
    "SqlReceiptStore",
    "SqlSessionStore",
    "SqlTokenStore",
    "open_database",
]
