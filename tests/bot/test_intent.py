"""What a typed text asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import (
    Action,
    Ask,
    Browse,
    Help,
    NextPage,
    OpenNumber,
    PreviousPage,
    Reindex,
    Welcome,
)
from bot.intent import (
    SmallTalk,
    plain_words,
    read_action,
    read_choice,
    read_question,
    read_small_talk,
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("电动车充电", Ask(question="电动车充电")),
        ("  电动车充电\n", Ask(question="电动车充电")),
        ("/search 电动车 充电", Ask(question="电动车 充电")),
        ("/search@miaozhao_bot 电动车\n充电", Ask(question="电动车\n充电")),
        ("/s 充电", Ask(question="充电")),
        ("你好", Welcome()),
        ("您好！！", Welcome()),
        ("Hello~", Welcome()),
        ("/start", Welcome()),
        ("/start@miaozhao_bot", Welcome()),
        ("你好，电动车充电怎么办", Ask(question="你好，电动车充电怎么办")),
        ("帮助", Help()),
        ("/help", Help()),
        ("怎么用？", Help()),
        ("/no_such_command", Help()),
        ("下一页", NextPage()),
        ("下一页。", NextPage()),
        ("Ｎ", NextPage()),
        ("更多", NextPage()),
        ("更多案例", NextPage()),
        ("上一页", PreviousPage()),
        ("浏览", Browse()),
        ("浏览全部", Browse()),
        ("主题", Browse(facet="theme")),
        ("领域", Browse(facet="field")),
        ("区", Browse(facet="district")),
        ("/期", Browse(facet="collection")),
        ("重建索引", Reindex()),
        ("/reindex", Reindex()),
        ("1", OpenNumber(number=1)),
        ("⑤", OpenNumber(number=5)),
        ("⑩", OpenNumber(number=10)),
        ("１０", OpenNumber(number=10)),
        ("第 3 个", OpenNumber(number=3)),
        ("看2", OpenNumber(number=2)),
        ("第一个", OpenNumber(number=1)),
        ("看第五条", OpenNumber(number=5)),
        ("打开第 3 个", OpenNumber(number=3)),
        ("第二", OpenNumber(number=2)),
        ("一个", Ask(question="一个")),
        ("第一期", Ask(question="第一期")),
        ("打开②。", OpenNumber(number=2)),
        ("回复2", OpenNumber(number=2)),
        ("回复 ③ 。", OpenNumber(number=3)),
        ("回复n", NextPage()),
        ("回复“下一页”", NextPage()),
        ("回复", Ask(question="回复")),
        ("回复率太低", Ask(question="回复率太低")),
        ("0", Ask(question="0")),
        ("11", Ask(question="11")),
        ("12345", Ask(question="12345")),
        ("1号线", Ask(question="1号线")),
        ("search", Ask(question="search")),
        ("/search   ", Help()),
        ("", None),
        ("/", None),
        ("？！…", None),
        ("👍🏽", None),
        ("\x00\x1b", None),
    ],
)
def test_what_is_typed_is_understood(said: str, meant: Action | None) -> None:
    assert read_action(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("谢谢您！", "thanks"),
        (" 拜拜~", "farewell"),
        ("Ok", "settled"),
        ("答非所问！", "unsettled"),
        ("没看懂", "unsettled"),
        ("转人工", "human"),
        ("联系电话？", "human"),
        ("谢谢，电动车呢", None),
        ("", None),
    ],
)
def test_politeness_is_told_from_questions(said: str, meant: SmallTalk | None) -> None:
    assert read_small_talk(said) == meant


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("2", 2),
        ("二", 2),
        ("两", 2),
        ("二。", 2),
        ("（2）", 2),
        ("【2】", 2),
        ("2️⃣", 2),
        ("+2", 2),
        ("02", 2),
        ("2吧", 2),
        ("二号", 2),
        ("2号案例", 2),
        ("我要看第二个", 2),
        ("2-3", 2),
        ("2 3", 2),
        ("2和3", 2),
        ("0", 0),
        ("16", 16),
        ("第12个", 12),
        ("最后一个", 5),
        ("下一个", 4),
        ("上一个", 2),
        ("110", None),
        ("12345", None),
        ("二手车", None),
        ("1号线", None),
        ("三小", None),
        ("我要看", None),
        ("", None),
    ],
)
def test_a_number_chooses_from_the_list_that_is_shown(said: str, number: int | None) -> None:
    chosen = read_choice(said, shown=5, opened=3)

    assert (chosen.number if chosen else None) == number


@pytest.mark.parametrize("blank", [" ", "\n", "\u3000", "\t "])
def test_a_number_far_behind_is_still_read(blank: str) -> None:
    """With the blanks as typed, the patterns would try for hours."""
    far = f"看{blank * 20_000}2"

    assert plain_words(far) == "看 2"
    assert read_choice(far, shown=5, opened=0) == read_action(far) == OpenNumber(number=2)
    assert read_choice(f"{far}x", shown=5, opened=0) is None


@given(st.text())
def test_any_text_is_an_action_or_says_nothing(said: str) -> None:
    meant = read_action(said)

    assert meant is not None or not any(map(str.isalnum, said))


@given(st.text())
def test_a_question_is_the_text_without_its_margins(said: str) -> None:
    assert read_question(said) in {None, Ask(question=said.strip())}
