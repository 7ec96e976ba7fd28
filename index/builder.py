"""Builds a snapshot from documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Final

import numpy as np

import index.word_vectors
from index.analyser import STREAMS, Analyser, Stream
from index.bm25 import B, Field, Postings, build_postings
from index.document import Document
from index.encoder import Encoder
from index.errors import EncoderUnavailableError, SnapshotDamagedError, SnapshotMissingError
from index.inverted_file import InvertedFile, inverted_arrays
from index.jieba_segmenter import JiebaSegmenter
from index.meanings import Meanings, encode_missing, keep, take_over
from index.normaliser import Normaliser
from index.off_topic import off_topic_document
from index.phrase_collector import correction_lines
from index.snapshot import Snapshot, SnapshotContent, SnapshotFolder
from index.synonyms import read_synonyms
from index.word_encoder import WordEncoder
from index.word_file import built_in

_K1: Final[Mapping[Stream, float]] = {"words": 1.0, "bigrams": 1.0, "characters": 4.0}
"""Characters recur in other words, and tell more the more often they do. Chosen with
both halves of tests/quality and two collections of real questions in sight."""

FORMULA: Final = f"BM25F k1={_K1} b={B} {index.word_vectors.NAME}"
"""Names how documents are scored: an index that was built by another formula is outdated."""

_SOON_ENCODED: Final = 200
"""Texts; encoding them takes two seconds or three."""

_Field = tuple[Stream, str, float]
"""A stream of terms, the field whose texts they stand in, and its weight."""

_Corpora = dict[_Field, list[list[str]]]

Progress = Callable[[int, int], None]
"""Told after each document: how many are done, of how many."""

_MOST_DICTIONARY_WORD: Final = 12
"""Longer phrases are no words: kept whole they would hide the words inside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabularies:
    """The library's own words.

    Attributes:
        words: Words that segmentation should keep whole: place names, tags, names of practices.
        synonyms: The admin's synonym file, on top of the built-in one; may be empty.
    """

    words: frozenset[str] = frozenset()
    synonyms: str = ""

    def fingerprint(self) -> str:
        """Return a hash that changes when a rebuilt index would cut or expand differently.

        The built-in word files and the program's own dictionary words count too.
        """
        hashed = blake2b(digest_size=16)
        for text in (*sorted(self.words), self.synonyms, *map(built_in, _BUILT_IN)):
            hashed.update(text.encode())
            hashed.update(b"\0")
        return hashed.hexdigest()


_BUILT_IN: Final = ("synonyms.txt", "question_words.txt", "modern_words.txt", "off_topic.txt")


def build_snapshot(  # noqa: PLR0913 - what is built from what, each by name
    documents: Sequence[Document],
    folder: SnapshotFolder,
    vocabularies: Vocabularies,
    *,
    built_from: Mapping[str, str],
    now: datetime,
    encoder: Encoder | None = None,
    words_only: bool = False,
    progress: Progress | None = None,
    words_ready: Callable[[], object] | None = None,
) -> Snapshot:
    """Index the documents and put the new snapshot to use.

    Encoding takes a hundred times as long as cutting words: where there is much to encode, a
    snapshot that finds all documents by words is put to use first. Until it is complete nothing
    is found by meaning; where there is little to encode, the old snapshot serves meanwhile.

    Args:
        documents: With distinct ids, in any order.
        folder: Where the snapshot is published; the old one serves until the swap.
        vocabularies: The library's own words.
        built_from: What to record as the sources.
        now: Names the snapshot.
        encoder: Adds meaning; vectors of unchanged documents are taken from the old snapshot.
        words_only: Encode nothing now; vectors that are known are kept, the others missing.
        progress: Told after each step; a document is one step, or two with an encoder.
        words_ready: Told when that first snapshot is published.

    Raises:
        EncoderUnavailableError: The encoder does not answer; a snapshot that has the new words and
            the old vectors is put to use all the same.
        WordFileError: The admin's synonym file contradicts itself; nothing is replaced.
        SnapshotWriteError: The folder cannot be written; nothing is replaced.
    """
    normaliser = Normaliser()
    synonyms = read_synonyms(
        ("synonyms.txt", built_in("synonyms.txt")),
        ("own-synonyms.txt", vocabularies.synonyms),
        normalise=normaliser.normalise,
    )
    own = vocabularies.words | synonyms.words()
    dictionary = sorted(dictionary_words(own, normaliser.normalise))
    analyser = Analyser(normaliser, JiebaSegmenter(dictionary))
    ordered = sorted(documents, key=lambda document: document.id)
    meant = [*ordered, off_topic_document(built_in("off_topic.txt"))]
    is_encoding = encoder is not None and not words_only
    steps = _Steps(len(ordered) + (len(meant) if is_encoding else 0), progress)
    fields = sorted({(text.field, text.weight) for d in ordered for text in d.texts})
    corpora: _Corpora = {(stream, *field): [] for stream in STREAMS for field in fields}
    own_words = " ".join(sorted(synonyms.words()))
    said: list[tuple[str, Sequence[str]]] = [(own_words, analyser.words(own_words))]
    for document in ordered:
        texts = [analyser.normalise(weighted.text) for weighted in document.texts]
        for field, terms in _terms(document, texts, analyser, corpora).items():
            corpora[field].append(terms)
        said.append((" ".join(texts), _said_last(corpora)))
        steps.tell(1)
    content = SnapshotContent(
        ids=tuple(document.id for document in ordered),
        priors=np.array([document.prior for document in ordered], dtype=np.float64),
        streams={stream: inverted_arrays(_postings(stream, corpora)) for stream in STREAMS},
        texts={
            "dictionary.txt": "\n".join(dictionary),
            "synonyms.txt": built_in("synonyms.txt"),
            "own-synonyms.txt": vocabularies.synonyms,
            "question-words.txt": built_in("question_words.txt"),
            "off-topic.txt": built_in("off_topic.txt"),
            "phrases.txt": correction_lines(said, analyser),
        },
        built_from=dict(built_from),
    )
    content = replace(content, word_meanings=_word_meanings(content, meant, analyser))
    known = _known_meanings(folder)
    if encoder is None:  # who tries it without one has its vectors when it comes back
        kept = keep(meant, known) if known else None
        return folder.publish(replace(content, meanings=kept), now=now)
    meanings = take_over(meant, encoder, known)
    if words_only:
        return folder.publish(replace(content, meanings=meanings), now=now)
    by_words = replace(content, meanings=meanings)
    words_come_first = meanings.missing_texts(meant) > _SOON_ENCODED
    if words_come_first:
        folder.publish(by_words, now=now)
        if words_ready:
            words_ready()
    try:
        meanings = encode_missing(meanings, meant, encoder, steps.tell)
    except EncoderUnavailableError:
        if not words_come_first:
            folder.publish(by_words, now=now)
        raise
    return folder.publish(replace(content, meanings=meanings), now=now)


def _word_meanings(
    content: SnapshotContent, documents: Sequence[Document], analyser: Analyser
) -> Meanings:
    """Return the vectors of the documents as the sums of their words' vectors."""
    frequency = InvertedFile(content.streams["words"]).document_frequency
    encoder = WordEncoder(analyser, frequency, len(content.ids))
    return encode_missing(take_over(documents, encoder, None), documents, encoder, lambda _: None)


class _Steps:
    """Counts what is done and tells whoever wants to know."""

    def __init__(self, count: int, progress: Progress | None) -> None:
        self._count = count
        self._done = 0
        self._progress = progress

    def tell(self, more: int) -> None:
        self._done += more
        if self._progress and more:
            self._progress(self._done, self._count)


def _known_meanings(folder: SnapshotFolder) -> Meanings | None:
    try:
        return folder.open_current().meanings
    except (SnapshotMissingError, SnapshotDamagedError):
        return None


def dictionary_words(words: Iterable[str], normalise: Callable[[str], str]) -> set[str]:
    """Return the words that segmentation should keep whole, normalised, without phrases."""
    normalised = map(normalise, words)
    return {w for w in normalised if 1 < len(w) <= _MOST_DICTIONARY_WORD and " " not in w}


def _terms(
    document: Document, texts: Sequence[str], analyser: Analyser, fields: Iterable[_Field]
) -> dict[_Field, list[str]]:
    """Return the terms of each field."""
    found: dict[_Field, list[str]] = {field: [] for field in fields}
    for text, weighted in zip(texts, document.texts, strict=True):
        terms = analyser.terms(text)
        for stream in STREAMS:
            found[stream, weighted.field, weighted.weight] += terms.of(stream)
    return found


def _said_last(corpora: _Corpora) -> list[str]:
    """Return the words of the last document."""
    return [w for (stream, *_), corpus in corpora.items() if stream == "words" for w in corpus[-1]]


def _postings(stream: Stream, corpora: _Corpora) -> Postings:
    fields = [
        Field(weight=weight, corpus=corpus)
        for (its_stream, _, weight), corpus in corpora.items()
        if its_stream == stream
    ]
    return build_postings(fields, k1=_K1[stream])
