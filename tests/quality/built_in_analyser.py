"""What cuts texts as it does for every library, without any library's own words."""

from index.analyser import Analyser
from index.builder import dictionary_words
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.synonyms import read_synonyms
from index.word_file import built_in


def built_in_analyser_and_phrases() -> tuple[Analyser, list[str]]:
    """Return the analyser, and the everyday phrases of `synonyms.txt` that it knows, sorted."""
    normaliser = Normaliser()
    synonyms = read_synonyms(
        ("synonyms.txt", built_in("synonyms.txt")), normalise=normaliser.normalise
    )
    phrases = sorted(synonyms.words())
    words = sorted(dictionary_words(phrases, normaliser.normalise))
    return Analyser(normaliser, JiebaSegmenter(words)), phrases
