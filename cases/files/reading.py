"""Read a file of cases, whatever its format."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from cases.errors import UnreadableFileError
from cases.files.case_file import CaseFile
from cases.files.delimited import read_delimited
from cases.files.excel import read_excel
from cases.files.json_lines import read_json_lines
from cases.files.raw_rows import RawFile
from cases.files.taken_ids import TakenIds
from cases.files.understanding import Progress, understand
from cases.files.word import read_word

_READERS: Final[Mapping[str, Callable[[Path, bytes], RawFile]]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".jsonl": read_json_lines,
    ".xlsx": read_excel,
    ".xlsm": read_excel,
    ".xls": read_excel,
    ".ods": read_excel,
    ".docx": read_word,
}
_SAVE_AS: Final = {
    ".doc": ".docx",
    ".wps": ".docx",
    ".pdf": ".docx",
    ".txt": ".csv",
    ".et": ".xlsx",
    ".json": ".jsonl",
    ".numbers": ".xlsx",
}
_TEXT: Final = frozenset({".csv", ".tsv", ".jsonl"})
_ZIPPED: Final = frozenset({".xlsx", ".xlsm", ".ods", ".docx"})
_MOST_BYTES: Final = 200 * 1024 * 1024
_MOST_UNZIPPED_BYTES: Final = 5 * _MOST_BYTES
_ZIP_MARK: Final = b"PK\x03\x04"
_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def read_case_file(
    path: Path, *, progress: Progress | None = None, taken: TakenIds | None = None
) -> CaseFile:
    """Read .csv, .tsv, .xlsx, .xls, .ods, .jsonl or .docx.

    Args:
        path: Its ending tells the format.
        progress: Called after each row with the rows done and all rows.
        taken: The ids that files read before have, where several are imported at once: a row with
            one of them is a bad row. This file's ids are added.

    Returns:
        Every good row as a case and every bad row with all its faults; one never stops the others.

    Raises:
        UnreadableFileError: Nothing can be read from this file at all.
    """
    reader = _reader(path)
    data = _load(path)
    _check_mark(path, data)
    return understand(reader(path, data), path, progress=progress, taken=taken)


def _reader(path: Path) -> Callable[[Path, bytes], RawFile]:
    if path.is_dir():
        raise UnreadableFileError(path, "是一个文件夹，请给出里面的文件")
    ending = path.suffix.lower()
    if ending in _READERS:
        return _READERS[ending]
    if ending in _SAVE_AS:
        raise UnreadableFileError(
            path, f"{ending} 文件读不了，请打开它，另存为 {_SAVE_AS[ending]} 后再试"
        )
    raise UnreadableFileError(path, "认不出是什么文件，请用 .csv、.xlsx、.jsonl 或 .docx")


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            megabytes = path.stat().st_size // 1024**2
            raise UnreadableFileError(path, f"有 {megabytes} MB，最大 200 MB，请拆成几个文件")
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableFileError(path, "没有这个文件，请检查路径和文件名") from fault
    except OSError as fault:
        reason = "打不开，请检查权限，或先关掉正在用它的程序"
        raise UnreadableFileError(path, reason, fault=fault) from fault
    if not data.strip():
        raise UnreadableFileError(path, "是空的，里面没有内容")
    return data


def _check_mark(path: Path, data: bytes) -> None:
    """Compare the first bytes with what the ending promises."""
    ending = path.suffix.lower()
    if data.startswith(_OLE_MARK) and _ENCRYPTED in data:
        raise UnreadableFileError(path, "设了打开密码，请去掉密码后再试")
    if data.startswith(_OLE_MARK) and ending in _ZIPPED:
        raise UnreadableFileError(
            path, f"其实是旧格式的 Office 文件，请打开它，另存为 {ending} 后再试"
        )
    if data.startswith((_ZIP_MARK, _OLE_MARK)) and ending in _TEXT:
        raise UnreadableFileError(
            path, f"不是文字文件，多半是 Excel 文件改了扩展名，请打开它，另存为 {ending} 后再试"
        )
    if data.startswith(_ZIP_MARK):
        _refuse_bomb(path)


def _refuse_bomb(path: Path) -> None:
    """Refuse an archive that would unpack to more than memory can take."""
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # damaged: its reader says so better
    if size > _MOST_UNZIPPED_BYTES:
        raise UnreadableFileError(path, f"解开后有 {size // 1024**2} MB，太大了，请拆成几个文件")
