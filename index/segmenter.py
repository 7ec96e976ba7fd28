"""What the index asks of a word segmenter."""

from typing import Protocol


class Segmenter(Protocol):
    """Cuts normalised text into words. Safe to call from several threads."""

    def cut(self, text: str, /) -> list[str]:
        """Cut into words that follow each other; joined they give the text, spaces included."""
        ...

    def cut_for_search(self, text: str, /) -> list[str]:
        """Cut likewise; before a long word stand the dictionary words of 2 or 3 inside it."""
        ...
