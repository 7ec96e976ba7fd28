"""Word files: what an admin edits with a plain text editor. `#` starts a comment."""

from collections.abc import Iterator
from importlib.resources import files


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, content) of the lines that say something."""
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip()
        if content:
            yield number, content


def built_in(name: str) -> str:
    """Return a word file that ships with the package, e.g. `synonyms.txt`."""
    return files("index").joinpath("data", name).read_text(encoding="utf-8")
