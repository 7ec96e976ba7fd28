"""The system's refusals in Chinese."""

import errno
import os
import socket
from pathlib import Path

import pytest

from bot.system_faults import message_of, reason_of
from cases.errors import UnreadableFileError
from index.errors import SnapshotWriteError


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘满了"),
        (OSError(errno.EROFS, "Read-only file system"), "磁盘是只读的"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "端口已被占用"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "找不到这个主机名"),
        (OSError(errno.EXDEV, os.strerror(errno.EXDEV)), f"系统错误 {errno.EXDEV}"),
    ],
)
def test_a_refusal_is_said_in_chinese(fault: OSError, reason: str) -> None:
    assert reason_of(fault) == reason


def test_an_error_of_the_packages_ends_with_the_reason_in_chinese() -> None:
    full, denied = OSError(errno.ENOSPC, "No space left"), PermissionError(errno.EACCES, "Denied")

    unwritten = message_of(SnapshotWriteError(Path("index"), full))
    unread = message_of(UnreadableFileError(Path("a.csv"), "打不开，请检查权限", fault=denied))

    assert unwritten == (
        "不能写入索引文件夹 index。旧索引不受影响；"
        "请检查磁盘空间和写入权限后再运行 miaozhao reindex。（磁盘满了）"
    )
    assert unread == "a.csv：打不开，请检查权限（没有权限）"


def test_an_error_without_the_systems_refusal_is_said_as_it_is() -> None:
    assert message_of(UnreadableFileError(Path("a.csv"), "是空的")) == "a.csv：是空的"
    assert "写入后检查没有通过" in message_of(SnapshotWriteError(Path("index"), None))


def test_a_folder_below_a_file_is_a_matter_of_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError) as refused:
        (tmp_path / "file" / "folder").mkdir()

    assert reason_of(refused.value) == "路径里有一段是文件，不是文件夹"
