"""What typed words lead to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import (
    Action,
    Browse,
    Help,
    NextPage,
    OpenCase,
    Reindex,
    ShowRelated,
    Welcome,
)
from bot.session import Session
from bot.web.addresses import Addresses
from bot.web.filter_chips import FilterChip, filter_chips
from bot.web.question import MOST_READ, clean_question, last_list, where_to
from cases import CaseFilter, CaseId

ADDRESSES = Addresses()
SHOWN = Session(question="dance", page=2, shown=(CaseId("a"), CaseId("b")))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("1", "/c/a"),
        ("２", "/c/b"),
        ("②", "/c/b"),
        ("第2个", "/c/b"),
        ("看②。", "/c/b"),
        ("3", "/?q=3"),
        ("0", "/?q=0"),
        ("相关", "/?q=%E7%9B%B8%E5%85%B3"),
        ("12345", "/?q=12345"),
        ("下一页", "/?q=dance&page=3"),
        ("Next", "/?q=dance&page=3"),
        ("回到列表", "/?q=dance&page=2"),
        ("上一页", "/?q=dance"),
        ("noise", "/?q=noise"),
        ("", "/"),
    ],
)
def test_below_a_list_numbers_and_page_words_speak_of_it(typed: str, address: str) -> None:
    assert where_to(typed, SHOWN, ADDRESSES) == address


def test_below_a_case_related_goes_on_from_it() -> None:
    assert where_to("相关", Session(opened=CaseId("a")), ADDRESSES) == "/c/a#related"


def test_without_a_list_page_words_are_a_question() -> None:
    assert where_to("next", Session(), ADDRESSES) == "/?q=next"


def test_a_forged_list_leads_nowhere_else() -> None:
    forged = Session(facet="//evil.example", value="x", shown=(CaseId("//evil.example"),))

    assert where_to("1", forged, ADDRESSES) == "/c/%2F%2Fevil.example"
    assert where_to("next", forged, ADDRESSES) == "/"


def test_an_overlong_list_is_not_read() -> None:
    session = Session(question="x" * 5_000, shown=(CaseId("a"),))

    assert last_list(session.to_json()) == Session()


@pytest.mark.parametrize(
    ("action", "address"),
    [
        (OpenCase(case_id=CaseId("a")), "/c/a"),
        (ShowRelated(case_id=CaseId("a")), "/c/a#related"),
        (Browse(), "/browse"),
        (Browse(facet="theme"), "/browse?by=theme"),
        (Browse(facet="city", value="x", page=2), "/browse?city=x&page=2"),
        (Welcome(), "/"),
        (Help(), "/help"),
        (NextPage(), None),
        (Reindex(), None),
    ],
)
def test_an_action_has_its_page(action: Action, address: str | None) -> None:
    assert ADDRESSES.of(action) == address


@given(st.text(max_size=1200))
def test_a_clean_question_is_one_printable_line(text: str) -> None:
    question = clean_question(text)

    assert len(question) <= MOST_READ
    assert question == question.strip()
    assert not any(character in question for character in "\x00\n\r\t\u2028\x9f")


def test_chips_name_the_filters_and_what_is_left_without_them() -> None:
    wanted = CaseFilter(theme="民之所安", district="宝安区", street="福海街道")

    chips = filter_chips("宝安 夜市 民之所安", wanted)

    assert chips == (
        FilterChip(value="民之所安", question_without="宝安 夜市"),
        FilterChip(value="宝安区", question_without="夜市 民之所安"),
        FilterChip(value="福海街道", question_without=None),
    )
