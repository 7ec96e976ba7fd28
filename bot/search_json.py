"""What a found question looks like as JSON: `miaozhao search --json` and `/api/search`."""

from typing import TypedDict

from bot.card import glance
from bot.case_search import Found
from bot.link import CaseLink
from index import Confidence


class HitJson(TypedDict):
    """One hit; `summary` is the case at a glance, `url` its full text."""

    id: str
    title: str
    place: str
    summary: str
    url: str
    score: float
    matched: list[str]


class SearchJson(TypedDict):
    """The whole answer; with confidence `none` the hits are empty."""

    query: str
    confidence: Confidence
    took_ms: float
    corrected: str | None
    hits: list[HitJson]


def search_json(found: Found, link: CaseLink) -> SearchJson:
    """Return the object that scripts rely on; hits best first."""
    return {
        "query": found.question,
        "confidence": found.confidence,
        "took_ms": round(found.took_ms, 3),
        "corrected": found.corrected,
        "hits": [
            {
                "id": match.case.id,
                "title": match.case.title,
                "place": match.case.place,
                "summary": glance(match.case),
                "url": link(match.case.id),
                "score": round(match.score, 6),
                "matched": list(match.matched),
            }
            for match in found.matches
        ],
    }
