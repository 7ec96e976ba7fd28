"""What can go wrong with an index.

```
IndexingError
├── SnapshotMissingError    nothing has been built yet
├── SnapshotDamagedError    a file is missing, cut short, changed, or of another format
├── EncoderUnavailableError the model that understands meaning does not answer
├── SnapshotWriteError      the folder cannot be written
└── WordFileError           a synonym or question-word file contradicts itself
```

Messages are Chinese: an admin reads them. Facts stay on the exception as attributes.
"""

from collections.abc import Sequence
from pathlib import Path


class IndexingError(Exception):
    """Base of every error of this package."""


class SnapshotMissingError(IndexingError):
    """Nothing has been built yet in this folder."""

    def __init__(self, folder: Path) -> None:
        """Say what to do now."""
        self.folder = folder
        super().__init__("还没有索引。请运行 miaozhao reindex 建立索引。")


class SnapshotDamagedError(IndexingError):
    """The saved index cannot be trusted."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Say what is wrong and what to do now."""
        self.folder = folder
        self.reason = reason
        super().__init__(
            f"索引 {folder.name} 不能用（{reason}）。请运行 miaozhao reindex 重建索引。"
        )


class SnapshotWriteError(IndexingError):
    """The folder of the index cannot be written; the old snapshot goes on serving.

    Attributes:
        folder: The folder.
        fault: Why the system refused, in the system's own language; None if what was written does
            not read back.
    """

    def __init__(self, folder: Path, fault: OSError | None) -> None:
        """Say which folder and what to do now."""
        self.folder = folder
        self.fault = fault
        unreadable = "" if fault else "（写入后检查没有通过）"
        super().__init__(
            f"不能写入索引文件夹 {folder}{unreadable}。旧索引不受影响；"
            "请检查磁盘空间和写入权限后再运行 miaozhao reindex。"
        )


class WordFileError(IndexingError):
    """A word file cannot be used; lists every faulty line at once."""

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        """Keep the faults; the message has one a line."""
        self.name = name
        self.faults = tuple(faults)
        super().__init__(f"{name} 有误：\n" + "\n".join(f"  · {fault}" for fault in faults))


class EncoderUnavailableError(IndexingError):
    """The model that turns text into vectors does not answer; words are searched all the same.

    The message never holds an address or a key.
    """
