"""How questions are read: the word files of a snapshot, loaded."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.query import QueryParser
from index.reduction import QueryReducer, load_weights
from index.scope import Scope, built_in_scope
from index.synonyms import read_synonyms
from index.word_file import lines

WORD_FILES: Final = (
    "dictionary.txt",
    "synonyms.txt",
    "own-synonyms.txt",
    "question-words.txt",
    "off-topic.txt",
)
"""The texts of a snapshot that `read_language` takes, in its order."""

_MOST_KEPT: Final = 2  # of the snapshot that serves, and of the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What reads questions; safe to use from several threads."""

    analyser: Analyser
    parser: QueryParser
    scope: Scope


@lru_cache(maxsize=_MOST_KEPT)
def read_language(
    dictionary: str, synonyms: str, own_synonyms: str, question_words: str, off_topic: str
) -> Language:
    """Load word files, or return what they were loaded as before.

    Loading holds up every other thread for a fifth of a second, and most snapshots of a library
    have the same word files.
    """
    normaliser = Normaliser()
    analyser = Analyser(normaliser, JiebaSegmenter(dictionary.splitlines()))
    table = read_synonyms(
        ("synonyms.txt", synonyms),
        ("own-synonyms.txt", own_synonyms),
        normalise=normaliser.normalise,
    )
    ignored = frozenset(normaliser.normalise(word) for _, word in lines(question_words))
    return Language(
        analyser=analyser,
        parser=QueryParser(analyser, table, ignored, QueryReducer(load_weights())),
        scope=built_in_scope(normaliser.normalise, off_topic),
    )
