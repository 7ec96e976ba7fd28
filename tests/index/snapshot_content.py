"""Snapshot contents made by hand: fast to publish, again and again."""

import numpy as np

from index import DocumentId
from index.analyser import STREAMS
from index.bm25 import Field, build_postings
from index.inverted_file import inverted_arrays
from index.snapshot import Snapshot, SnapshotContent

TERM = "灯"


def content_of(name: str, *, count: int = 3) -> SnapshotContent:
    """Return documents `name-0`, `name-1`…; the first alone has the `TERM`."""
    corpus = [[TERM, name], *([name, f"词{n}"] for n in range(1, count))]
    arrays = inverted_arrays(build_postings([Field(weight=1, corpus=corpus)], k1=1.0))
    return SnapshotContent(
        ids=tuple(DocumentId(f"{name}-{n}") for n in range(count)),
        priors=np.ones(count),
        streams=dict.fromkeys(STREAMS, arrays),
        texts=dict.fromkeys(
            (
                "dictionary.txt",
                "synonyms.txt",
                "own-synonyms.txt",
                "question-words.txt",
                "off-topic.txt",
                "phrases.txt",
            ),
            "",
        ),
        built_from={"name": name},
    )


def read_through(snapshot: Snapshot) -> str:
    """Look into every part, check that all are of one build, and return its name."""
    name = snapshot.built_from["name"]
    assert snapshot.ids[0] == f"{name}-0"
    assert snapshot.text("dictionary.txt") == ""
    for inverted_file in snapshot.streams.values():
        assert inverted_file.postings_of(TERM)[0].tolist() == [0]
        assert len(inverted_file.postings_of(name)[0]) == len(snapshot.ids)
    return name
