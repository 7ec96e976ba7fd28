"""Conversations with the real dialogue, and stores that can be switched off."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from textwrap import dedent
from typing import Final

from bot.action import Action
from bot.case_search import CaseSearch
from bot.channels.terminal import write_reply
from bot.dialogue import Dialogue
from bot.link import CaseLink
from bot.live_searcher import LiveSearcher
from bot.message import ChannelName, Message
from bot.reply import Choice, Reply
from bot.session import MemorySessionStore, SessionStore
from cases import (
    EVERYTHING,
    Case,
    CaseFilter,
    CaseId,
    CaseStore,
    Facet,
    MemoryGapLog,
    Revision,
    SaveCounts,
    StoreUnavailableError,
)
from cases.gap import GapLog

LINK: Final = CaseLink("https://m.example.cn")
SECRET: Final = b"a key that opens nothing"


def noon() -> datetime:
    return datetime(2026, 1, 1, 12, tzinfo=UTC)


def hold_dialogue(
    store: CaseStore,
    live: LiveSearcher,
    *,
    sessions: SessionStore | None = None,
    gaps: GapLog | None = None,
    admins: Iterable[str] = (),
) -> Dialogue:
    """Wire a dialogue as the application does."""
    return Dialogue(
        CaseSearch(store, live),
        store,
        sessions or MemorySessionStore(clock=noon),
        gaps or MemoryGapLog(clock=noon),
        LINK,
        admins=frozenset(admins),
        secret=SECRET,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who talks with a dialogue and reads its answers as lines."""

    dialogue: Dialogue
    name: str = "resident"
    channel: ChannelName = "terminal"
    conversation: str = ""

    def hears(self, text: str = "", action: Action | None = None) -> Reply:
        return self.dialogue.respond(
            Message(
                channel=self.channel,
                user=self.name,
                text=text,
                action=action,
                conversation=self.conversation,
            )
        )

    def reads(self, text: str = "", action: Action | None = None) -> str:
        return "\n".join(write_reply(self.hears(text, action)))

    def presses(self, label: str, reply: Reply) -> Reply:
        """Press the button that begins with the label."""
        choice = next(c for c in choices_of(reply) if c.label.startswith(label))
        return self.hears(action=choice.action)


def choices_of(reply: Reply) -> list[Choice]:
    return [choice for row in reply.choices for choice in row]


def lines(text: str) -> str:
    """Return the lines of an indented block."""
    return dedent(text).strip("\n")


def titles(reply: Reply) -> list[str]:
    return [card.title for card in reply.cards]


class Switch:
    """Whether something works; may fail from the n-th use on."""

    def __init__(self) -> None:
        self.uses_left: int | None = None

    def turn_off(self, *, after: int = 0) -> None:
        self.uses_left = after

    def use(self) -> None:
        if self.uses_left is None:
            return
        if self.uses_left == 0:
            raise StoreUnavailableError("数据库连不上，口令 correct-horse")
        self.uses_left -= 1


class SwitchedCaseStore:
    """A store that works while its switch is on."""

    def __init__(self, store: CaseStore, switch: Switch) -> None:
        self._store = store
        self._switch = switch

    def save(self, cases: Iterable[Case], /) -> SaveCounts:
        self._switch.use()
        return self._store.save(cases)

    def get(self, case_id: CaseId, /) -> Case | None:
        self._switch.use()
        return self._store.get(case_id)

    def get_many(self, case_ids: Sequence[CaseId], /) -> list[Case]:
        self._switch.use()
        return self._store.get_many(case_ids)

    def all_cases(self) -> Iterator[Case]:
        self._switch.use()
        return self._store.all_cases()

    def find_ids(self, wanted: CaseFilter, /) -> list[CaseId]:
        self._switch.use()
        return self._store.find_ids(wanted)

    def count(self, wanted: CaseFilter = EVERYTHING, /) -> int:
        self._switch.use()
        return self._store.count(wanted)

    def facet_counts(self, facet: Facet, /) -> dict[str, int]:
        self._switch.use()
        return self._store.facet_counts(facet)

    def revision(self) -> Revision:
        self._switch.use()
        return self._store.revision()


class SwitchedSessions:
    """Sessions that can be loaded and saved while their switches are on."""

    def __init__(self) -> None:
        self.loading = Switch()
        self.saving = Switch()
        self.kept: dict[str, str] = {}

    def load(self, key: str, /) -> str | None:
        self.loading.use()
        return self.kept.get(key)

    def save(self, key: str, payload: str, /) -> None:
        self.saving.use()
        self.kept[key] = payload


class SwitchedGapLog(MemoryGapLog):
    """A gap log that works while its switch is on."""

    def __init__(self, switch: Switch) -> None:
        super().__init__(clock=noon)
        self._switch = switch

    def note(self, question: str, /) -> None:
        self._switch.use()
        super().note(question)
