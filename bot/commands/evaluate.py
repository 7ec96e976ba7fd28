"""`miaozhao evaluate`: retrieval quality on any collection."""

import gzip
import json
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typer

from bot.application import make_encoder
from bot.commands.console import progress_bar
from bot.errors import EvaluationFileError
from bot.settings import read_settings
from index import (
    Document,
    DocumentId,
    Encoder,
    Searcher,
    SnapshotFolder,
    Vocabularies,
    WeightedText,
    build_snapshot,
    pieces,
)
from index.evaluation import CUTOFF, measure

_LONGEST_PASSAGE: Final = 500
"""Characters of a document that are encoded. Replies to citizens come to their point late: 300 are
worth .003 nDCG@10 less."""

_MOST_ENCODED: Final = 5_000
"""Encoding takes a tenth of a second for each document: larger collections by words only."""


def evaluate(
    documents: Path, queries: Path, relevance: Path, *, words_only: bool, as_json: bool
) -> None:
    """Index the documents in a temporary folder, ask every query, compare with the judgements.

    Raises:
        EvaluationFileError: A file cannot be read, with the line and what is wrong with it.
    """
    indexed = _documents(documents)
    asked = {_text(row, "id", queries): _text(row, "text", queries) for row in _read_rows(queries)}
    judged = _read_relevance(relevance)
    encoder = None if words_only else _encoder(len(indexed))
    with tempfile.TemporaryDirectory(prefix="miaozhao-") as folder:
        with progress_bar("建立索引") as progress:
            snapshot = build_snapshot(
                indexed,
                SnapshotFolder(Path(folder)),
                Vocabularies(),
                built_from={},
                now=datetime.now(UTC),
                encoder=encoder,
                progress=progress,
            )
        searcher = Searcher(snapshot, encoder)
        started = time.perf_counter()
        rankings = {
            query: [hit.id for hit in searcher.rank(text, limit=CUTOFF)]
            for query, text in asked.items()
        }
        seconds = time.perf_counter() - started
    quality = measure(rankings, judged)
    measured = asdict(quality) | {"queries_per_second": len(asked) / seconds if asked else 0.0}
    if as_json:
        typer.echo(json.dumps(measured))
    else:
        for name, value in measured.items():
            typer.echo(
                f"{name:<20}{value:.4f}" if isinstance(value, float) else f"{name:<20}{value}"
            )


def _encoder(documents: int) -> Encoder | None:
    encoder = make_encoder(read_settings())
    if encoder and documents > _MOST_ENCODED:
        typer.echo(f"文档超过 {_MOST_ENCODED} 个，测量时不用语义模型。", err=True)
        return None
    return encoder


def _documents(path: Path) -> list[Document]:
    documents: dict[DocumentId, Document] = {}
    for row in _read_rows(path):
        document = _document(row, path)
        if document.id in documents:
            raise EvaluationFileError(path, f"编号 {document.id!r} 出现了两次")
        documents[document.id] = document
    return list(documents.values())


def _document(row: dict[str, Any], path: Path) -> Document:
    texts = (
        WeightedText(text=str(row.get("title") or ""), field="title"),
        WeightedText(text=_text(row, "text", path)),
    )
    told = filter(None, (texts[0].text, texts[1].text[:_LONGEST_PASSAGE]))
    return Document(
        id=DocumentId(_text(row, "id", path)),
        texts=tuple(text for text in texts if text.text),
        passage="。".join(told),
        details=pieces(texts[1].text),
    )


def _text(row: dict[str, Any], field: str, path: Path) -> str:
    value = row.get(field)
    if not isinstance(value, str | int):
        raise EvaluationFileError(path, f"有一行缺少 {field}：{str(row)[:60]}")
    return str(value)


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise EvaluationFileError(path, f"第 {number} 行不是 JSON") from error
        if not isinstance(row, dict):
            raise EvaluationFileError(path, f"第 {number} 行不是 JSON 对象")
        yield row


def _read_relevance(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        try:
            query, document, grade = line.rstrip("\r\n").split("\t")
            judged.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            reason = f"第 {number} 行应为：问题编号、文档编号、整数等级，用制表符隔开"
            raise EvaluationFileError(path, reason) from error
    return judged


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    open_text = gzip.open if path.suffix == ".gz" else open
    try:
        with open_text(path, "rt", encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise EvaluationFileError(path, "读不出来，要 UTF-8 编码（.gz 要完整）") from error
