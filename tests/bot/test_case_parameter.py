"""A case as a parameter of at most 64 plain characters, and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case_parameter import case_in, case_parameter
from cases import CaseId


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda t: len(t.encode()) <= 40))
def test_every_case_id_comes_back_from_its_parameter(text: str) -> None:
    parameter = case_parameter(CaseId(text))

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter)
    assert case_in(parameter) == text


@given(st.text())
def test_no_parameter_is_an_error(parameter: str) -> None:
    case_in(parameter)
    case_in(f"c64_{parameter}")


@pytest.mark.parametrize("parameter", ["", "case_", "c64_", "c64_!", "c64_a", "c64__w", "help"])
def test_a_parameter_that_names_no_case_opens_none(parameter: str) -> None:
    assert case_in(parameter) is None


def test_an_ordinary_id_can_be_read_in_its_parameter() -> None:
    assert case_parameter(CaseId("sz-1")) == "case_sz-1"
