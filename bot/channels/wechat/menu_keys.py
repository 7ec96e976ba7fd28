"""The keys of menu entries that speak with us (type `click`), and what each one asks for.

```
help · welcome
browse                       what to browse by
browse:theme                 the values of a facet: theme, field, district, collection
browse:theme:民之所安         the cases under one value
ask:电动车充电                a question
case:sz-001                  one case
```

WeChat takes keys of at most 128 bytes; a menu file is checked against this module before it is
sent, and a key that a forgotten menu still sends reads as None.
"""

from typing import Final

from bot.action import Action, Browse, Help, OpenCase, Welcome
from bot.intent import FACET_NAMES, read_question
from cases import CaseId, Facet

LONGEST_KEY_BYTES: Final = 128

_ALONE: Final[dict[str, Action]] = {"help": Help(), "welcome": Welcome(), "browse": Browse()}
_FACETS: Final[dict[str, Facet]] = {facet: facet for facet in FACET_NAMES}


def read_menu_key(key: str) -> Action | None:
    """Return what a menu entry asks for; None if its key says nothing that we know."""
    if key in _ALONE:
        return _ALONE[key]
    kind, _, rest = key.partition(":")
    match kind:
        case "browse":
            return _read_browse(rest)
        case "ask":
            return read_question(rest)
        case "case":
            return OpenCase(case_id=CaseId(rest)) if rest else None
        case _:
            return None


def _read_browse(rest: str) -> Browse | None:
    name, _, value = rest.partition(":")
    return Browse(facet=_FACETS[name], value=value) if name in _FACETS else None
