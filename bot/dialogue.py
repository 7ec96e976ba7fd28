"""The dialogue: what is answered to a message, the same on every channel."""

from collections.abc import Container
from dataclasses import replace
from typing import Final, assert_never

import structlog

from bot import wording
from bot.action import (
    Action,
    Ask,
    Browse,
    Help,
    NextPage,
    OpenCase,
    OpenNumber,
    PreviousPage,
    Reindex,
    ShowRelated,
    Welcome,
)
from bot.browsing import BROWSE_ROW, Browser, browsed, fixed_place
from bot.card import open_case
from bot.case_search import CaseSearch, Found, Match, quoted
from bot.emergency import advice_for
from bot.examples import Examples
from bot.intent import (
    SAID_AS_TYPED,
    SAID_BACK,
    SAID_RELATED,
    SmallTalk,
    plain_words,
    read_action,
    read_choice,
    read_small_talk,
)
from bot.link import CaseLink
from bot.listing import PAGE_SIZE, list_cases
from bot.message import Message
from bot.reply import Choice, Reply
from bot.session import Session, SessionStore, session_key
from cases import FACETS, CaseId, CaseStore, StoreUnavailableError
from cases.gap import GapLog
from index import IndexingError

_MOST_RELATED: Final = 5

_Answer = tuple[Reply, Session]

log = structlog.get_logger(__name__)


class Dialogue:
    """Answers messages. Synchronous, a few milliseconds; safe to call from several threads."""

    def __init__(
        self,
        case_search: CaseSearch,
        store: CaseStore,
        sessions: SessionStore,
        gaps: GapLog,
        link: CaseLink,
        *,
        admins: Container[str] = frozenset(),
        secret: bytes,
    ) -> None:
        """Keep what answers are made from.

        Args:
            case_search: Finds cases.
            store: Has them.
            sessions: Remembers the list that was shown last.
            gaps: Counts the questions that found nothing.
            link: Where full texts are read.
            admins: Holds `channel:user` of those who may reindex; may take a while to look.
            secret: Keys the hashes under which sessions are kept.
        """
        self._case_search = case_search
        self._store = store
        self._sessions = sessions
        self._gaps = gaps
        self._link = link
        self._admins = admins
        self._secret = secret
        self._browser = Browser(store, link)
        self._examples = Examples(case_search, store)

    def respond(self, message: Message) -> Reply:
        """Answer one message; whatever was said, the answer is a sentence and a way on."""
        try:
            session = self._load_session(message)
            action = message.action or self._read(message.text, session)
            if isinstance(action, Reply):
                return action
            reply, next_session = self._do(action, session, message)
        except StoreUnavailableError as error:
            log.warning("store_unavailable", reason=str(error))
            return Reply(opening=wording.STORE_DOWN)
        except IndexingError as error:
            log.warning("index_unavailable", reason=str(error))
            return Reply(opening=wording.INDEX_DOWN)
        if next_session != session:
            self._save_session(message, next_session)
        return reply

    def forget(self, message: Message) -> None:
        """Forget what is remembered of who sent the message."""
        self._save_session(message, Session())

    def _read(self, text: str, session: Session) -> Action | Reply:
        """Return what a typed text asks for, or what to say when it asks for nothing."""
        said = plain_words(text)
        if said in SAID_RELATED:
            opened = session.opened
            return ShowRelated(case_id=opened) if opened else Reply(opening=wording.NO_CASE_OPEN)
        if said in SAID_BACK:
            return _back_to(session) or Reply(opening=wording.NO_LIST)
        if said in SAID_AS_TYPED:
            asked = session.question
            return Ask(question=quoted(asked)) if asked else Reply(opening=wording.NO_LIST)
        small_talk = read_small_talk(text)
        if small_talk:
            return Reply(opening=_SMALL_TALK[small_talk], choices=BROWSE_ROW)
        shown, opened_last = len(session.shown), session.number_opened
        chosen = read_choice(text, shown=shown, opened=opened_last) if shown else None
        return chosen or read_action(text) or Reply(opening=wording.NOTHING_SAID)

    def _do(  # noqa: C901, PLR0911 - one line for each kind of action
        self, action: Action, session: Session, message: Message
    ) -> _Answer:
        match action:
            case Ask():
                return self._ask(action, session)
            case OpenCase():
                return self._open(action.case_id, session)
            case OpenNumber():
                return self._open_number(action.number, session)
            case ShowRelated():
                return self._show_related(action.case_id, session)
            case Browse():
                return self._browse(action, session)
            case NextPage():
                return self._turn(1, session, message)
            case PreviousPage():
                return self._turn(-1, session, message)
            case Welcome():
                return self._welcome(), session.without_numbers
            case Help():
                return _HELP, session
            case Reindex():
                return self._reindex(message), session
            case _:
                assert_never(action)

    def _ask(self, wish: Ask, session: Session) -> _Answer:
        question = wish.question[: wording.LONGEST_QUESTION]
        place = self._place_in(question)
        if place:
            return self._browse(replace(place, page=wish.page), session)
        found = self._case_search.search(
            question, offset=(wish.page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
        advice = advice_for(question)
        if found.confidence == "none":
            nothing = Reply(opening=advice, found=found) if advice else self._found_nothing(found)
            return nothing, Session(opened=session.opened)
        if not found.matches:
            return Reply(opening=wording.LAST_PAGE), session
        opening = wording.found_opening(found, was_cut=question != wish.question)
        reply = list_cases(
            found.matches,
            self._link,
            opening=f"{advice}\n{opening}".lstrip(),
            page=wish.page,
            total=found.total,
            turn_to=lambda page: Ask(question=question, page=page),
        )
        if found.corrected:
            anyway = Choice(label="按原话找", action=Ask(question=quoted(question)))
            reply = replace(reply, choices=(*reply.choices, (anyway,)))
        return replace(reply, found=found), _remember(
            reply, Session(question=question, page=wish.page)
        )

    def _place_in(self, question: str) -> Browse | None:
        """Return how to browse what the question names, if it does nothing else."""
        named = self._case_search.named_in(question)
        if any(map(str.isalnum, named.rest)):
            return fixed_place(question)
        return browsed(named.filter)

    def _found_nothing(self, found: Found) -> Reply:
        if self._store.count() == 0:
            return Reply(opening=wording.EMPTY_LIBRARY)
        is_noted = self._note_gap(found.question)
        topics = tuple(
            Choice(label=topic, action=Ask(question=topic)) for topic in found.near_topics
        )
        return Reply(
            opening=wording.found_opening(found, is_noted=is_noted),
            found=found,
            choices=tuple(row for row in (topics[:2], topics[2:], *BROWSE_ROW) if row),
        )

    def _note_gap(self, question: str) -> bool:
        """Count the question as a gap; say whether that went well."""
        try:
            self._gaps.note(question)
        except StoreUnavailableError as error:
            log.warning("gap_not_noted", reason=str(error))
            return False
        return True

    def _open(self, case_id: CaseId, session: Session) -> _Answer:
        case = self._store.get(case_id)
        if case is None or not case.is_public:
            return self._gone(), session
        choices = [Choice(label="相关案例", action=ShowRelated(case_id=case_id))]
        back = _back_to(session)
        if back:
            choices.append(Choice(label="回到列表", action=back))
        reply = Reply(
            opened=open_case(case, self._link),
            closing=wording.OPENED_HOW,
            choices=(tuple(choices),),
        )
        return reply, replace(session, opened=case_id)

    def _open_number(self, number: int, session: Session) -> _Answer:
        if not session.shown:
            return Reply(opening=wording.NO_LIST), session
        if not 1 <= number <= len(session.shown):
            return Reply(opening=wording.wrong_number(len(session.shown))), session
        return self._open(session.shown[number - 1], session)

    def _show_related(self, case_id: CaseId, session: Session) -> _Answer:
        cases = self._case_search.related(case_id, limit=_MOST_RELATED)
        if not cases:
            return Reply(opening=wording.NO_RELATED), session
        reply = list_cases(
            [Match(case=case, score=0.0) for case in cases],
            self._link,
            opening=wording.RELATED,
            page=1,
            total=len(cases),
            turn_to=lambda _: ShowRelated(case_id=case_id),
        )
        return reply, _remember(reply, replace(session, opened=case_id))

    def _browse(self, wish: Browse, session: Session) -> _Answer:
        reply = self._browser.reply(wish)
        if not reply.cards:
            return reply, session.without_numbers
        return reply, _remember(
            reply, Session(facet=wish.facet or "", value=wish.value, page=wish.page)
        )

    def _turn(self, pages: int, session: Session, message: Message) -> _Answer:
        back = _back_to(session)
        if back is None:
            return Reply(opening=wording.NO_LIST), session
        if back.page + pages < 1:
            return Reply(opening=wording.FIRST_PAGE), session
        return self._do(replace(back, page=back.page + pages), session, message)

    def _welcome(self) -> Reply:
        examples = tuple(
            Choice(label=question, action=Ask(question=question))
            for question in self._examples.questions()
        )
        if not examples:
            return Reply(opening=wording.EMPTY_LIBRARY)
        return Reply(
            opening=wording.WELCOME,
            choices=(*((example,) for example in examples), *BROWSE_ROW),
        )

    def _gone(self) -> Reply:
        """Say that a case is no more, and offer others: whoever scanned its code is new here."""
        welcome = self._welcome()
        return replace(welcome, opening=wording.CASE_GONE) if welcome.choices else welcome

    def _reindex(self, message: Message) -> Reply:
        """Start it for an admin; for others it is a command that there is not."""
        if f"{message.channel}:{message.user}" in self._admins:
            return Reply(opening=wording.REINDEX_STARTED, starts="reindex")
        return _HELP

    def _load_session(self, message: Message) -> Session:
        if not message.user:
            return Session()
        return Session.from_json(self._sessions.load(session_key(message, self._secret)))

    def _save_session(self, message: Message, session: Session) -> None:
        """Save what the next message needs; an answer is not held back when that fails."""
        if not message.user:
            return
        try:
            self._sessions.save(session_key(message, self._secret), session.to_json())
        except StoreUnavailableError as error:
            log.warning("session_not_saved", reason=str(error))


_HELP: Final = Reply(opening=wording.HELP, choices=BROWSE_ROW)
_SMALL_TALK: Final[dict[SmallTalk, str]] = {
    "thanks": wording.THANKED,
    "farewell": wording.FAREWELL,
    "settled": wording.SETTLED,
    "unsettled": wording.UNSETTLED,
    "human": wording.NO_HUMAN,
}


def _remember(reply: Reply, session: Session) -> Session:
    return replace(session, shown=tuple(card.case_id for card in reply.cards))


def _back_to(session: Session) -> Ask | Browse | None:
    """Return the action that shows the list of the session again."""
    if session.question:
        return Ask(question=session.question, page=session.page)
    facet = next((facet for facet in FACETS if facet == session.facet), None)
    if facet:
        return Browse(facet=facet, value=session.value, page=session.page)
    return None
