"""Buttons and deep links carry actions and ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from bot.channels.button_data import LONGEST_BYTES, decode, encode, long_text
from bot.channels.telegram.deep_link import deep_link
from cases import FACETS, CaseId

texts = st.text(st.characters() | st.just("\ud800"), max_size=90)
pages = st.integers(0, 10**9 - 1)
case_ids = st.text(max_size=60).map(CaseId)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Ask, question=texts, page=pages),
    st.builds(OpenCase, case_id=case_ids),
    st.builds(ShowRelated, case_id=case_ids),
    st.builds(Browse, facet=st.sampled_from([None, *FACETS]), value=texts, page=pages),
    st.builds(OpenNumber, number=pages),
    st.sampled_from([NextPage(), PreviousPage(), Welcome(), Help(), Reindex()]),
)


@given(actions, texts, texts)
def test_every_action_comes_back_from_its_button(action: Action, left: str, right: str) -> None:
    data = encode(action)
    shown = left + (long_text(action) or "") + right

    assert 1 <= len(data.encode()) <= LONGEST_BYTES
    assert decode(data, shown=["别的", shown]) == action


def test_a_question_that_cannot_be_written_in_utf8_has_its_button() -> None:
    action = Ask(question="充电\ud800")

    assert decode(encode(action), shown=["充电\ud800"]) == action


@given(actions)
def test_a_button_needs_nothing_else_unless_its_text_is_long(action: Action) -> None:
    found = decode(encode(action))

    assert found == (action if long_text(action) is None else None)


@given(st.text(st.characters(codec=None)))
def test_no_data_is_an_error(data: str) -> None:
    decode(data, shown=[data])


@given(st.from_regex(r"[aorbn](\d\.)?\d{0,12}([=#].{0,30})?", fullmatch=True))
def test_no_data_that_looks_like_ours_is_an_error(data: str) -> None:
    decode(data, shown=[data])


@pytest.mark.parametrize("data", ["", "?", "a1#5.0123456789abcdef", "b9.1=x", "a1#x", "noop"])
def test_data_that_nobody_wrote_means_nothing(data: str) -> None:
    assert decode(data, shown=["12345"]) is None


def test_twenty_chinese_characters_fit_into_a_button() -> None:
    assert long_text(Ask(question="字" * 20, page=9)) is None


@pytest.mark.parametrize("page", [-5, 10**30])
def test_a_page_beyond_all_bounds_still_fits(page: int) -> None:
    assert len(encode(Ask(question="字" * 300, page=page)).encode()) <= LONGEST_BYTES


def test_a_wider_button_carries_every_question_whole() -> None:
    action = Ask(question="字" * 200, page=2)

    assert decode(encode(action, longest=1024)) == action


def test_a_deep_link_names_bot_and_case() -> None:
    assert deep_link("MiaozhaoBot", CaseId("sz-1")) == "https://t.me/MiaozhaoBot?start=case_sz-1"
