"""An index from before an update is read on, so that its vectors are not computed again."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from index import SnapshotFolder
from tests.index.snapshot_content import content_of, read_through


def test_an_index_from_before_vectors_of_words_is_read(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    written = folder.publish(content_of("old"), now=datetime.now(UTC)).folder / "meta.json"
    fields = json.loads(written.read_bytes())
    del fields["word_encoder"], fields["checksum"]
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
    checksum = hashlib.blake2b(canonical, digest_size=16).hexdigest()
    written.write_text(json.dumps(fields | {"checksum": checksum}), encoding="utf-8")

    snapshot = folder.open_current()

    assert read_through(snapshot) == "old"
    assert snapshot.word_meanings is None
