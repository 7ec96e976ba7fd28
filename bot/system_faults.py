"""Why the operating system refused something, in Chinese."""

import errno
import socket
from typing import Final

from cases.errors import UnreadableFileError
from index.errors import SnapshotWriteError

_REASONS: Final = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EISDIR: "那里是一个文件夹",
    errno.EBUSY: "别的程序正在用它",
    errno.ETXTBSY: "别的程序正在用它",
    errno.EEXIST: "已经有同名的文件",
    errno.ELOOP: "链接指来指去没有尽头",
    errno.ENAMETOOLONG: "名字太长",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.EAFNOSUPPORT: "本机不支持这种地址",
}


def reason_of(fault: OSError) -> str:
    """Return why in a few words; what is not listed goes by its number."""
    if isinstance(fault, socket.gaierror):  # its numbers are those of name lookups
        return "找不到这个主机名"
    return _REASONS.get(fault.errno or 0, f"系统错误 {fault.errno}")


def message_of(error: Exception) -> str:
    """Return what an error says, and why the operating system refused if it did.

    `cases` and `index` keep the system's fault as it came, because neither can ask this module.
    """
    match error:
        case UnreadableFileError(fault=OSError() as fault):
            return f"{error}（{reason_of(fault)}）"
        case SnapshotWriteError(fault=OSError() as fault):
            return f"{error}（{reason_of(fault)}）"
    return str(error)
