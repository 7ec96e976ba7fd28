"""Topics in the words that people put around them, by writers who knew nothing of the program.

None of the frames is among those that index/reduction learnt from. The topics that are answered
are those of the held queries; 20 of these 105 (路灯), and 7 of the 40 that nothing answers, also
stand among the questions that it learnt from. docs/quality.md has the figures without them. How
much is left out of a question was chosen with these figures in sight, though, and 37 of the frames
were known when the commonest ways to ask were added to what is learnt from.
"""

from itertools import cycle, islice
from pathlib import Path
from typing import Final

from tests.quality.judged_queries import NOTHING, JudgedQuery, read_queries

FRAMED: Final = "framed"

_FRAMES: Final = Path(__file__).with_name("held_frames.txt")
_UNANSWERED: Final = Path(__file__).with_name("unanswered_topics.txt")
_GAP: Final = "…"
_TOPICS_EACH: Final = 12
_UNANSWERED_EACH: Final = 4


def framed_queries() -> list[JudgedQuery]:
    """Put topics into every frame in turn: twelve that are answered, and four that are not."""
    topics = cycle(query for query in read_queries("held") if query.kind == "plain")
    unanswered = cycle(_UNANSWERED.read_text("utf-8").splitlines())
    queries = []
    for frame in _FRAMES.read_text("utf-8").splitlines():
        queries += [
            JudgedQuery(
                kind=FRAMED,
                part="held",
                text=frame.replace(_GAP, topic.text),
                relevant=topic.relevant,
            )
            for topic in islice(topics, _TOPICS_EACH)
        ]
        queries += [
            JudgedQuery(
                kind=NOTHING, part="held", text=frame.replace(_GAP, topic), relevant=frozenset()
            )
            for topic in islice(unanswered, _UNANSWERED_EACH)
        ]
    return queries
