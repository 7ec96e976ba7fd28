"""The filters that a question named, to be taken away one by one."""

from dataclasses import dataclass

from bot.facet_words import without_suffix
from cases import FACETS, CaseFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChip:
    """One filter.

    Attributes:
        value: What is looked at alone, e.g. 宝安区.
        question_without: The question without it; empty if nothing is left, None if the words
            that named it are not found.
    """

    value: str
    question_without: str | None


def filter_chips(question: str, wanted: CaseFilter) -> tuple[FilterChip, ...]:
    """Return a chip for each value of the filter, in the order of `FACETS`."""
    values = (getattr(wanted, facet) for facet in FACETS)
    return tuple(
        FilterChip(value=value, question_without=_without(question, value))
        for value in values
        if value
    )


def _without(question: str, value: str) -> str | None:
    for name in (value, without_suffix(value)):
        if name and name in question:
            return " ".join(question.replace(name, " ").split())
    return None
