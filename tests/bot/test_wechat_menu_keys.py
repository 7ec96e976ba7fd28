"""What the keys of WeChat's menu ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import Action, Ask, Browse, Help, OpenCase, Welcome
from bot.channels.wechat.menu_keys import read_menu_key
from cases import CaseId


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("help", Help()),
        ("welcome", Welcome()),
        ("browse", Browse()),
        ("browse:theme", Browse(facet="theme")),
        ("browse:district", Browse(facet="district")),
        ("browse:theme:民之所安", Browse(facet="theme", value="民之所安")),
        ("browse:collection:第一期:上", Browse(facet="collection", value="第一期:上")),
        ("ask:电动车充电", Ask(question="电动车充电")),
        ("ask:几点:几分", Ask(question="几点:几分")),
        ("case:sz-001", OpenCase(case_id=CaseId("sz-001"))),
    ],
)
def test_a_key_says_what_is_asked(key: str, action: Action) -> None:
    assert read_menu_key(key) == action


@pytest.mark.parametrize(
    "key",
    ["", "Help", "help:", "browse:", "browse:colour", "browse:street", "ask:", "ask:！", "case:",
     "reindex", "V1001_TODAY_MUSIC"],
)  # fmt: skip
def test_a_key_that_is_not_ours_asks_for_nothing(key: str) -> None:
    assert read_menu_key(key) is None


@given(st.text())
def test_no_key_is_an_error(key: str) -> None:
    read_menu_key(key)
    read_menu_key(f"browse:theme:{key}")
