"""Cases, sessions and gaps in SQLite or PostgreSQL."""

from cases.sql.case_store import SqlCaseStore
from cases.sql.database import Database, open_database
from cases.sql.gap_log import SqlGapLog
from cases.sql.session_store import SqlSessionStore

__all__ = ["Database", "SqlCaseStore", "SqlGapLog", "SqlSessionStore", "open_database"]
