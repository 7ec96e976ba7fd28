"""Vectors are computed once for each text, and words never wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from index import Document, DocumentId, Searcher, SnapshotFolder, Vocabularies, WeightedText
from index.builder import build_snapshot
from index.encoder import Vectors
from index.errors import EncoderUnavailableError
from index.meanings import Meanings, encode_missing, take_over
from index.off_topic import off_topic_document


@dataclass
class CountingEncoder:
    """Turns a text into the direction of its first character; counts what it was given."""

    name: str = "counting"
    dimensions: int = 64
    passages: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    is_down: bool = False

    def encode_questions(self, texts: Sequence[str], /) -> Vectors:
        self.questions += texts
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        self.passages += texts
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if self.is_down:
            raise EncoderUnavailableError("语义服务没有回答。")
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[ord(text[0]) % self.dimensions if text else 0] = 1.0
        return rows


def document(name: str, passage: str, *questions: str) -> Document:
    return Document(
        id=DocumentId(name),
        texts=(WeightedText(text=passage or name),),
        passage=passage,
        questions=questions,
    )


def encoded(documents: Sequence[Document], encoder: CountingEncoder) -> Meanings:
    return encode_missing(
        take_over(documents, encoder, None), documents, encoder, tell=lambda _: None
    )


def direction(text: str) -> Vectors:
    row: Vectors = CountingEncoder().encode_questions([text])[0]
    return row


def test_only_changed_texts_are_encoded_again() -> None:
    encoder = CountingEncoder()
    before = encoded([document("a", "天上", "地下"), document("b", "人间")], encoder)
    encoder.passages.clear()
    documents = [document("b", "人间"), document("a", "天上", "水里")]

    partial = take_over(documents, encoder, before)
    after = encode_missing(partial, documents, encoder, tell=lambda _: None)

    assert not partial.is_complete
    assert after.is_complete
    assert encoder.passages == ["天上"]
    assert after.passages.tolist() == [direction("人间").tolist(), direction("天上").tolist()]
    assert after.questions.tolist() == [direction("水里").tolist()]


def test_nothing_is_taken_over_from_another_encoder() -> None:
    documents = [document("a", "天上")]
    before = encoded(documents, CountingEncoder(name="other"))

    partial = take_over(documents, CountingEncoder(), before)

    assert not partial.is_complete


def test_details_stand_behind_the_questions_and_are_encoded_as_passages() -> None:
    encoder = CountingEncoder()
    told = replace(document("a", "天上", "水里"), details=("地下", "人间"))

    meanings = encoded([told, document("b", "路上", "灯下")], encoder)

    assert (encoder.passages, encoder.questions) == (
        ["天上", "路上", "地下", "人间"],
        ["水里", "灯下"],
    )
    assert meanings.questions.tolist() == [
        direction(t).tolist() for t in ("水里", "地下", "人间", "灯下")
    ]
    assert meanings.starts.tolist() == [0, 3, 4]


def test_a_detail_is_no_question_and_a_change_of_it_is_encoded() -> None:
    encoder = CountingEncoder()
    asked = document("a", "天上", "水里")
    before = encoded([asked], encoder)

    partial = take_over([replace(document("a", "天上"), details=("水里",))], encoder, before)

    assert not partial.is_complete
    assert partial.missing_texts([replace(asked, details=("灯下",))]) == 3


def build(folder: SnapshotFolder, encoder: CountingEncoder, *documents: Document) -> list[bool]:
    """Build, and return for each snapshot that was put to use whether it is complete."""
    seen = []

    def note() -> None:
        meanings = folder.open_current().meanings
        assert meanings is not None
        seen.append(meanings.is_complete)

    build_snapshot(
        documents,
        folder,
        Vocabularies(),
        built_from={},
        now=datetime.now(UTC),
        encoder=encoder,
        words_ready=note,
    )
    note()
    return seen


def test_words_are_ready_before_the_vectors(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()

    first = build(folder, encoder, document("a", "天上的灯"))
    again = build(folder, encoder, document("a", "天上的灯"))

    assert first == [False, True]
    assert again == [True]


def test_the_old_vectors_serve_while_little_is_encoded(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    old, new = document("a", "天上的灯"), document("b", "地下的水", "水从哪里来")

    build(folder, encoder, old)
    then = build(folder, encoder, old, new)

    assert then == [True]


def test_what_little_is_new_is_found_by_words_when_the_encoder_fails(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    old, new = document("a", "天上的灯"), document("b", "地下的水")
    build(folder, encoder, old)
    encoder.is_down = True

    with pytest.raises(EncoderUnavailableError):
        build(folder, encoder, old, new)

    meanings = folder.open_current().meanings
    assert meanings is not None
    assert meanings.missing_texts([old, new, off_topic_document("")]) == 1
    searcher = Searcher(folder.open_current(), encoder)
    assert [hit.id for hit in searcher.search("地下的水", limit=1).hits] == ["b"]


def test_words_alone_decide_until_every_vector_is_there(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    build_snapshot(
        [document("a", "天上的灯")],
        folder,
        Vocabularies(),
        built_from={},
        now=datetime.now(UTC),
        encoder=encoder,
        words_only=True,
    )

    result = Searcher(folder.open_current(), encoder).search("天上的灯", limit=3)

    assert [hit.id for hit in result.hits] == ["a"]
    assert encoder.passages == encoder.questions == []


def test_the_words_stay_in_use_when_the_encoder_fails(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder(is_down=True)

    with pytest.raises(EncoderUnavailableError):
        build(folder, encoder, document("a", "天上的灯"))

    searcher = Searcher(folder.open_current(), encoder)
    assert [hit.id for hit in searcher.search("天上的灯", limit=3).hits] == ["a"]


def test_an_encoder_that_fails_leaves_words_to_decide(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    build(folder, encoder, document("a", "天上的灯"), document("b", "地下的水"))
    searcher = Searcher(folder.open_current(), encoder)
    encoder.is_down = True

    result = searcher.search("地下的水", limit=3)

    assert [hit.id for hit in result.hits] == ["b"]


def test_a_question_that_is_paged_through_is_encoded_once(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    build(folder, encoder, document("a", "天上的灯"), document("b", "地下的水"))
    searcher = Searcher(folder.open_current(), encoder)

    encoder.questions.clear()
    for offset in range(3):
        searcher.search("天上的灯", limit=1, offset=offset)

    assert encoder.questions == ["天上的灯"]


def test_a_hit_that_shares_no_word_says_that_it_was_found_by_meaning(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    build(folder, encoder, document("a", "天上的灯"), document("b", "地下的水"))
    searcher = Searcher(folder.open_current(), encoder)

    hits = {hit.id: hit for hit in searcher.search("天上的灯", limit=2).hits}

    assert not hits[DocumentId("a")].by_meaning
    assert all(hit.by_meaning is not bool(hit.matched) for hit in hits.values())


def test_a_build_without_an_encoder_keeps_the_vectors_there_are(tmp_path: Path) -> None:
    folder, encoder = SnapshotFolder(tmp_path), CountingEncoder()
    old, new = document("a", "天上的灯"), document("b", "地下的水")
    build(folder, encoder, old)
    encoder.passages.clear()

    build_snapshot([old, new], folder, Vocabularies(), built_from={}, now=datetime.now(UTC))
    build(folder, encoder, old, new)

    assert encoder.passages == ["地下的水"]


def test_vectors_of_another_encoder_are_not_compared(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    build(folder, CountingEncoder(), document("a", "天上的灯"))
    other = CountingEncoder(name="other")

    Searcher(folder.open_current(), other).search("天上的灯", limit=1)

    assert other.questions == []
