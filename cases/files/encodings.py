"""Text files as people really save them: UTF-8 with or without BOM, GB18030, UTF-16 with BOM."""

import codecs
from pathlib import Path
from typing import Final

from cases.errors import UnreadableFileError

_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_text(path: Path, data: bytes) -> str:
    """Decode the bytes of a text file.

    Raises:
        UnreadableFileError: They are not text in any of these encodings.
    """
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFileError(
        path, "里面不是能认出的文字，请用 Excel 或记事本打开，另存为 UTF-8 编码后再试"
    )
