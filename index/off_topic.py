"""What no library answers: small talk, weather, prices. It tells honest questions from others."""

from index.analyser import Analyser, bigrams
from index.document import Document, DocumentId
from index.word_file import lines


def off_topic_document(text: str) -> Document:
    """Return the list as a document that means what it asks, and is never found by its words.

    Args:
        text: The word file `off_topic.txt`, one question a line.
    """
    questions = tuple(question for _, question in lines(text))
    return Document(id=DocumentId(""), texts=(), questions=questions)


class OffTopic:
    """The character pairs of the list. Immutable."""

    def __init__(self, text: str, analyser: Analyser) -> None:
        """Read the word file `off_topic.txt`."""
        questions = (analyser.normalise(question) for _, question in lines(text))
        self._pairs = frozenset(pair for question in questions for pair in bigrams(question))

    def share(self, normalised: str) -> float:
        """Return the share of a question's character pairs that the list has, 0 to 1."""
        pairs = list(bigrams(normalised))
        return sum(pair in self._pairs for pair in pairs) / len(pairs) if pairs else 0.0
