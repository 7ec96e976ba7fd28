"""What people typed into the search box, made harmless."""

import re
from typing import Final

from bot.action import NextPage, OpenNumber, PreviousPage
from bot.intent import SAID_BACK, SAID_RELATED, plain_words, read_action
from bot.session import Session
from bot.web.addresses import Addresses
from bot.wording import LONGEST_QUESTION

MOST_READ: Final = LONGEST_QUESTION + 1
"""Characters that are read: by the one too many, the dialogue knows that it has to cut."""

_LONGEST_SESSION: Final = 4_000
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
_PAGE: Final = re.compile(r"[1-9][0-9]{0,3}")


def clean_question(text: str) -> str:
    """Return the text in one line, without control characters, cut to what is read."""
    return _UNPRINTABLE.sub(" ", text).strip()[:MOST_READ].strip()


def read_page(text: str) -> int:
    """Return the page that an address names, from 1; 1 for anything that is no page."""
    return int(text) if _PAGE.fullmatch(text) else 1


def last_list(text: str) -> Session:
    """Read the list that the page had shown; a new session for what cannot be read."""
    return Session.from_json(text if len(text) <= _LONGEST_SESSION else None)


def where_to(typed: str, session: Session, addresses: Addresses) -> str:
    """Return the page that answers what was typed below a list or a case.

    A number opens the case that stood there, 下一页 and 上一页 turn the page, 相关 goes on from
    the case that is open, and all else is a new question.
    """
    said = plain_words(typed)
    if session.opened and said in SAID_RELATED:
        return addresses.related(session.opened)
    if session.shown:
        if said in SAID_BACK:
            return addresses.list_page(session, session.page)
        match read_action(typed):
            case OpenNumber(number=number) if number <= len(session.shown):
                return addresses.case(session.shown[number - 1])
            case NextPage():
                return addresses.list_page(session, session.page + 1)
            case PreviousPage():
                return addresses.list_page(session, session.page - 1)
    return addresses.asked(typed) if typed else addresses.start()
