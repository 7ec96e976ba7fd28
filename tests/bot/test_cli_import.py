"""`miaozhao import` and `export`: good rows in, bad rows told, nothing lost."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.application import Application, open_application
from bot.settings import Settings
from cases import Case, CaseId
from cases.files import write_case_file
from tests.bot.cli_double import Console

ROWS = """\
编号,标题,做法,主题,日期,心情
lamp,路灯坏了有人修,装上报修二维码。,民之所安,2025-04,好
,没有编号也行,做了一件事。,,,
bad1,主题写错,做了一件事。,民之所乐,,
bad2,,没有标题,,2025-13,
"""


@contextmanager
def opened(console: Console) -> Iterator[Application]:
    with open_application(Settings(data_dir=console.data)) as application:
        yield application


def library(console: Console) -> dict[CaseId, Case]:
    with opened(console) as application:
        return {case.id: case for case in application.store.all_cases()}


def test_good_rows_are_imported_and_each_bad_one_is_told(console: Console) -> None:
    path = console.write("rows.csv", ROWS)

    outcome = console.run("import", path)

    rejected = console.folder / "rows-rejected.csv"
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.lines[:6] == [
        "rows.csv：列“心情”不认识，没有导入。",
        (
            "rows.csv 第 4 行，主题：“民之所乐”不认识，请改成其中一个："
            "民之所盼、民之所安、民之所需、民之所享、民之所向"
        ),
        "rows.csv 第 5 行，标题：是空的，每个案例都要有标题",
        "rows.csv 第 5 行，日期：“2025-13”不是日期，请写成 2025-04-17、2025-04 或 2025",
        f"有误的行已存到 {rejected}，改好后可以再导入这个文件。",
        "导入完成：新增 2，更新 0，没有变化 0，有误 2。",
    ]
    assert outcome.lines[6].startswith("索引已更新：2 个案例")
    assert {case.title for case in library(console).values()} == {"路灯坏了有人修", "没有编号也行"}
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        assert [row["编号"] for row in csv.DictReader(file)] == ["bad1", "bad2"]


def test_the_rejected_file_can_be_mended_and_imported(console: Console) -> None:
    console.run("import", console.write("rows.csv", ROWS))
    rejected = console.folder / "rows-rejected.csv"
    text = rejected.read_text(encoding="utf-8-sig")
    mended = text.replace(
        "bad1,主题写错,做了一件事。,民之所乐", "bad1,主题写好,做了一件事。,民之所享"
    )
    rejected.write_text(mended, encoding="utf-8-sig")

    outcome = console.run("import", rejected)

    assert "导入完成：新增 1，更新 0，没有变化 0，有误 1。" in outcome.lines
    assert library(console)[CaseId("bad1")].theme == "民之所享"


def test_the_rejected_file_as_it_is_replaces_no_case(console: Console) -> None:
    path = console.write("rows.csv", "编号,标题,做法\nlamp,路灯,修好。\nlamp,水管,修好。\n")
    first = console.run("import", path)

    again = console.run("import", console.folder / "rows-rejected.csv")

    assert "导入完成：新增 1，更新 0，没有变化 0，有误 1。" in first.lines
    assert again.code == 1
    assert "导入完成：新增 0，更新 0，没有变化 0，有误 1。" in again.lines
    assert library(console)[CaseId("lamp")].title == "路灯"


def test_two_files_with_the_same_id_are_told_by_file_and_row(console: Console) -> None:
    one = console.write("one.csv", "编号,标题,做法\nlamp,路灯,修好。\n,水管,修好。\n")
    two = console.write("two.csv", "编号,标题,做法\n,水管,换新。\nlamp,路灯,换新。\n")

    outcome = console.run("import", one, two)

    assert [line for line in outcome.lines if "two.csv" in line] == [
        (
            "two.csv 第 2 行，标题：和 one.csv 第 3 行的地点、标题都相同，"
            "请删去一行；若是两个案例，请填上不同的编号"
        ),
        "two.csv 第 3 行，编号：和 one.csv 第 2 行的编号相同，请改成不同的编号，或删去一行",
    ]
    assert "导入完成：新增 2，更新 0，没有变化 0，有误 2。" in outcome.lines
    assert {case.approach for case in library(console).values()} == {"修好。"}


def test_files_of_one_name_are_told_apart_by_their_folders(console: Console) -> None:
    one = console.write("rows.csv", "编号,标题,做法\nlamp,路灯,修好。\n")
    folder = console.folder / "二月"
    folder.mkdir()
    two = console.write("二月/rows.csv", "编号,标题,做法\nlamp,路灯,换新。\n")

    outcome = console.run("import", "--dry-run", one, two)

    assert f"和 {one} 第 2 行的编号相同" in outcome.out


def test_a_file_given_twice_is_read_once(console: Console) -> None:
    path = console.write("rows.csv", "编号,标题,做法\nlamp,路灯,修好。\n")

    outcome = console.run("import", "--dry-run", path, path)

    assert outcome.out == "只检查，没有写入：1 行可以导入，0 行有误。\n"


def test_a_file_wins_over_the_built_in_library(console: Console) -> None:
    path = console.write("rows.csv", "编号,标题,做法\ndaxin-xiangchong,我们的标题,做法。\n")

    console.run("import", "--built-in", path)

    assert library(console)[CaseId("daxin-xiangchong")].title == "我们的标题"


def test_a_dry_run_writes_nothing(console: Console) -> None:
    path = console.write("rows.csv", ROWS)

    outcome = console.run("import", "--dry-run", path)

    assert outcome.code == 0
    assert outcome.lines[-1] == "只检查，没有写入：2 行可以导入，2 行有误。"
    assert "第 4 行" in outcome.out
    assert list(console.folder.iterdir()) == [path]


def test_a_dry_run_needs_no_database(console: Console) -> None:
    console.set("DATABASE_URL", "postgresql://m:hunter2@127.0.0.1:1/m")

    outcome = console.run("import", "--dry-run", "--built-in")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "只检查，没有写入：83 行可以导入，0 行有误。\n"


def test_the_same_file_again_changes_nothing_and_builds_no_index(console: Console) -> None:
    path = console.write("rows.csv", ROWS)
    console.run("import", path)

    again = console.run("import", path)

    assert again.lines[-1] == "导入完成：新增 0，更新 0，没有变化 2，有误 2。"


def test_a_changed_row_updates_its_case(console: Console) -> None:
    path = console.write("rows.csv", ROWS)
    console.run("import", path)
    path.write_text(ROWS.replace("装上报修二维码", "装上感应开关"), encoding="utf-8")

    outcome = console.run("import", path)

    assert "导入完成：新增 0，更新 1，没有变化 1，有误 2。" in outcome.lines
    assert library(console)[CaseId("lamp")].approach == "装上感应开关。"


def test_a_file_without_a_good_row_is_a_failure(console: Console) -> None:
    path = console.write("rows.csv", "标题,做法\n,没有标题\n")

    outcome = console.run("import", path)

    assert outcome.code == 1
    assert "导入完成：新增 0，更新 0，没有变化 0，有误 1。" in outcome.lines
    assert "rows.csv 第 2 行，标题：是空的，每个案例都要有标题" in outcome.lines


def test_one_unreadable_file_among_several_and_nothing_is_saved(console: Console) -> None:
    good = console.write("rows.csv", ROWS)
    broken = console.write("broken.xlsx", b"PK\x03\x04 this is no workbook")

    outcome = console.run("import", good, broken)

    (complaint,) = outcome.err.splitlines()
    assert outcome.code == 1
    assert complaint.startswith("错误：broken.xlsx：")
    assert library(console) == {}
    assert not (console.folder / "rows-rejected.csv").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
        ("empty.xlsx", b""),
        ("broken.docx", b"\x00\x01"),
        ("broken.jsonl", b"\xff\xfe\x00"),
        ("notes.pdf", b"%PDF"),
        ("empty.csv", b""),
        ("binary.csv", bytes(range(256))),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    console: Console, name: str, content: bytes
) -> None:
    outcome = console.run("import", console.write(name, content))

    assert outcome.failure.startswith(f"{name}：")


def test_a_missing_file_and_a_folder_are_told_in_one_line(console: Console) -> None:
    assert console.run("import", "nowhere.csv").failure.startswith("nowhere.csv：")
    assert console.run("import", console.folder).failure.startswith(f"{console.folder.name}：")


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.jsonl"])
def test_what_is_exported_comes_back_whole(filled_console: Console, name: str) -> None:
    before = library(filled_console)
    with opened(filled_console) as application:
        drafts = [replace(before[CaseId("daxin-xiangchong")], status="草稿")]
        application.store.save(drafts)
    before |= {case.id: case for case in drafts}
    path = filled_console.folder / name

    exported = filled_console.run("export", path)
    filled_console.set("DATA_DIR", filled_console.folder / "data-2")
    imported = filled_console.run("import", path)

    with open_application(Settings(data_dir=filled_console.folder / "data-2")) as application:
        after = {case.id: case for case in application.store.all_cases()}
    assert exported.out == f"已导出 83 个案例到 {path}。\n"
    assert "导入完成：新增 83，更新 0，没有变化 0，有误 0。" in imported.lines
    assert after == before


def test_an_export_that_cannot_be_written_is_told(filled_console: Console) -> None:
    nowhere = filled_console.run("export", filled_console.folder / "no" / "where.csv")
    unknown = filled_console.run("export", "out.pdf")

    assert nowhere.failure == (
        "where.csv：写不进去，请检查文件夹是否存在、有没有权限、磁盘满没满（文件夹不存在）"
    )
    assert unknown.failure == "out.pdf：不能导出成这种文件，请用 .csv、.xlsx 或 .jsonl"


def test_the_built_in_library_is_imported_once(console: Console) -> None:
    first = console.run("import", "--built-in", "--if-empty")
    again = console.run("import", "--built-in", "--if-empty")
    anyway = console.run("import", "--built-in")

    assert first.lines[0] == "导入完成：新增 83，更新 0，没有变化 0，有误 0。"
    assert (again.code, again.out) == (0, "")
    assert anyway.out == "导入完成：新增 0，更新 0，没有变化 83，有误 0。\n"


def test_a_workbook_with_bad_rows_gives_a_workbook_to_mend(console: Console) -> None:
    path = console.folder / "rows.xlsx"
    write_case_file(path, [Case(id=CaseId("a"), title="好的", approach="做法。")])
    console.write("bad.csv", "标题,做法,链接\n坏的,做法,ftp://x\n好的,做法,https://x.cn\n")

    outcome = console.run("import", path, Path("bad.csv"))

    assert "导入完成：新增 2，更新 0，没有变化 0，有误 1。" in outcome.lines
    assert (console.folder / "bad-rejected.csv").exists()
    assert not (console.folder / "rows-rejected.xlsx").exists()
