"""The system's refusals in Chinese."""

import errno
import os
import socket
from pathlib import Path

import pytest

from bot.system_faults import reason_of


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


def test_a_folder_below_a_file_is_a_matter_of_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError) as refused:
        (tmp_path / "file" / "folder").mkdir()

    assert reason_of(refused.value) == "路径里有一段是文件，不是文件夹"
