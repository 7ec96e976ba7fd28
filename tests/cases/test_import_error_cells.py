"""Cells that show an error in .xls and .ods: told, never taken for data or for nothing."""

import zipfile
from pathlib import Path
from typing import Final

import pytest

from cases.files import CaseFile, ods_package, read_case_file, xls_workbook
from cases.files.error_cells import is_error_cell

XLS: Final = Path(__file__).with_name("workbook_with_errors.xls")
"""Written by xlwt 1.3: 标题, 做法, 成效, 日期, 心情 on the second sheet; errors in rows 2 to 5."""

NAMESPACES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
MANIFEST: Final = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
EMPTY: Final = "<table:table-cell/>"


def row(*cells: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def text(shown: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'
    )


def error(shown: str, times: int = 1) -> str:
    """Write an error as LibreOffice does."""
    return (
        f'<table:table-cell table:number-columns-repeated="{times}" table:formula="of:=NA()"'
        ' office:value-type="string" office:string-value="" calcext:value-type="error">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def table(name: str, *rows: str) -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def spreadsheet(*tables: str) -> str:
    names = " ".join(f'xmlns:{short}="{name}"' for short, name in NAMESPACES.items())
    return (
        f"<office:document-content {names}><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def read_ods(folder: Path, *rows: str) -> CaseFile:
    path = folder / "案例.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        tables = (table("说明", row(text("#N/A"))), table("案例", *rows, row(EMPTY, times=9999)))
        package.writestr("content.xml", spreadsheet(*tables))
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest {MANIFEST}/>")
    return read_case_file(path)


def told(read: CaseFile) -> list[str]:
    remedy = "，请改好公式，或直接填上内容"
    return [str(fault).removesuffix(remedy) for fault in read.faults]


def test_errors_in_an_old_workbook_are_told() -> None:
    read = read_case_file(XLS)

    assert [case.title for case in read.cases] == ["乙"]
    assert told(read) == [
        "第 2 行，成效：是公式的错误值 #DIV/0!",
        "第 2 行，日期：是公式的错误值 #N/A",
        "第 4 行，标题：是公式的错误值 #REF!",
        "第 5 行，标题：是公式的错误值 #NAME?",
    ]


def test_errors_in_an_open_document_are_told(tmp_path: Path) -> None:
    header = row(*map(text, ("标题", "做法", "成效")))

    read = read_ods(
        tmp_path,
        row(EMPTY, times=2),
        f"<table:table-header-rows>{header}</table:table-header-rows>",
        row(text("甲"), text("做"), text("好")),
        row(text("乙"), error("#N/A", times=2)),
        row(error("Err:508"), text("做"), times=2),
    )

    assert [case.title for case in read.cases] == ["甲"]
    assert told(read) == [
        "第 5 行，做法：是公式的错误值 #N/A",
        "第 5 行，成效：是公式的错误值 #N/A",
        "第 6 行，标题：是公式的错误值 Err:508",
        "第 7 行，标题：是公式的错误值 Err:508",
    ]


def test_an_error_in_the_last_cell_of_all_is_told(tmp_path: Path) -> None:
    read = read_ods(tmp_path, row(text("标题"), text("做法")), row(EMPTY, error("#REF!")))

    assert "第 2 行，做法：是公式的错误值 #REF!" in told(read)


def test_an_error_in_unknown_words_is_told_as_value(tmp_path: Path) -> None:
    read = read_ods(tmp_path, row(text("标题"), text("做法")), row(text("甲"), error("Fehler")))

    assert told(read) == ["第 2 行，做法：是公式的错误值 #VALUE!"]


@pytest.mark.parametrize("shown", ["#N/A", " #REF! ", "#VALUE!", "Err:502", "错误:502"])
def test_an_error_is_known_by_what_it_shows(shown: str) -> None:
    assert is_error_cell(shown)


@pytest.mark.parametrize("shown", ["见 #N/A", "#12", "Err", "错误", ""])
def test_other_text_is_no_error(shown: str) -> None:
    assert not is_error_cell(shown)


def test_other_and_damaged_workbooks_show_no_errors(tmp_path: Path) -> None:
    data = XLS.read_bytes()
    read_ods(tmp_path, row(text("标题"), text("做法")))
    package = (tmp_path / "案例.ods").read_bytes()

    assert xls_workbook.find_error_cells(b"x", "案例") == {}
    assert xls_workbook.find_error_cells(data[:2000], "案例") == {}
    assert xls_workbook.find_error_cells(data, "别的") == {}
    assert ods_package.find_error_cells(data, "案例") == {}
    assert ods_package.find_error_cells(package, "别的") == {}
