"""Reading .csv: encodings, delimiters, headers, and what is said of bad rows."""

from pathlib import Path

import pytest

from cases.case import THEMES
from cases.errors import UnreadableFileError
from cases.files import CaseFile, read_case_file

_TEXT = "标题,做法,区\n城南巷充,建充电站,南山区\n"


def _read(folder: Path, text: str, encoding: str = "utf-8", name: str = "案例.csv") -> CaseFile:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_case_file(path)


def _faults(case_file: CaseFile) -> list[str]:
    return [str(fault) for fault in case_file.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    case_file = _read(tmp_path, _TEXT, encoding)

    (case,) = case_file.cases
    assert (case.title, case.approach, case.place) == ("城南巷充", "建充电站", "南山区")
    assert case_file.rejected == ()


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_may_part_the_columns(tmp_path: Path, delimiter: str) -> None:
    case_file = _read(tmp_path, _TEXT.replace(",", delimiter))

    assert [case.title for case in case_file.cases] == ["城南巷充"]


def test_title_lines_may_stand_above_the_header(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "民生妙招汇总表,,\n填报单位：南山区,,\n" + _TEXT + ",做法,\n")

    assert len(case_file.cases) == 1
    assert _faults(case_file) == ["第 5 行，标题：是空的，每个案例都要有标题"]


def test_every_fault_of_a_row_is_told_and_other_rows_go_on(tmp_path: Path) -> None:
    header = "案例标题*,妙招,主题,链接,时间"
    bad_row = f"{'长' * 96},,所想,baidu.com,上个月"

    case_file = _read(tmp_path, f"{header}\n{bad_row}\n好案例,做了,所盼,,2025\n")

    assert [case.title for case in case_file.cases] == ["好案例"]
    assert _faults(case_file) == [
        "第 2 行，妙招：做法、摘要、正文都是空的，至少要填一项",
        "第 2 行，案例标题*：96 个字，最多 80 个字",
        "第 2 行，主题：“所想”不认识，请改成其中一个：" + "、".join(THEMES),
        "第 2 行，链接：“baidu.com”不是网址，要以 http:// 或 https:// 开头",
        "第 2 行，时间：“上个月”不是日期，请写成 2025-04-17、2025-04 或 2025",
    ]
    assert case_file.faults[1].value == "长" * 39 + "…"
    assert case_file.faults[1].row == 2


def test_a_row_is_counted_as_excel_counts_it(tmp_path: Path) -> None:
    case_file = _read(tmp_path, '标题,做法\n\n甲,"一\n二\n三"\n,\n,漏了标题\n')

    assert case_file.cases[0].approach == "一\n二\n三"
    assert _faults(case_file) == ["第 5 行，标题：是空的，每个案例都要有标题"]


def test_unknown_columns_are_named_and_kept_out(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "序号,标题,做法,备注,备注,,原因\n1,甲,乙,x,y,z,旧\n2,,,,,,\n")

    assert case_file.unknown_columns == ("序号", "备注", "备注（第 5 列）", "第 6 列")
    assert len(case_file.cases) == 1
    assert case_file.rejected == ()


def test_two_columns_for_one_field_are_a_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="“标题”和“名称”两列说的是同一项（标题）"):
        _read(tmp_path, "标题,名称,做法\n甲,乙,丙\n")


def test_the_second_row_with_an_id_is_named_with_the_first(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "编号,标题,做法\nx1,甲,一\nx2,乙,二\nx1,丙,三\n")

    assert [case.id for case in case_file.cases] == ["x1", "x2"]
    assert _faults(case_file) == [
        "第 4 行，编号：和第 2 行的编号相同，请改成不同的编号，或删去一行"
    ]


def test_an_id_taken_by_a_bad_row_is_taken(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "编号,标题,做法\nx1,甲,\nx1,丙,三\n")

    assert case_file.cases == ()
    assert [row.row for row in case_file.rejected] == [2, 3]


def test_without_an_id_the_same_place_and_title_again_are_a_duplicate(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "标题,做法,区\n甲,一,南山\n甲,二,南山区\n甲,三,福田\n,四,\n,五,\n")

    assert [case.approach for case in case_file.cases] == ["一", "三"]
    assert _faults(case_file) == [
        "第 3 行，标题：和第 2 行的地点、标题都相同，请删去一行；若是两个案例，请填上不同的编号",
        "第 5 行，标题：是空的，每个案例都要有标题",
        "第 6 行，标题：是空的，每个案例都要有标题",
    ]


def test_the_same_row_gets_the_same_id_in_every_import(tmp_path: Path) -> None:
    first = _read(tmp_path, _TEXT)
    second = _read(tmp_path, "备注,区,做法,标题\nx,南山,另一种做法,城南巷充\n")

    assert first.cases[0].id == second.cases[0].id


def test_cells_beyond_the_header_are_told(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "标题,做法\n甲,先登记,再充电\n乙,好,\n")

    assert [case.title for case in case_file.cases] == ["乙"]
    assert _faults(case_file) == [
        "第 2 行，第 3 列：表头没有这一列，多半是前面有逗号没放进引号，请对齐各列"
    ]
    assert case_file.rejected[0].cells == {"标题": "甲", "做法": "先登记", "第 3 列": "再充电"}


def test_a_short_row_is_filled_up(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "标题,做法,区\n甲,乙\n")

    assert case_file.cases[0].district == ""


@pytest.mark.parametrize(
    "text", ['标题,做法\n甲,"没有收尾\n乙,丙\n丁,戊\n', '标题,做法\n甲,"' + "长" * 140_000]
)
def test_a_quotation_mark_left_open_is_told_instead_of_swallowing_rows(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(UnreadableFileError, match="第 2 行有个英文引号"):
        _read(tmp_path, text)


def test_a_field_too_long_for_any_parser_in_the_head_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="引号"):
        _read(tmp_path, '"' + "长" * 140_000)


def test_cells_that_spreadsheets_take_for_formulas_come_back(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "标题,做法,成效\n'=1+1,'- 先登记,'普通\n")

    case = case_file.cases[0]
    assert (case.title, case.approach, case.outcome) == ("=1+1", "- 先登记", "'普通")


def test_control_characters_go_and_line_ends_become_one(tmp_path: Path) -> None:
    case_file = _read(tmp_path, '标题,做法\n甲\x07\u200b,"一\r\n二\t三"\n')

    assert case_file.cases[0].title == "甲"
    assert case_file.cases[0].approach == "一\n二\t三"


def test_english_names_and_lists_are_read(tmp_path: Path) -> None:
    text = (
        "case_id,title,body,tags,asked_as,status\nx1,T,B,充电、安全,没地方充，怎么办；贵,draft\n"
    )

    (case,) = _read(tmp_path, text).cases

    assert case.tags == ("充电", "安全")
    assert case.asked_as == ("没地方充，怎么办", "贵")
    assert not case.is_public


def test_progress_is_told_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "案例.csv"
    path.write_text("标题,做法\n甲,一\n,二\n", encoding="utf-8")
    steps: list[tuple[int, int | None]] = []

    read_case_file(path, progress=lambda done, total: steps.append((done, total)))

    assert steps == [(1, 2), (2, 2)]


def test_a_header_without_rows_is_no_fault(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "标题,做法\n")

    assert case_file == CaseFile(cases=())


def test_an_error_that_a_spreadsheet_saved_as_text_is_told(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "编号,标题,做法\n#REF!,甲,做\n2,乙,见 #N/A\n")

    assert [case.approach for case in case_file.cases] == ["见 #N/A"]
    assert _faults(case_file) == [
        "第 2 行，编号：是公式的错误值 #REF!，请改好公式，或直接填上内容"
    ]


def test_the_same_id_in_full_width_characters_is_the_same_case(tmp_path: Path) -> None:
    case_file = _read(tmp_path, "编号,标题,做法\n1001,甲,做\n１００１,乙,做\n")

    assert [case.id for case in case_file.cases] == ["1001"]
    assert _faults(case_file) == [
        "第 3 行，编号：和第 2 行的编号相同，请改成不同的编号，或删去一行"
    ]
