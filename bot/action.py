"""What a person can ask the dialogue to do.

An action is complete in itself: a button pressed a month later, on another replica, still does
what it said. `OpenNumber`, `NextPage` and `PreviousPage` are what people type; they mean
something only together with the session.
"""

from dataclasses import dataclass

from cases import CaseId, Facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Find cases for a question; `page` counts from 1."""

    question: str
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Show one case in full."""

    case_id: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRelated:
    """List cases that are like one case."""

    case_id: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Browse:
    """List the facets, the values of one facet, or the cases under one value.

    `facet` None lists the facets; `value` empty lists that facet's values; `page` from 1.
    """

    facet: Facet | None = None
    value: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNumber:
    """Open the case that stands under this number on the page last shown."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPage:
    """Go on from the page last shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousPage:
    """Go back from the page last shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Greet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Explain what can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindex:
    """Build the index anew; for admins only."""


Action = (
    Ask
    | OpenCase
    | ShowRelated
    | Browse
    | OpenNumber
    | NextPage
    | PreviousPage
    | Welcome
    | Help
    | Reindex
)
