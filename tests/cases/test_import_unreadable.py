"""Files of which nothing can be read: each gets a sentence that says what to do."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from cases.errors import UnreadableFileError
from cases.files import read_case_file

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def _zip(**parts: bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)  # the clock stays out of test names
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "是空的"),
        ("a.csv", b" \r\n", "是空的"),
        ("a.csv", bytes(range(256)) * 9, "不是能认出的文字"),
        ("a.csv", b"\x00\x01\x02\x03", "不是能认出的文字"),
        ("a.csv", "姓名,电话\n甲,1\n".encode(), "没有找到列名"),
        ("a.csv", b"PK\x03\x04...", "多半是 Excel 文件改了扩展名"),
        ("a.jsonl", _OLE + b"\0" * 600, "多半是 Excel 文件改了扩展名"),
        ("a.jsonl", b"title,approach\n1,2\n", "没有一行是 JSON 对象"),
        ("a.xlsx", b"garbage" * 100, "不是 Excel 文件，或者已经损坏"),
        ("a.xlsx", _zip(x=b"y"), "不是 Excel 文件，或者已经损坏"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "不是 Excel 文件，或者已经损坏"),
        ("a.xls", "标题,做法\n甲,乙\n".encode(), "不是 Excel 文件，或者已经损坏"),
        ("a.xlsx", _OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        ("a.docx", _OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        ("a.docx", _OLE + b"\0" * 600, "其实是旧格式的 Office 文件"),
        ("a.docx", b"garbage" * 100, "不是 Word 文件，或者已经损坏"),
        ("a.docx", _zip(x=b"y"), "不是 Word 文件，或者已经损坏"),
        ("a.doc", b"x", "另存为 .docx"),
        ("a.et", b"x", "另存为 .xlsx"),
        ("a.png", b"x", "认不出是什么文件"),
        ("a", b"x", "认不出是什么文件"),
    ],
)
def test_an_unreadable_file_is_named_with_a_remedy(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(UnreadableFileError, match=said) as caught:
        read_case_file(path)

    assert str(caught.value).startswith(f"{name}：")


def test_a_word_file_without_headings_says_how_to_make_them(tmp_path: Path) -> None:
    path = tmp_path / "案例.docx"
    document = docx.Document()
    document.add_paragraph("没有标题")
    document.save(str(path))

    with pytest.raises(UnreadableFileError, match="“标题 1”样式"):
        read_case_file(path)


def test_a_workbook_called_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "案例.xlsx"
    docx.Document().save(str(path))

    with pytest.raises(UnreadableFileError):
        read_case_file(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="没有这个文件"):
        read_case_file(tmp_path / "没有.csv")
    with pytest.raises(UnreadableFileError, match="是一个文件夹"):
        read_case_file(tmp_path)


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    path = tmp_path / "圈.csv"
    path.symlink_to(path)

    with pytest.raises(UnreadableFileError, match="打不开"):
        read_case_file(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.truncate(300 * 1024**2)

    with pytest.raises(UnreadableFileError, match="有 300 MB，最大 200 MB"):
        read_case_file(path)


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "炸弹.xlsx"
    monkeypatch.setattr("cases.files.reading._MOST_UNZIPPED_BYTES", 2 * 1024**2)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(3 * 1024**2))

    with pytest.raises(UnreadableFileError, match="解开后有 3 MB"):
        read_case_file(path)
