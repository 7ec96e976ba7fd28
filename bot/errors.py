"""What can go wrong in the bot.

```
BotError
├── SettingsError          the settings are wrong; lists every fault at once
├── DataFolderError        the data folder can neither be found nor made
├── EvaluationFileError    a file to measure with cannot be read
├── LibraryEmptyError      nothing has been imported yet
├── ReindexRunningError    somebody is already building the index
├── ReindexFailedError     another process was to build the index, and could not
├── PortTakenError         the port cannot be listened on
└── HostUnusableError      the host to listen on is none of this machine
```
"""

from collections.abc import Sequence
from pathlib import Path


class BotError(Exception):
    """Base of every error of this package; its message is Chinese and may be shown to an admin."""


class SettingsError(BotError):
    """The settings are wrong.

    Attributes:
        faults: One line for each: the variable, what is wrong, what now. Never a secret.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep the faults; the message has one a line."""
        self.faults = tuple(faults)
        super().__init__(
            "设置有误，请改好后再启动：\n" + "\n".join(f"  · {f}" for f in self.faults)
        )


class DataFolderError(BotError):
    """The data folder can neither be found nor made."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say which, why, and what now."""
        super().__init__(
            f"数据文件夹 {path} 不能使用（{reason}）。"
            "请检查写入权限，或用 MIAOZHAO_DATA_DIR 换一个。"
        )


class EvaluationFileError(BotError):
    """A file to measure with cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say which, why, and what now."""
        super().__init__(f"{path}：{reason}")


class LibraryEmptyError(BotError):
    """Nothing has been imported yet, so there is nothing to search."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "还没有案例，请先导入：miaozhao import 文件，或 miaozhao import --built-in"
        )


class ReindexRunningError(BotError):
    """Somebody is already building the index."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("索引正在重建，请等它完成后再试。")


class ReindexFailedError(BotError):
    """Another process was to build the index, and could not; its message is what that one said."""


class PortTakenError(BotError):
    """The port cannot be listened on."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        """Say which, why, and what now."""
        super().__init__(
            f"不能在 {host}:{port} 提供服务（{reason}）。请用 MIAOZHAO_PORT 换一个端口。"
        )


class HostUnusableError(BotError):
    """The host to listen on is none of this machine."""

    def __init__(self, host: str, reason: str) -> None:
        """Say which, why, and what now."""
        super().__init__(
            f"不能在 {host} 提供服务（{reason}）。"
            "请检查 MIAOZHAO_HOST，例如 127.0.0.1 或 0.0.0.0。"
        )
