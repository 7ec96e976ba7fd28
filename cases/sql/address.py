"""Where the database is: read the address that people configure."""

from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from cases.errors import StoreUnavailableError

_POSTGRESQL: Final = "postgresql+psycopg"
_DRIVERS: Final[dict[str, str]] = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgres": _POSTGRESQL,
    "postgresql": _POSTGRESQL,
    _POSTGRESQL: _POSTGRESQL,
}


def read_address(text: str) -> URL:
    """Read `sqlite:///file`, `postgresql://…` or `postgresql+psycopg://…`.

    Raises:
        StoreUnavailableError: It is none of these. The message does not repeat the address: it
            may carry a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailableError(
            "数据库地址看不懂，请写成 sqlite:///data/miaozhao.db 或 "
            "postgresql://用户:密码@主机:5432/库名（密码里的 @ : / 要写成 %40 %3A %2F）"
        ) from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise StoreUnavailableError(
            f"数据库地址的开头 {url.drivername!r} 不支持，请用 sqlite 或 postgresql"
        )
    if driver != _POSTGRESQL and url.database in {None, "", ":memory:"}:
        raise StoreUnavailableError(
            "数据库地址里没有文件名，请写成 sqlite:///data/miaozhao.db（内存数据库关掉就没了，不支持）"
        )
    return url.set(drivername=driver)


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file."""
    return url.get_backend_name() == "sqlite"


def sqlite_path(url: URL) -> Path | None:
    """Return the SQLite file; None on PostgreSQL, and for `file:…`, which SQLite reads itself."""
    name = url.database or ""
    return Path(name) if is_sqlite(url) and not name.startswith("file:") else None


def describe(url: URL) -> str:
    """Name the database for a person, without user and password."""
    if is_sqlite(url):
        return f"数据库文件 {url.database} "
    port = f":{url.port}" if url.port else ""
    return f"数据库 {url.database or url.username or ''}（{url.host or '本机'}{port}）"
