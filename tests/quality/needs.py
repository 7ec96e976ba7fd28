"""Problems as a booklet tells them, and as residents put them.

`needs_and_answers.jsonl` was written for this: 1,740 problems, each with eight wordings of people
who do not know the booklet, and 520 citizens' letters with their replies; so were the 260 rules of
`rules_and_questions.jsonl`, which lay people ask about. No case of the library is in them, no
document that anything is measured on, and no query that was judged when they were written; four
that were judged later equal a wording.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

NEEDS: Final = Path(__file__).with_name("needs_and_answers.jsonl")
RULES: Final = Path(__file__).with_name("rules_and_questions.jsonl")

_SENTENCE: Final = re.compile(r"(?<=[。；])")
_SHORTEST_SENTENCE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A problem and how it was solved.

    Attributes:
        asked: In people's words.
        title: Of the passage; blank for replies to letters, and for rules.
        passage: As it is told, with its title.
        parts: Of what is told, each by itself.
    """

    asked: tuple[str, ...]
    title: str
    passage: str
    parts: tuple[str, ...]


def read_needs(path: Path) -> list[Need]:
    """Read what is learnt from."""
    return [_need(json.loads(row)) for row in path.read_text(encoding="utf-8").splitlines()]


def _need(row: dict[str, Any]) -> Need:
    title, text = row.get("title", ""), row["text"]
    sentences = (part for part in _SENTENCE.split(text) if len(part) > _SHORTEST_SENTENCE)
    return Need(
        asked=tuple(row["asked"]),
        title=title,
        passage="。".join(filter(None, (title, text))),
        parts=tuple(filter(None, (title, *sentences))),
    )
