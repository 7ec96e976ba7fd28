"""Every fault of a database becomes a sentence that says what to do now."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cases.sql.faults import explain_fault


def wrapped(error: Exception) -> DBAPIError:
    return OperationalError("SELECT s3cret", {"word": "s3cret"}, error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.ReadOnlySqlTransaction(), "是只读的，没有保存"),
        (errors.DiskFull(), "磁盘满了，没有保存；请腾出空间"),
        (errors.DeadlockDetected(), "请稍后再试"),
        (errors.InsufficientPrivilege(), "请给它建表和读写的权限"),
        (errors.TooManyConnections(), "调大 max_connections"),
        (errors.CannotConnectNow(), "正在启动或关闭"),
        (errors.DivisionByZero(), "请运行 miaozhao doctor"),
        (psycopg.OperationalError("FATAL: sorry, too many clients already"), "连接太多"),
        (psycopg.OperationalError("FATAL: the database system is starting up"), "正在启动"),
        (psycopg.OperationalError("no pg_hba.conf entry for host"), "不认这个用户名或密码"),
        (psycopg.OperationalError("could not translate host name"), "连不上，请检查"),
        (psycopg.InterfaceError("the connection is closed"), "请运行 miaozhao doctor"),
        (RuntimeError("s3cret"), "请运行 miaozhao doctor"),
    ],
)
def test_a_fault_of_the_driver_is_explained(error: Exception, said: str) -> None:
    explained = explain_fault(wrapped(error))

    assert said in explained
    assert "s3cret" not in explained


def test_an_exhausted_pool_is_a_busy_database() -> None:
    assert "正忙" in explain_fault(PoolTimeoutError("QueuePool limit"))


def test_any_other_fault_leads_to_the_doctor() -> None:
    assert "miaozhao doctor" in explain_fault(SQLAlchemyError("s3cret"))
