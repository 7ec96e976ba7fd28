"""Cases: what they are, where they are kept, how they come in and go out."""

from cases.case import (
    CHINESE_NAMES,
    FIELDS,
    HOME_CITY,
    STATUSES,
    THEMES,
    Case,
    CaseId,
    Field,
    Status,
    Theme,
)
from cases.errors import (
    CasesError,
    FieldFault,
    InvalidCaseError,
    StoreUnavailableError,
    UnknownThemeError,
    UnreadableFileError,
)
from cases.gap import Gap, GapLog, MemoryGapLog
from cases.memory import MemoryCaseStore
from cases.store import (
    EVERYTHING,
    FACETS,
    CaseFilter,
    CaseStore,
    Facet,
    Revision,
    SaveCounts,
)
from cases.values import HOME_DISTRICTS, read_filter

__all__ = [
    "CHINESE_NAMES",
    "EVERYTHING",
    "FACETS",
    "FIELDS",
    "HOME_CITY",
    "HOME_DISTRICTS",
    "STATUSES",
    "THEMES",
    "Case",
    "CaseFilter",
    "CaseId",
    "CaseStore",
    "CasesError",
    "Facet",
    "Field",
    "FieldFault",
    "Gap",
    "GapLog",
    "InvalidCaseError",
    "MemoryCaseStore",
    "MemoryGapLog",
    "Revision",
    "SaveCounts",
    "Status",
    "StoreUnavailableError",
    "Theme",
    "UnknownThemeError",
    "UnreadableFileError",
    "read_filter",
]
