"""Say in plain Chinese what is wrong with a database, and what to do now.

SQLite tells its faults apart by result code, PostgreSQL by SQLSTATE; only a refused connection
has no code and is known by its text. Nothing of the driver's own text is passed on: it may quote
an address or what people wrote.
"""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_READ_ONLY: Final = (
    "是只读的，没有保存；请检查文件夹和文件的写权限（PostgreSQL：是否连到了只读副本）"
)
_DISK_FULL: Final = "所在的磁盘满了，没有保存；请腾出空间后再试"
_LOCKED: Final = "正忙，别的程序一直占着它；请稍后再试"
_WRONG_LOGIN: Final = "不认这个用户名或密码，请检查 MIAOZHAO_DATABASE_URL"
_NO_SUCH_DATABASE: Final = "还没有建立，请先在 PostgreSQL 里建好，或检查 MIAOZHAO_DATABASE_URL"
_NOT_ALLOWED: Final = "不允许这个用户读写，请给它建表和读写的权限"
_CROWDED: Final = "连接太多，接不进去；请稍后再试，或调大 max_connections"
_STARTING: Final = "正在启动或关闭，请稍后再试"
_UNREACHABLE: Final = "连不上，请检查它是否在运行、地址和端口是否正确"
_CANNOT_OPEN: Final = "打不开，请检查它的文件夹在不在、有没有读写权限"
_NOT_SQLITE: Final = "不是 SQLite 数据库，请换一个文件名，或检查 MIAOZHAO_DATABASE_URL"
_DAMAGED: Final = "已损坏，请用备份恢复"
_BROKEN_DISK: Final = "读写时磁盘出错，请检查磁盘是否正常、有没有空间和权限"
_MISSING_TABLES: Final = "缺少需要的表，请重新启动，启动时会自动补上"
_UNKNOWN: Final = "出了问题，请运行 miaozhao doctor 检查"

_BY_SQLITE_CODE: Final[dict[int, str]] = {
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_PERM: _CANNOT_OPEN,
    sqlite3.SQLITE_NOTADB: _NOT_SQLITE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_IOERR: _BROKEN_DISK,
    sqlite3.SQLITE_ERROR: _MISSING_TABLES,
}
_BY_SQLSTATE: Final[dict[str, str]] = {
    "25006": _READ_ONLY,
    "28000": _WRONG_LOGIN,
    "28P01": _WRONG_LOGIN,
    "3D000": _NO_SUCH_DATABASE,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "42501": _NOT_ALLOWED,
    "42P01": _MISSING_TABLES,
    "53100": _DISK_FULL,
    "53300": _CROWDED,
    "55P03": _LOCKED,
    "57P01": _STARTING,
    "57P02": _STARTING,
    "57P03": _STARTING,
}
_BY_REFUSAL: Final[tuple[tuple[str, str], ...]] = (
    ("authentication failed", _WRONG_LOGIN),
    ("no password supplied", _WRONG_LOGIN),
    ("no pg_hba.conf entry", _WRONG_LOGIN),
    ("database system is", _STARTING),
    ("too many", _CROWDED),
    ("does not exist", _NO_SUCH_DATABASE),
)
"""What a PostgreSQL that turns us away at the door says, in English whatever its language."""


def result_code(error: sqlite3.Error) -> int:
    """Return SQLite's code without its extension: SQLITE_READONLY_DIRECTORY is SQLITE_READONLY.

    The sqlite3 module's own errors have none: 0.
    """
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def explain_fault(error: Exception) -> str:
    """Return what is wrong and what to do, as the rest of a sentence about the database.

    Args:
        error: SQLAlchemy's, or the driver's own.
    """
    if isinstance(error, PoolTimeoutError):
        return _LOCKED
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _BY_SQLITE_CODE.get(result_code(cause), _UNKNOWN)
    return _explain_postgresql(cause)


def _explain_postgresql(cause: BaseException | None) -> str:
    import psycopg  # noqa: PLC0415 - costs 0.1 s, and whoever has SQLite needs none of it

    if not isinstance(cause, psycopg.Error):
        return _UNKNOWN
    if cause.sqlstate:
        return _BY_SQLSTATE.get(cause.sqlstate, _UNKNOWN)
    if not isinstance(cause, psycopg.OperationalError):
        return _UNKNOWN
    said = str(cause)
    return next((meaning for words, meaning in _BY_REFUSAL if words in said), _UNREACHABLE)
