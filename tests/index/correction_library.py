"""The corrector of the built-in library, as an index of it would hold it."""

from collections.abc import Sequence

from cases import Case
from cases.built_in import built_in_library
from index.analyser import Analyser
from index.corrector import Corrector
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.phrase_collector import correction_lines
from index.synonyms import read_synonyms
from index.word_file import built_in


def built_in_analyser() -> Analyser:
    normaliser = Normaliser()
    return Analyser(normaliser, JiebaSegmenter(_synonym_words(normaliser)))


def built_in_corrector(analyser: Analyser) -> Corrector:
    texts = [case_text(case) for case in built_in_library()]
    synonyms = " ".join(sorted(_synonym_words(Normaliser())))
    return Corrector(lines_of([*texts, synonyms], analyser), analyser)


def lines_of(texts: Sequence[str], analyser: Analyser) -> str:
    """Return what is kept for corrections of texts as they are written, one a document."""
    normalised = map(analyser.normalise, texts)
    return correction_lines(((text, analyser.words(text)) for text in normalised), analyser)


def case_text(case: Case) -> str:
    parts = (case.title, *case.tags, *case.asked_as, case.problem, case.approach, case.outcome)
    return "\n".join((*parts, case.city, case.district, case.street, case.community))


def _synonym_words(normaliser: Normaliser) -> set[str]:
    file = ("synonyms.txt", built_in("synonyms.txt"))
    return read_synonyms(file, normalise=normaliser.normalise).words()
