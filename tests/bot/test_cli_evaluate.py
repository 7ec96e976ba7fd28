"""`miaozhao evaluate`: known numbers on a tiny collection, and files that cannot be used."""

import gzip
import json
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path

import pytest

from tests.bot.cli_double import Console

DOCUMENTS: Sequence[Mapping[str, object]] = [
    {"id": "lamp", "text": "路灯不亮", "title": "路灯"},
    {"id": "stop", "text": "停车停车停车"},
    {"id": "line", "text": "停车位划线，慢慢来，大家都要有地方"},
    {"id": "tree", "text": "树木修剪"},
    {"id": "lift", "text": "加装电梯"},
    {"id": "noise", "text": "噪音扰民"},
    {"id": 7, "text": "垃圾分类", "title": None},
]
QUERIES = [
    {"id": "q1", "text": "路灯"},
    {"id": "q2", "text": "停车"},
    {"id": "q3", "text": "zzqx"},
    {"id": "q4", "text": "没有人判断过"},
]
RELEVANCE = "q1\tlamp\t2\nq2\tline\t1\nq2\tstop\t0\n\nq3\ttree\t1\r\n"


def as_lines(rows: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def measured(console: Console) -> Console:
    console.write("documents.jsonl", as_lines(DOCUMENTS))
    console.write("queries.jsonl", as_lines(QUERIES))
    console.write("relevance.tsv", RELEVANCE)
    return console


def files(
    documents: str = "documents.jsonl",
    queries: str = "queries.jsonl",
    relevance: str = "relevance.tsv",
) -> tuple[str, ...]:
    return "evaluate", "--documents", documents, "--queries", queries, "--relevance", relevance


def test_the_numbers_are_those_worked_out_by_hand(measured: Console) -> None:
    outcome = measured.run(*files(), "--json")

    numbers = outcome.json()
    assert (outcome.code, outcome.err) == (0, "")
    assert numbers.pop("queries_per_second") > 0
    assert numbers == {
        "queries": 3,
        "p_at_1": pytest.approx(1 / 3),
        "recall_at_10": pytest.approx(2 / 3),
        "ndcg_at_10": pytest.approx((1 + 1 / log2(3)) / 3),
        "mrr": pytest.approx((1 + 1 / 2) / 3),
    }


def test_people_read_one_number_a_line(measured: Console) -> None:
    outcome = measured.run(*files())

    assert [line.split() for line in outcome.lines][:5] == [
        ["queries", "3"],
        ["p_at_1", "0.3333"],
        ["recall_at_10", "0.6667"],
        ["ndcg_at_10", "0.5436"],
        ["mrr", "0.5000"],
    ]
    assert outcome.lines[5].startswith("queries_per_second")


def test_packed_documents_and_a_byte_order_mark_are_read_alike(measured: Console) -> None:
    measured.write("packed.jsonl.gz", gzip.compress(as_lines(DOCUMENTS).encode()))
    measured.write("queries.jsonl", "\ufeff" + as_lines(QUERIES))

    packed = measured.run(*files("packed.jsonl.gz"), "--json").json()

    assert packed["queries"] == 3
    assert packed["p_at_1"] == pytest.approx(1 / 3)


def test_measuring_touches_no_library(measured: Console) -> None:
    measured.run(*files())

    assert not measured.data.exists()


def test_nothing_to_measure_is_zero(measured: Console) -> None:
    for name in ("documents.jsonl", "queries.jsonl", "relevance.tsv"):
        measured.write(name, "\n")

    numbers = measured.run(*files(), "--json").json()

    assert set(numbers.values()) == {0}


PACKED = gzip.compress(b"x" * 50_000, mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("documents.jsonl", '{"id": "a", "text": "b"}\n{oops\n', "第 2 行不是 JSON"),
        ("documents.jsonl", "[1]\n", "第 1 行不是 JSON 对象"),
        ("documents.jsonl", '{"id": "a"}\n', "有一行缺少 text："),
        ("documents.jsonl", '{"id": null, "text": "b"}\n', "有一行缺少 id："),
        ("documents.jsonl", '{"id": "a", "text": "b"}\n' * 2, "编号 'a' 出现了两次"),
        ("documents.jsonl", "路灯".encode("gbk"), "读不出来，要 UTF-8 编码"),
        ("queries.jsonl", '{"text": "b"}\n', "有一行缺少 id："),
        ("relevance.tsv", "q1 lamp 1\n", "第 1 行应为：问题编号、文档编号、整数等级"),
        ("relevance.tsv", "q1\tlamp\tgood\n", "第 1 行应为：问题编号、文档编号、整数等级"),
        ("relevance.tsv", "q1\tlamp\t1\t1\n", "第 1 行应为：问题编号、文档编号、整数等级"),
        ("packed.jsonl.gz", b"not packed at all", "读不出来"),
        ("packed.jsonl.gz", PACKED[:-20], "读不出来"),
        ("packed.jsonl.gz", PACKED[:12] + b"\xff" * 9 + PACKED[21:], "读不出来"),
    ],
)
def test_a_faulty_file_is_named_with_line_and_remedy(
    measured: Console, name: str, content: str | bytes, told: str
) -> None:
    measured.write(name, content)
    documents = name if name.startswith("packed") else "documents.jsonl"

    outcome = measured.run(*files(documents))

    assert outcome.failure.startswith(f"{name}：")
    assert told in outcome.failure


@pytest.mark.parametrize("missing", [Path("nowhere.jsonl"), Path()])
def test_a_file_that_is_not_there_is_named(measured: Console, missing: Path) -> None:
    outcome = measured.run(*files(str(missing)))

    assert outcome.failure.startswith(f"{missing}：读不出来")
