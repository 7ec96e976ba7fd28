"""Opening a database: addresses, migrations, old and newer versions, read-only ones."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from cases import Case, CaseId, StoreUnavailableError
from cases.sql import Database, SqlCaseStore, open_database
from cases.sql.sqlite_engine import _switch_to_wal
from cases.sql.tables import CASES, METADATA, SCHEMA_REVISION

CASE = Case(id=CaseId("a"), title="城南·巷充", approach="把充电桩建进巷子")
OPEN_AND_COUNT = """
import sys
from cases.sql import SqlCaseStore, open_database
database = open_database(sys.argv[1])
print(SqlCaseStore(database).revision().library)
database.close()
"""


OPEN_AND_LIST_MODULES = """
import sys
from cases.sql import SqlCaseStore, open_database
database = open_database(sys.argv[1])
SqlCaseStore(database).count()
database.close()
print(*sys.modules, sep="\\n")
"""


@pytest.fixture
def sqlite_address(new_address: Callable[[str], str]) -> str:
    return new_address("sqlite")


@pytest.fixture
def postgresql_address(new_address: Callable[[str], str]) -> str:
    return new_address("postgresql")


def path_of(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


def pragma(database: Database, name: str) -> object:
    with database.reading() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


# -- tables and migrations


def test_the_migrated_tables_are_the_declared_ones(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []


def test_ids_sort_by_code_points_on_postgresql(postgresql_address: str) -> None:
    with closing(open_database(postgresql_address)) as database, database.reading() as connection:
        columns = inspect(connection).get_columns(CASES.name)

    assert {str(getattr(column["type"], "collation", "C")) for column in columns} == {"C"}


def test_the_program_knows_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "cases.sql:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_REVISION]


def test_what_was_saved_is_there_after_reopening(database_address: str) -> None:
    with closing(open_database(database_address)) as database:
        store = SqlCaseStore(database)
        store.save([CASE])
        before = store.revision()

    with closing(open_database(database_address)) as database:
        store = SqlCaseStore(database)

        assert list(store.all_cases()) == [CASE]
        assert store.revision() == before


def test_two_databases_are_two_libraries(new_address: Callable[[str], str]) -> None:
    with (
        closing(open_database(new_address("sqlite"))) as one,
        closing(open_database(new_address("sqlite"))) as other,
    ):
        assert SqlCaseStore(one).revision() != SqlCaseStore(other).revision()


def test_tables_of_other_programs_in_the_database_are_left_alone(database_address: str) -> None:
    with closing(open_database(database_address)) as database, database.writing() as connection:
        for table in [*METADATA.tables, "alembic_version"]:
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("CREATE TABLE theirs (word TEXT)"))
        connection.execute(text("INSERT INTO theirs VALUES ('kept')"))

    with closing(open_database(database_address)) as database, database.reading() as connection:
        assert connection.execute(text("SELECT word FROM theirs")).scalar() == "kept"


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_address: str) -> None:
    with closing(open_database(database_address)) as database, database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailableError, match=r"更新的版本建立的（'9999'.*请先升级妙招"):
        open_database(database_address)


def test_a_migration_that_fails_leaves_no_trace(database_address: str) -> None:
    with closing(open_database(database_address)) as database, database.writing() as connection:
        for table in [*METADATA.tables, "alembic_version"]:
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("CREATE TABLE gaps (in_the_way TEXT)"))

    with pytest.raises(StoreUnavailableError):
        open_database(database_address)

    with opened_as_it_is(database_address) as tables:
        assert "cases" not in tables
        assert "gaps" in tables


@contextmanager
def opened_as_it_is(address: str) -> Iterator[set[str]]:
    if address.startswith("sqlite"):
        connection = sqlite3.connect(path_of(address))
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        yield {name for (name,) in connection.execute(query)}
        connection.close()
    else:
        with psycopg.connect(address) as session:
            rows = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            yield {name for (name,) in rows}


def test_replicas_that_start_together_agree_on_one_library(database_address: str) -> None:
    command = [sys.executable, "-c", OPEN_AND_COUNT, database_address]

    replicas = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own script
        for _ in range(4)
    ]
    outputs = [replica.communicate(timeout=60) for replica in replicas]

    assert [replica.returncode for replica in replicas] == [0] * 4, outputs
    assert len({library for library, _ in outputs}) == 1


def test_threads_that_open_together_agree_on_one_library(database_address: str) -> None:
    def library(_: int) -> str:
        with closing(open_database(database_address)) as database:
            return SqlCaseStore(database).revision().library

    with ThreadPoolExecutor(6) as pool:
        libraries = set(pool.map(library, range(6)))

    assert len(libraries) == 1


# -- SQLite's settings


def test_sqlite_lets_readers_go_on_and_waits_instead_of_failing(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)) as database:
        assert pragma(database, "journal_mode") == "wal"
        assert pragma(database, "busy_timeout") == 10_000
        assert pragma(database, "foreign_keys") == 1
        assert pragma(database, "synchronous") == 1


def test_a_write_that_waits_for_a_slow_one_succeeds(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)) as database, ThreadPoolExecutor() as pool:
        with database.writing():
            waiting = pool.submit(SqlCaseStore(database).save, [CASE])

        assert waiting.result().added == 1


@pytest.fixture
def old_style(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to a SQLite file that does not let readers go on while one writes."""
    connection = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    connection.execute("CREATE TABLE notes (word TEXT)")
    yield connection
    connection.close()


def test_who_loses_the_race_to_set_up_a_file_waits_for_the_winner(
    tmp_path: Path, old_style: sqlite3.Connection
) -> None:
    old_style.execute("BEGIN IMMEDIATE")
    second = sqlite3.connect(tmp_path / "old.db", isolation_level=None)

    def let_the_winner_finish(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE":
            old_style.execute("COMMIT")

    second.set_trace_callback(let_the_winner_finish)
    _switch_to_wal(second)

    assert second.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    second.close()


def test_a_file_that_others_read_the_old_way_stays_as_it_is(
    tmp_path: Path, old_style: sqlite3.Connection
) -> None:
    old_style.execute("BEGIN")
    old_style.execute("SELECT * FROM notes").fetchall()
    second = sqlite3.connect(tmp_path / "old.db", isolation_level=None, timeout=0)

    _switch_to_wal(second)

    assert second.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    second.close()


def test_any_other_fault_while_setting_up_a_file_is_passed_on(
    old_style: sqlite3.Connection,
) -> None:
    old_style.set_progress_handler(lambda: 1, 1)  # interrupts whatever runs

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        _switch_to_wal(old_style)


def test_a_folder_in_the_way_of_sqlite_is_said(sqlite_address: str) -> None:
    open_database(sqlite_address).close()
    path = path_of(sqlite_address)
    path.with_name(f"{path.name}-wal").mkdir()

    with pytest.raises(StoreUnavailableError, match="打不开，请检查"):
        open_database(sqlite_address)


# -- addresses


def test_both_spellings_of_a_postgresql_address_open(postgresql_address: str) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        address = postgresql_address.replace("postgresql", scheme, 1)

        with closing(open_database(f"{address}?connect_timeout=3")) as database:
            assert SqlCaseStore(database).count() == 0


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "数据库地址看不懂"),
        ("miaozhao.db", "数据库地址看不懂"),
        ("postgresql://me:s3cret@host:port/db", "数据库地址看不懂"),
        ("mysql://me:s3cret@host/db", "'mysql' 不支持"),
        ("sqlite://", "没有文件名"),
        ("sqlite:///:memory:", "没有文件名"),
    ],
)
def test_an_address_that_cannot_work_is_named_without_its_password(
    address: str, said: str
) -> None:
    with pytest.raises(StoreUnavailableError, match=said) as caught:
        open_database(address)

    assert "s3cret" not in str(caught.value)


def test_a_name_for_people_holds_neither_user_nor_password(postgresql_address: str) -> None:
    with closing(open_database(postgresql_address)) as database:
        assert "127.0.0.1" in database.name
        assert "correct-horse" not in database.name


# -- databases that fail


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="文件夹不存在，请先建好文件夹"):
        open_database(f"sqlite:///{tmp_path}/missing/miaozhao.db")


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="打不开，请检查"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("这是一封信，不是数据库。" * 50)

    with pytest.raises(StoreUnavailableError, match="不是 SQLite 数据库"):
        open_database(f"sqlite:///{letter}")

    assert letter.read_text() == "这是一封信，不是数据库。" * 50


def test_a_database_that_stays_locked_is_said(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)) as database:
        other = sqlite3.connect(path_of(sqlite_address), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with database.reading() as connection:
            connection.execute(text("PRAGMA busy_timeout=1"))

        with pytest.raises(StoreUnavailableError, match=r"正忙.*请稍后再试"):
            SqlCaseStore(database).save([CASE])
        other.close()


def test_a_full_disk_is_said_and_the_save_leaves_no_trace(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)) as database:
        with database.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count={pages}"))
        store = SqlCaseStore(database)
        large = [
            Case(id=CaseId(f"c{number}"), title="大", body="长" * 9_000) for number in range(20)
        ]

        with pytest.raises(StoreUnavailableError, match="磁盘满了，没有保存"):
            store.save(large)

        assert store.count() == 0
        assert store.revision().number == 0


def test_a_table_that_is_gone_is_said(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("DROP TABLE cases"))

    with pytest.raises(StoreUnavailableError, match="缺少需要的表"):
        SqlCaseStore(database).count()


def test_what_the_driver_itself_refuses_is_said(database: Database) -> None:
    with (
        pytest.raises(StoreUnavailableError, match="缺少需要的表"),
        database.directly() as cursor,
    ):
        cursor.execute("DELETE FROM nowhere")


def test_a_batch_that_fails_halfway_leaves_no_trace(database: Database) -> None:
    def fail_halfway() -> None:
        with database.directly(is_batch=True) as cursor:
            cursor.execute("UPDATE library SET revision = 7")
            cursor.execute("DELETE FROM nowhere")

    with pytest.raises(StoreUnavailableError):
        fail_halfway()

    assert SqlCaseStore(database).revision().number == 0


def test_a_row_that_breaks_the_rules_of_a_case_is_named(database: Database) -> None:
    store = SqlCaseStore(database)
    store.save([CASE])
    with database.writing() as connection:
        connection.execute(CASES.update().values(title=""))

    with pytest.raises(StoreUnavailableError, match=r"编号 'a' 的案例读不出来.*标题是空的"):
        store.get(CASE.id)


def test_a_wrong_password_is_said_and_not_repeated(postgresql_address: str) -> None:
    address = postgresql_address.replace("correct-horse", "wr0ng")

    with pytest.raises(StoreUnavailableError, match="不认这个用户名或密码") as caught:
        open_database(address)

    assert "wr0ng" not in str(caught.value)


def test_a_database_that_was_never_created_is_said(postgresql_address: str) -> None:
    with pytest.raises(StoreUnavailableError, match="还没有建立"):
        open_database(f"{postgresql_address}_missing")


def test_a_server_that_is_down_is_said() -> None:
    with pytest.raises(StoreUnavailableError, match=r"数据库 cases（127\.0\.0\.1:1）连不上"):
        open_database("postgresql://me:s3cret@127.0.0.1:1/cases")


def test_a_connection_that_the_server_dropped_is_replaced(postgresql_address: str) -> None:
    with closing(open_database(postgresql_address)) as database:
        store = SqlCaseStore(database)
        store.save([CASE])
        drop_connections(postgresql_address)

        assert store.get(CASE.id) == CASE


def test_so_is_one_that_is_used_directly(postgresql_address: str) -> None:
    with closing(open_database(postgresql_address)) as database:
        drop_connections(postgresql_address)

        with database.directly() as cursor:
            cursor.execute("SELECT count(*) FROM cases")
            assert cursor.fetchall() == [(0,)]


def drop_connections(address: str) -> None:
    with psycopg.connect(address) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


# -- starting fast


def test_sqlite_loads_nothing_of_postgresql(sqlite_address: str) -> None:
    with closing(open_database(sqlite_address)):
        pass  # now it is up to date, as at every start but the first

    listed = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", OPEN_AND_LIST_MODULES, sqlite_address],
        check=True,
        capture_output=True,
        text=True,
    )

    loaded = listed.stdout.splitlines()
    assert "sqlalchemy.dialects.sqlite" in loaded
    assert not {"psycopg", "sqlalchemy.dialects.postgresql", "alembic"} & set(loaded)
