"""What no library answers: small talk, weather, prices; as a document, so that it has vectors."""

from index.document import Document, DocumentId
from index.word_file import lines


def off_topic_document(text: str) -> Document:
    """Return the list as a document that means what it asks, and is never found by its words.

    Args:
        text: The word file `off_topic.txt`, one question a line.
    """
    questions = tuple(question for _, question in lines(text))
    return Document(id=DocumentId(""), texts=(), questions=questions)
