"""Word documents: one case under each heading.

A heading is a paragraph in one of the styles 标题 1 to 标题 3 or 标题 (Title). Below it:

- `难题：…`, `【做法】…`, or a line or smaller heading that is nothing but a field's name, begins
  that field, and the paragraphs after it belong to it;
- text before any such label is the 正文;
- tables may hold 列名 | 值, in one or several pairs of columns.

A heading that only has smaller headings under it is a chapter, not a case.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from cases.errors import UnreadableFileError
from cases.files.columns import field_of
from cases.files.raw_rows import RawFault, RawFile, RawRow
from cases.files.tidy_text import cut, tidy_line

_DAMAGED: Final = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,  # python-docx checks nothing: what a damaged file lacks, it stumbles over
    EOFError,
    LookupError,
    NotImplementedError,  # what zipfile raises for a compression that it does not know
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_TITLE: Final = "标题"
_BODY: Final = "正文"
_HEADING: Final = re.compile(r"(?:heading|标题) ?([1-3])", re.IGNORECASE)
_ORDINAL: Final = r"(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)?"
_LABEL: Final = re.compile(
    _ORDINAL
    + r"(?:【(?P<boxed>[^】]{1,16})】[:：]?|(?P<plain>[^:：\n]{1,16})[:：])\s*(?P<text>.*)",
    re.DOTALL,
)
_BARE_LABEL: Final = re.compile(_ORDINAL + r"(?P<label>[^\n]{1,16})")


@dataclass(slots=True)
class _Section:
    """A heading and what stands below it, column by column."""

    number: int
    level: int
    title: str
    cells: dict[str, list[str]] = field(default_factory=dict)
    column: str = _BODY

    def begin(self, column: str, text: str) -> None:
        """Let what follows belong to this column."""
        self.column = f"{column}（正文里）" if field_of(column) == "title" else column
        self.cells.setdefault(self.column, [])
        self.add(text)

    def add(self, text: str) -> None:
        """Add a paragraph to the column that was begun last."""
        if text:
            self.cells.setdefault(self.column, []).append(text)

    @property
    def has_fields(self) -> bool:
        """Whether anything but plain text stands here."""
        return any(column != _BODY for column in self.cells)


def read_word(path: Path, data: bytes) -> RawFile:
    """Read one case under each heading; a row's number counts the headings of cases and chapters.

    Raises:
        UnreadableFileError: No Word document, a damaged one, or one without headings.
    """
    try:
        sections = _sections(docx.Document(io.BytesIO(data)))
    except _DAMAGED as fault:
        raise UnreadableFileError(
            path, "不是 Word 文件，或者已经损坏，请用 Word 打开，另存为 .docx 后再试"
        ) from fault
    if not sections:
        raise UnreadableFileError(
            path, "没有找到标题，请给每个案例的标题选上“标题 1”样式（开始 → 样式）"
        )
    followers = [*sections[1:], None]
    rows = [_raw_row(*pair) for pair in zip(sections, followers, strict=True)]
    return RawFile(rows=[row for row in rows if row])


def _sections(document: Document) -> list[_Section]:
    levels = _heading_levels(document)
    sections: list[_Section] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            if sections:
                _take_table(sections[-1], block)
            continue
        text = block.text.strip()
        level = levels.get(_style_id(block))
        if text and level is not None and not (sections and _bare_label(text)):
            title = tidy_line(text)
            sections.append(_Section(number=len(sections) + 1, level=level, title=title))
        elif text and sections:
            _take(sections[-1], text)
    return sections


def _take_table(section: _Section, table: Table) -> None:
    """Put each pair of a table where it belongs; the text after it belongs to none of them."""
    for column, text in _pairs(table):
        section.begin(column, text)
    section.column = _BODY


def _take(section: _Section, text: str) -> None:
    """Put one paragraph where it belongs."""
    label = _bare_label(text)
    if label:
        section.begin(label, "")
        return
    found = _LABEL.fullmatch(text)
    label = ((found["boxed"] or found["plain"]) if found else "").strip()
    if found and field_of(label):
        section.begin(label, found["text"].strip())
    else:
        section.add(text)


def _bare_label(text: str) -> str:
    """Return the name of the field if the paragraph is nothing else, as a small heading is."""
    found = _BARE_LABEL.fullmatch(text)
    label = found["label"].strip("【】:： ") if found else ""
    return label if field_of(label) else ""


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    """Yield 列名, 值 from every row; cells that are merged count once."""
    for row in table.rows:
        texts = [cell.text.strip() for cell in dict.fromkeys(row.cells)]
        for label, text in zip(texts[::2], texts[1::2], strict=False):
            if label:
                yield tidy_line(label), text


def _heading_levels(document: Document) -> dict[str | None, int]:
    """Return style id → level for every style of headings, also those built on one."""
    levels: dict[str | None, int] = {}
    for entry in document.styles:
        style: BaseStyle | None = entry
        while isinstance(style, ParagraphStyle):
            level = _level(style.name or "")
            if level is not None:
                levels[entry.style_id] = level
                break
            style = style.base_style
    return levels


def _level(style_name: str) -> int | None:
    """Return 0 for Title, 1 to 3 for headings, None for other styles."""
    if style_name.casefold() in {"title", "标题"}:
        return 0
    found = _HEADING.fullmatch(style_name)
    return int(found[1]) if found else None


def _style_id(paragraph: Paragraph) -> str | None:
    return paragraph._p.style  # noqa: SLF001 - paragraph.style searches all styles every time


def _raw_row(section: _Section, follower: _Section | None) -> RawRow | None:
    """Make a row of a section; None for a chapter, which holds cases and no text of its own."""
    where = f"第 {section.number} 个标题“{cut(section.title, 20)}”"
    cells = {_TITLE: section.title} | {
        column: "\n".join(parts) for column, parts in section.cells.items()
    }
    is_chapter = follower is not None and follower.level > section.level
    if not is_chapter or section.has_fields:
        return RawRow(number=section.number, where=where, cells=cells)
    if not section.cells:
        return None
    remedy = "下面还有小标题，看不出它是案例还是章节；是案例就把小标题改成普通文字，是章节就不用管"
    fault = RawFault(column=_BODY, value=cut(cells[_BODY]), remedy=remedy)
    return RawRow(number=section.number, where=where, cells=cells, faults=(fault,), is_broken=True)
