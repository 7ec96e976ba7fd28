"""What of a case is searched, and how much each part counts."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from cases import FIELDS, HOME_CITY, THEMES, Case, CaseStore
from index import FORMULA, Document, DocumentId, Encoder, Vocabularies, WeightedText, pieces

_WEIGHTS: Final = {
    "title": 2.0,
    "asked_as": 1.5,
    "tags": 1.5,
    "problem": 1.5,
    "approach": 1.0,
    "outcome": 1.0,
    "summary": 1.0,
    "body": 1.0,
    "place": 1.0,
    "lead": 1.0,
}
"""How much each part counts; chosen with both halves of tests/quality in sight."""

_HOME_BONUS: Final = 0.05
_RECENCY_BONUS: Final = 0.08
_OUTCOME_BONUS: Final = 0.05
_HALF_LIFE_YEARS: Final = 4.0
_UNDATED_AGE_YEARS: Final = 10

_LONGEST_PASSAGE: Final = 300
"""Characters of a passage that are encoded: longer ones cost more than they tell."""

_PLACE_PARTS: Final = ("city", "district", "street", "community")


def case_document(case: Case, *, newest_year: int) -> Document:
    """Return what the index sees of a case; `newest_year` is the library's newest."""
    parts = ((getattr(case, name), weight) for name, weight in _WEIGHTS.items())
    texts = ((" ".join(p) if isinstance(p, tuple) else p, weight) for p, weight in parts)
    told_in_parts = case.title, case.problem, case.approach, case.outcome
    return Document(
        id=DocumentId(case.id),
        texts=tuple(WeightedText(text=text, weight=weight) for text, weight in texts if text),
        passage=_passage(case),
        questions=(*case.asked_as, *filter(None, told_in_parts)),
        details=() if case.problem or case.approach else pieces(case.body),
        prior=_prior(case, newest_year),
    )


def newest_year(cases: Iterable[Case]) -> int:
    """Return the year of the newest case; 0 if none has a date."""
    return max((int(case.date[:4]) for case in cases if case.date), default=0)


def _passage(case: Case) -> str:
    """Return what the case tells, in a few sentences."""
    told = f"{case.problem}{case.approach}{case.outcome}" or case.summary or case.body
    return f"{case.title}。{told[:_LONGEST_PASSAGE]}"


def _prior(case: Case, newest_year: int) -> float:
    """Return what decides between near-ties: home, recency, a result; at most 18 % together."""
    is_home = case.city in {HOME_CITY, ""}
    age = newest_year - int(case.date[:4]) if case.date else _UNDATED_AGE_YEARS
    recency: float = 0.5 ** (age / _HALF_LIFE_YEARS)
    return (
        1.0
        + _HOME_BONUS * is_home
        + _RECENCY_BONUS * recency
        + _OUTCOME_BONUS * bool(case.outcome)
    )


def library_words(cases: Iterable[Case]) -> frozenset[str]:
    """Return the words that segmentation should keep whole: places, themes and fields.

    Tags are not among them: kept whole, 电动车充电 would hide 电动车 and its synonyms.
    """
    words = {getattr(case, part) for case in cases for part in _PLACE_PARTS}
    return frozenset(filter(None, words | {*THEMES, *FIELDS}))


def sources(store: CaseStore, own_synonyms: str, encoder: Encoder | None) -> dict[str, str]:
    """Return what an index of the library would be built from now, by name of the source."""
    revision = store.revision()
    return {
        "library": revision.library,
        "revision": str(revision.number),
        "words": Vocabularies(synonyms=own_synonyms).fingerprint(),
        "encoder": encoder.name if encoder else "",
        "weights": blake2b(f"{FORMULA} {_WEIGHTS}".encode(), digest_size=8).hexdigest(),
    }
