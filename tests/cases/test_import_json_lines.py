"""Reading .jsonl: real lists, and lines that are no objects."""

import json
from pathlib import Path

from cases.files import CaseFile, read_case_file


def _read(folder: Path, *lines: str) -> CaseFile:
    path = folder / "案例.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_case_file(path)


def test_lists_may_be_lists_or_strings(tmp_path: Path) -> None:
    entries = [
        {"标题": "甲", "做法": "一", "标签": ["a、b", " c ", ""], "群众怎么问": "x；y"},
        {"title": "乙", "approach": ["第一步", "第二步"], "tags": "a、b", "asked_as": ["x，y"]},
    ]

    first, second = _read(tmp_path, *map(json.dumps, entries)).cases

    assert (first.tags, first.asked_as) == (("a、b", "c"), ("x", "y"))
    assert (second.tags, second.asked_as) == (("a", "b"), ("x，y",))
    assert second.approach == "第一步\n第二步"


def test_numbers_and_null_are_read_as_text(tmp_path: Path) -> None:
    entry = {"编号": 7.0, "标题": 110, "做法": True, "区": None, "日期": 2025}

    (case,) = _read(tmp_path, json.dumps(entry)).cases

    assert (case.id, case.title, case.approach, case.date) == ("7", "110", "true", "2025")
    assert case.district == ""


def test_a_line_that_is_no_object_is_told_and_kept(tmp_path: Path) -> None:
    case_file = _read(
        tmp_path, '{"标题": "甲", "做法": "一"}', "", '{"标题": ', "[1]", "[" * 9_999
    )

    assert [case.title for case in case_file.cases] == ["甲"]
    assert [str(fault) for fault in case_file.faults] == [
        "第 3 行：不是完整的 JSON，请检查引号、逗号和括号",
        "第 4 行：不是 JSON 对象，请写在 { } 里",
        "第 5 行：不是完整的 JSON，请检查引号、逗号和括号",
    ]
    assert case_file.rejected[0].cells == {"原文": '{"标题":'}
    assert case_file.unknown_columns == ()


def test_nested_values_and_doubled_names_are_faults_of_their_row(tmp_path: Path) -> None:
    entry = {"标题": "甲", "title": "乙", "做法": {"步骤": 1}, "标签": [["a"]], "备注": 1}

    case_file = _read(tmp_path, json.dumps(entry))

    assert [str(fault) for fault in case_file.faults] == [
        "第 1 行，做法：请写成文字或文字的列表",
        "第 1 行，标签：请写成文字或文字的列表",
        "第 1 行，title：和“标题”说的是同一项（标题），请只留一个",
    ]
    assert case_file.unknown_columns == ("备注",)
    assert case_file.rejected[0].cells["做法"] == '{"步骤": 1}'
