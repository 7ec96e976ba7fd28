"""What is exported comes back the same, in every format."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.case import CHINESE_NAMES, FIELDS, STATUSES, THEMES, Case, CaseId
from cases.errors import UnreadableFileError
from cases.files import read_case_file, write_case_file
from cases.files.error_cells import is_error_cell
from cases.files.list_cells import tidy_items
from cases.files.tidy_text import tidy_line, tidy_text
from cases.values import read_place

_ENDINGS = (".csv", ".xlsx", ".jsonl")
_NASTY = st.sampled_from(
    [*"=+-@'\"、，,；;|\n\t\\[]{}（）%_", "'=", "＝", '["', '"]', "_x000D_", "\r\n", "🛵", "正文"]
)
_TEXT = st.lists(st.one_of(_NASTY, st.text(max_size=6)), max_size=12).map("".join)
_LINE = _TEXT.map(tidy_line).filter(lambda text: not is_error_cell(text))  # no import keeps one


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    """Any case that an import would make: texts are tidy, Shenzhen's places complete."""
    titles = _LINE.map(lambda text: text[:80].strip()).filter(bool)
    values: dict[str, Any] = {
        name: draw(_TEXT.map(tidy_text)) for name in ("problem", "approach", "outcome", "body")
    }
    values |= {name: draw(_LINE)[:20].strip() for name in ("street", "community", "source")}
    values |= {name: draw(_LINE)[:20].strip() for name in ("lead", "collection", "contributor")}
    city, district = (
        draw(_LINE)[:20].strip(),
        draw(_LINE | st.sampled_from(["南山区"]))[:20].strip(),
    )
    values["city"], values["district"] = read_place(city, district)
    lists = st.lists(_LINE.map(lambda text: text[:20].strip()), max_size=4).map(tidy_items)
    return Case(
        id=CaseId(draw(st.from_regex(r"[a-z0-9案][a-z0-9.·_-]{0,9}", fullmatch=True))),
        title=draw(titles),
        summary=draw(titles),
        theme=draw(st.sampled_from(["", *THEMES])),
        field=draw(st.sampled_from(["", *FIELDS])),
        tags=draw(lists),
        asked_as=draw(lists),
        url=draw(st.sampled_from(["", "https://example.org/?a=1&b=2"])),
        date=draw(st.sampled_from(["", "2025", "2025-11", "2025-11-03"])),
        status=draw(st.sampled_from(STATUSES)),
        **values,
    )


@pytest.mark.parametrize("ending", _ENDINGS)
@given(cases=st.lists(_cases(), max_size=4, unique_by=lambda case: case.id))
@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_case_comes_back_equal(tmp_path: Path, ending: str, cases: list[Case]) -> None:
    path = tmp_path / f"案例{ending}"

    write_case_file(path, cases)
    read = read_case_file(path) if cases or ending != ".jsonl" else None

    assert list(read.cases if read else ()) == cases
    assert read is None or (read.rejected, read.unknown_columns) == ((), ())


@pytest.mark.parametrize("ending", _ENDINGS)
@pytest.mark.parametrize("text", ["长" * 50_000, "🛵" * 50_000, " 一\n" * 12_000 + "完"])
def test_a_text_longer_than_an_excel_cell_comes_back_whole(
    tmp_path: Path, ending: str, text: str
) -> None:
    path = tmp_path / f"案例{ending}"
    cases = (
        Case(id=CaseId("long"), title="长文", body=text.strip(), source="某报"),
        Case(id=CaseId("short"), title="短文", body="短"),
    )

    write_case_file(path, cases)

    assert read_case_file(path).cases == cases


def test_a_csv_file_opens_in_excel_and_carries_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "案例.csv"
    case = Case(id=CaseId("x"), title='=HYPERLINK("http://x")', approach="@做", outcome="'+1")

    write_case_file(path, [case])

    data = path.read_bytes()
    header, row = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert data.startswith(b"\xef\xbb\xbf")
    assert header == list(CHINESE_NAMES.values())
    assert row[1:5] == ['\'=HYPERLINK("http://x")', "", "'@做", "''+1"]


def test_the_file_that_was_there_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "案例.csv"
    path.write_text("旧", encoding="utf-8")

    write_case_file(path, [Case(id=CaseId("x"), title="甲", body="乙")])

    assert [case.title for case in read_case_file(path).cases] == ["甲"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["案例.csv"]


def test_no_cases_make_a_file_with_a_header_alone(tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx"):
        path = tmp_path / f"空{ending}"
        write_case_file(path, [])
        assert read_case_file(path).cases == ()


def test_another_ending_is_refused_with_those_that_work(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"请用 \.csv、\.xlsx 或 \.jsonl"):
        write_case_file(tmp_path / "案例.docx", [])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="写不进去"):
        write_case_file(tmp_path / "没有" / "案例.csv", [])


def test_a_folder_in_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "案例.csv"
    path.mkdir()

    with pytest.raises(UnreadableFileError, match="写不进去"):
        write_case_file(path, [])

    assert [entry.name for entry in tmp_path.iterdir()] == ["案例.csv"]
