"""The built-in library says what the published reports say, and nothing else."""

import csv
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from cases.built_in import built_in_library
from cases.case import HOME_CITY, Case
from cases.errors import UnreadableFileError

_HERE: Final = Path(__file__).parent
_MATERIAL: Final = _HERE.parents[2] / "shared"
_TEXTS: Final = ("title", "problem", "approach", "outcome", "summary", "body")
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?%?")
_LONGEST_QUOTE: Final = 12
_NOT_IN_THE_LIST: Final = frozenset({"大鹏新区", "深汕特别合作区", "观城社区", "红棉社区"})
_SEED_CASES: Final = (
    *(
        "定向音柱",
        "乐翻夜市",
        "AI夜校",
        "先学后付",
        "爬楼神器",
        "小小科学家",
        "卡嫂",
        "AI就业魔方",
    ),
    *("康园中心", "消防安全尖兵", "城南·巷充", "沙埔头", "导航魔方", "爱心午餐闪送站", "迳口古村"),
    *("非遗+剧本杀", "独角麒麟狮", "肾爱无忧", "蓄水池", "凤凰奖学金", "党组织联席会", "秒批"),
    *("秒报", "刷脸办照", "电子健康码", "i深圳", "千园之城"),
)

needs_material = pytest.mark.skipif(
    not _MATERIAL.is_dir() and not os.environ.get("CI"),
    reason="the published reports (../shared) do not lie beside the project",
)


@pytest.fixture(scope="module")
def library() -> tuple[Case, ...]:
    return built_in_library()


@pytest.fixture(scope="module")
def listed_figures() -> dict[str, set[str]]:
    """Case id → its figures, as they were noted down from the reports."""
    figures: dict[str, set[str]] = {}
    for name in ("published_figures_seeds.tsv", "published_figures_reported.tsv"):
        with (_HERE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                assert row["id"] not in figures
                figures[row["id"]] = set(row["figures"].split())
    return figures


@pytest.fixture(scope="module")
def reports() -> dict[str, str]:
    """Web address → all that is reported of the case there."""
    lines = (_MATERIAL / "cases" / "reported_cases.jsonl").read_text(encoding="utf-8")
    reports: dict[str, str] = {}
    for entry in map(json.loads, lines.splitlines()):
        url = entry.pop("url")
        reports[url] = " ".join([reports.get(url, ""), *entry.values()])
    return reports


@pytest.fixture(scope="module")
def seeds() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in _MATERIAL.glob("seeds/*.txt"))


def _text(case: Case) -> str:
    return " ".join(getattr(case, name) for name in _TEXTS)


def test_every_id_and_every_title_stands_for_one_case(library: tuple[Case, ...]) -> None:
    assert len({case.id for case in library}) == len(library)
    assert len({case.title for case in library}) == len(library)
    assert all(case.is_public for case in library)


def test_a_damaged_library_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.jsonl").write_text('{"title": "甲"}\n{}', encoding="utf-8")
    monkeypatch.setattr("cases.built_in.resources.files", lambda _package: tmp_path)

    with pytest.raises(UnreadableFileError, match="请重新安装妙招"):
        built_in_library()


@pytest.mark.parametrize("name", _SEED_CASES)
def test_every_case_that_the_articles_name_is_there(library: tuple[Case, ...], name: str) -> None:
    assert [case.title for case in library if name in case.title]


def test_every_case_can_be_asked_for_in_everyday_words(library: tuple[Case, ...]) -> None:
    counts = Counter(wording for case in library for wording in case.asked_as)

    assert [wording for wording, count in counts.items() if count > 1] == []
    assert [case.id for case in library if not 12 <= len(case.asked_as) <= 20] == []


def test_every_case_names_its_source_and_its_city(library: tuple[Case, ...]) -> None:
    assert [case.id for case in library if not (case.source or case.url)] == []
    assert [case.id for case in library if not case.city.endswith("市")] == []


def test_a_case_has_no_other_figures_than_those_listed(
    library: tuple[Case, ...], listed_figures: dict[str, set[str]]
) -> None:
    written = {case.id: set(_FIGURE.findall(_text(case))) for case in library}

    unlisted = {
        case_id: figures - listed_figures[case_id]
        for case_id, figures in written.items()
        if figures - listed_figures[case_id]
    }
    assert unlisted == {}
    assert set(listed_figures) == set(written)


@needs_material
def test_every_listed_figure_occurs_in_the_report(
    library: tuple[Case, ...],
    listed_figures: dict[str, set[str]],
    reports: dict[str, str],
    seeds: str,
) -> None:
    invented = [
        (case.id, figure)
        for case in library
        for figure in sorted(listed_figures[case.id])
        if figure not in _FIGURE.findall(reports.get(case.url, seeds))
    ]

    assert invented == []


@needs_material
def test_every_reported_case_is_there(library: tuple[Case, ...]) -> None:
    lines = (_MATERIAL / "cases" / "reported_cases.jsonl").read_text(encoding="utf-8")
    reported = Counter(json.loads(line)["url"] for line in lines.splitlines())

    written = Counter(case.url for case in library if case.url in reported)

    assert reported.total() == 46
    assert written == reported


@needs_material
def test_no_sentence_is_copied(
    library: tuple[Case, ...], reports: dict[str, str], seeds: str
) -> None:
    """Titles are names, and may be as long as they are."""
    copied = [
        (case.id, run)
        for case in library
        for name in _TEXTS[1:]
        for run in _runs(getattr(case, name))
        if run in "".join(reports.get(case.url, seeds).split())
    ]

    assert copied == []


@needs_material
def test_every_place_in_shenzhen_exists(library: tuple[Case, ...]) -> None:
    with (_MATERIAL / "cases" / "shenzhen_places.tsv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t"))

    unknown = [
        case.id
        for case in library
        if case.city == HOME_CITY
        and not {case.district, case.community} & _NOT_IN_THE_LIST
        and not any(_is_at(case, row) for row in rows)
    ]

    assert unknown == []


def _is_at(case: Case, row: list[str]) -> bool:
    """Whether this row of the list of places is where the case happened."""
    kind, _, name, district, street = (*row, "", "")[:5]
    if case.community:
        stem = case.community.removesuffix("社区")
        is_there = kind == "community" and name.startswith(stem) and district == case.district
        return is_there and case.street in {"", street}
    if case.street:
        return (kind, name, district) == ("street", case.street, case.district)
    return not case.district or (kind, name) == ("district", case.district)


def _runs(text: str) -> list[str]:
    """Return every run of characters that would be a quotation."""
    plain = "".join(text.split())
    return [
        plain[start : start + _LONGEST_QUOTE + 1] for start in range(len(plain) - _LONGEST_QUOTE)
    ]
