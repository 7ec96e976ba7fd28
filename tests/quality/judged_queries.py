"""The judged queries over the built-in library and over made-up ones, and how a system fares.

The made-up libraries are in `libraries/`, 38 cases each, written by people who knew nothing of
this program or of each other's:

- `other`: cases of other cities, and queries as hard as they come, which share no run of four
  characters with the case they ask for. Half of its cases have 群众怎么问 and tags.
- `booklet`, `shenzhen`, `guangdong`: what everybody would write; all queries are for fitting.
- `unseen_cities`, `unseen_shenzhen`, `unseen_china`: likewise; no weight was
  fitted to them, but features and thresholds were compared with them in sight.
- `unseen_coast`: mostly problems that nobody thinks of first (潮水, 白蚁, 遗体暂放), and
  `unseen_inland`; no weight was fitted to them either, but the last threshold, and how much of a
  question is left out as only standing around what is asked, were chosen with the first four in
  sight, and how much words, passages and wordings count (index/fusion.py) with all five.
- `unseen_guangzhou`: asked when all that was fixed; nothing was chosen with it in sight.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cases import Case
from cases.files import read_case_file

QUERIES = Path(__file__).parent / "queries.tsv"
_LIBRARIES = Path(__file__).parent / "libraries"
FITTING = ("other", "booklet", "shenzhen", "guangdong")
UNSEEN = (
    "unseen_cities",
    "unseen_shenzhen",
    "unseen_china",
    "unseen_coast",
    "unseen_inland",
    "unseen_guangzhou",
)
NOTHING = "nothing"

Part = Literal["fit", "held"]
System = Callable[[str], Sequence[str]]
"""A question → ids of cases, best first; empty for "nothing fits"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """A question, its kind, and the cases that answer it (none for kind `nothing`)."""

    kind: str
    part: Part
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """How a system fares with one kind: shares of its queries, 0 to 1.

    For `nothing`, `first` is the share that was answered with nothing, and the others are 0.
    """

    kind: str
    queries: int
    first: float
    first_three: float
    unanswered: float


def made_up_library(name: str) -> list[Case]:
    """Read a library that is not built in."""
    return list(read_case_file(_LIBRARIES / name / "library.jsonl").cases)


def queries_of(name: str) -> Path:
    """Return where the queries over a made-up library are."""
    return _LIBRARIES / name / "queries.tsv"


def read_queries(part: Part | None = None, path: Path = QUERIES) -> list[JudgedQuery]:
    """Read the queries, of one part or of both."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        JudgedQuery(
            kind=row["kind"],
            part="fit" if row["part"] == "fit" else "held",
            text=row["query"],
            relevant=frozenset((row["relevant"] or "").replace("|", " ").split()),
        )
        for row in rows
        if part in (None, row["part"])
    ]


def measure(system: System, queries: Sequence[JudgedQuery]) -> list[Fared]:
    """Ask every query; one row for each kind, in the order in which kinds first come."""
    return [
        _fare(kind, [(query, system(query.text)) for query in queries if query.kind == kind])
        for kind in dict.fromkeys(query.kind for query in queries)
    ]


def overall(rows: Sequence[Fared]) -> Fared:
    """Return the honest kinds together, weighted by their queries."""
    honest = [row for row in rows if row.kind != NOTHING]
    count = sum(row.queries for row in honest)

    def mean(share: Callable[[Fared], float]) -> float:
        return sum(share(row) * row.queries for row in honest) / count

    return Fared(
        kind="honest",
        queries=count,
        first=mean(lambda row: row.first),
        first_three=mean(lambda row: row.first_three),
        unanswered=mean(lambda row: row.unanswered),
    )


def _fare(kind: str, answered: list[tuple[JudgedQuery, Sequence[str]]]) -> Fared:
    count = len(answered)
    unanswered = sum(not ids for _, ids in answered) / count
    if kind == NOTHING:
        return Fared(kind=kind, queries=count, first=unanswered, first_three=0.0, unanswered=0.0)
    return Fared(
        kind=kind,
        queries=count,
        first=sum(bool(query.relevant.intersection(ids[:1])) for query, ids in answered) / count,
        first_three=sum(bool(query.relevant.intersection(ids[:3])) for query, ids in answered)
        / count,
        unanswered=unanswered,
    )
