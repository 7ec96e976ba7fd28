"""Replies as the markdown of a 智能机器人: nothing breaks out, nothing is too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import Ask, Browse, OpenCase
from bot.card import open_case
from bot.channels.wecom.markdown import LONGEST_BYTES, MarkdownWriter, cut, plain
from bot.channels.wecom.template_card import card_for, left_to_type
from bot.reply import Card, Choice, Reply
from cases import Case, CaseId
from tests.bot.dialogue_double import LINK

HOSTILE = "**粗** [链接](https://evil) <@all> `码` ![图](x) # 题 ~~删~~ a_b_c \\* \x00\u202e\ud800"


def card(number: int, title: str = "标题", place: str = "") -> Card:
    return Card(
        number=number,
        case_id=CaseId(f"case-{number}"),
        title=title,
        place=place,
        problem="",
        approach="做法。",
        outcome="",
        url=f"https://m.example.cn/c/case-{number}",
    )


def written(reply: Reply, *, links_pages: bool = True) -> str:
    return MarkdownWriter(links_pages=links_pages).write(reply, replies=left_to_type(reply))


def test_nothing_that_somebody_wrote_becomes_markdown() -> None:
    text = written(Reply(opening=HOSTILE, cards=(card(1, title=HOSTILE, place=HOSTILE),)))

    assert "<@" not in text
    assert "](https://evil" not in text
    assert text.count("**") == 2  # around the title, by us
    assert "`" not in text
    assert not set("\x00\u202e\ud800") & set(text)


@pytest.mark.parametrize("sign", list("\\`*_[]<>#|~"))
def test_a_sign_of_markdown_becomes_its_twin(sign: str) -> None:
    assert sign not in plain(f"甲{sign}乙")
    assert len(plain(sign)) == 1


def test_brackets_in_an_address_do_not_end_the_link() -> None:
    case = Case(id=CaseId("1"), title="甲", approach="做。", source="报", url="https://x.cn/a(b)")

    assert "[报](https://x.cn/a%28b%29)" in written(Reply(opened=open_case(case, LINK)))


def test_a_source_without_an_address_is_said_in_plain() -> None:
    case = Case(id=CaseId("1"), title="甲", approach="做。", source="晚报")

    assert "来源：晚报" in written(Reply(opened=open_case(case, LINK)))


@pytest.mark.parametrize(("links_pages", "end"), [(True, "[看全文]("), (False, "……后面还有")])
def test_a_case_too_long_for_a_message_ends_at_a_sentence_and_leads_on(
    *, links_pages: bool, end: str
) -> None:
    story = "这是一个很长的故事，每一句都讲完。" * 280
    case = Case(id=CaseId("1"), title="甲", approach=story, body=f"另有：{story}")
    opened = open_case(case, LINK)

    text = written(Reply(opened=opened), links_pages=links_pages)

    assert LONGEST_BYTES - 200 < len(text.encode()) <= LONGEST_BYTES
    assert "每一句都讲完。\n\n……后面还有" in text
    assert end in text[-80:]


@given(st.text(), st.integers(20, 300))
def test_what_is_cut_is_never_too_long(text: str, longest: int) -> None:
    cut_text = cut(plain(text), longest=longest)

    assert len(cut_text.encode()) <= longest


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(20, 300))
def test_a_text_that_fits_is_left_alone(text: str, spare: int) -> None:
    assert cut(text, longest=len(text.encode()) + spare) == text


def test_nothing_to_say_is_still_a_message() -> None:
    assert written(Reply()) == "…"


@given(st.lists(st.text(max_size=400), max_size=9), st.text(max_size=300))
def test_a_card_keeps_to_the_limits_whatever_it_offers(labels: list[str], question: str) -> None:
    choices = tuple(
        Choice(label=label or "x", action=Ask(question=f"{question}{number}"))
        for number, label in enumerate(labels)
    )
    shown = card_for(Reply(choices=(choices,)))

    buttons = shown["button_list"] if shown else []
    assert len(buttons) == (min(len(labels), 6) if len(labels) > 1 else 0)
    assert all(1 <= len(button["text"]) <= 10 for button in buttons)
    assert all(len(button["key"].encode("utf-8", "replace")) <= 1024 for button in buttons)


def test_buttons_that_do_the_same_are_shown_once() -> None:
    choice = Choice(label="浏览", action=Browse())
    other = Choice(label="区", action=Browse(facet="district"))

    shown = card_for(Reply(choices=((choice, other), (choice,))))

    assert shown is not None
    assert [button["text"] for button in shown["button_list"]] == ["浏览", "区"]


def test_a_lone_button_is_worth_a_card_only_if_it_opens_a_case() -> None:
    opens = Choice(label="①", action=OpenCase(case_id=CaseId("case-1")))

    assert card_for(Reply(choices=((Choice(label="浏览", action=Browse()),),))) is None
    shown = card_for(Reply(cards=(card(1),), choices=((opens,),)))
    assert shown is not None
    assert shown["button_list"][0]["text"] == "① 标题"
