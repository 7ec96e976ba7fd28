"""Replies as letters: text, keyboards, links."""

from dataclasses import replace

import pytest

from bot.action import Ask, Browse, OpenCase
from bot.channels.button_data import decode
from bot.channels.telegram.letter import LetterWriter
from bot.reply import OpenedCase, Reply
from cases import Case, CaseId
from tests.bot.telegram_double import PUBLIC_URL, a_card, rows
from tests.bot.telegram_judge import html_faults, plain

writer = LetterWriter(links_pages=True, can_share=lambda: True)
indoors = LetterWriter(links_pages=False)


def opened(body: str = "先摸底，再建站。", **more: str) -> OpenedCase:
    case = Case(
        id=CaseId("chengnan"),
        title="城南·巷充",
        body=body,
        district="南山区",
        lead="大新社区党委",
        **{"source": "南方日报", "url": "https://news.example.cn/1"} | more,  # type: ignore[arg-type] # all are texts
    )
    return OpenedCase(
        case=case,
        sections=(("正文", body),),
        url=f"{PUBLIC_URL}/c/chengnan",
        citation="城南·巷充",
    )


def test_a_card_reads_like_a_card() -> None:
    letter = writer.write(Reply(opening="找到 1 个妙招：", cards=(a_card(),)))

    (piece,) = letter.pieces
    assert piece == (
        "找到 1 个妙招：\n\n"
        "① <b>城南·巷充</b> · 南山区南头街道大新社区\n"
        "<b>难题</b> 居民<b>电动自行车充电</b>难\n"
        "<b>妙招</b> 利用巷道边角地建<b>充电</b>站\n"
        "<b>成效</b> 建成<b>充电</b>口1200个\n"
        '<a href="https://miaozhao.example.cn/c/case-1">看全文</a>'
    )


def test_what_people_wrote_is_escaped() -> None:
    letter = writer.write(Reply(opening="<script>&", cards=(a_card(title="A<b>B"),)))

    assert "&lt;script&gt;&amp;" in letter.pieces[0]
    assert html_faults(letter.pieces[0]) == []


def test_pages_that_nobody_else_can_open_are_not_linked() -> None:
    reply = Reply(cards=(a_card(url="http://127.0.0.1:8080/c/x"),), opened=opened())

    letter = indoors.write(reply)

    assert "127.0.0.1" not in letter.pieces[0]
    assert '<a href="https://news.example.cn/1">南方日报</a>' in letter.pieces[0]
    assert (letter.keyboard, letter.preview) == (None, "")


def test_an_opened_case_shows_everything_and_can_be_shared() -> None:
    letter = writer.write(Reply(opened=opened()))

    text = plain(letter.pieces[0])
    assert "城南·巷充\n南山区\n牵头单位 大新社区党委\n\n正文\n先摸底，再建站。" in text
    assert letter.keyboard is not None
    assert [button.text for button in letter.keyboard.inline_keyboard[-1]] == [
        "看全文",
        "分享给别人",
    ]
    assert letter.preview == f"{PUBLIC_URL}/c/chengnan"


def test_a_source_without_a_name_is_shown_by_its_site() -> None:
    letter = writer.write(Reply(opened=opened(source="")))

    assert "来源：news.example.cn" in plain(letter.pieces[0])


def test_a_case_without_a_source_claims_none() -> None:
    letter = writer.write(Reply(opened=opened(source="", url="")))

    assert "来源" not in letter.pieces[0]


def test_a_very_long_case_ends_with_a_link_to_the_rest() -> None:
    letter = writer.write(Reply(opened=opened("很长的正文，写得很细。" * 2_000)))

    assert len(letter.pieces) == 3
    assert plain(letter.pieces[-1]).endswith("……后面还有，请看全文")
    assert [html_faults(piece) for piece in letter.pieces] == [[], [], []]


def test_a_very_long_case_is_told_whole_where_there_is_no_link() -> None:
    letter = indoors.write(Reply(opened=opened("很长的正文，写得很细。" * 2_000)))

    assert len(letter.pieces) > 3
    assert sum(piece.count("写得很细") for piece in letter.pieces) > 1_990


def test_closing_words_are_for_replies_without_buttons() -> None:
    reply = Reply(opening="好", closing="回复数字看详情")

    with_buttons = replace(reply, choices=rows((("看", OpenCase(case_id=CaseId("x"))),)))

    assert "回复数字" in writer.write(reply).pieces[0]
    assert "回复数字" not in writer.write(with_buttons).pieces[0]


def test_a_case_that_says_little_is_shown_as_it_is() -> None:
    case = Case(id=CaseId("x"), title="题", body="做法")
    bare = OpenedCase(case=case, sections=(), url=f"{PUBLIC_URL}/c/x", citation="题")

    letter = writer.write(Reply(opened=bare, cards=(a_card(place=""),)))

    assert plain(letter.pieces[0]).endswith("\n\n题")


def test_an_empty_reply_still_says_something() -> None:
    assert writer.write(Reply()).pieces == ("…",)


def test_a_row_too_wide_for_telegram_is_broken() -> None:
    wide = tuple((str(n), Ask(question=str(n))) for n in range(10))

    letter = writer.write(Reply(opening="选", choices=rows(wide)))

    assert letter.keyboard is not None
    assert [len(row) for row in letter.keyboard.inline_keyboard] == [8, 2]


LONG = "请问小区里的电动自行车没有地方充电，大家都从楼上飞线下来怎么办才好"


def next_page(question: str) -> Reply:
    return Reply(opening="找到", choices=rows((("下一页", Ask(question=question, page=2)),)))


def test_a_long_question_is_found_again_in_the_message_that_asked_it() -> None:
    letter = writer.write(next_page(LONG), asked=f"/search {LONG}")

    assert letter.leans_on_question
    assert "问：" not in letter.pieces[0]


def test_a_long_question_that_no_message_holds_is_quoted() -> None:
    letter = writer.write(next_page(LONG), asked="下一页")

    assert not letter.leans_on_question
    assert plain(letter.pieces[-1]).endswith(f"问：{LONG}")
    assert letter.keyboard is not None
    data = letter.keyboard.inline_keyboard[0][0].callback_data
    assert decode(str(data), shown=[plain(letter.pieces[-1])]) == Ask(question=LONG, page=2)


def test_a_question_of_a_thousand_words_is_not_quoted() -> None:
    letter = writer.write(next_page("字" * 1_001))

    assert letter.pieces == ("找到",)


def test_a_short_question_needs_no_help() -> None:
    letter = writer.write(next_page("电动车充电"), asked="电动车充电")

    assert (letter.leans_on_question, letter.pieces) == (False, ("找到",))


def test_a_long_value_that_stands_on_its_button_is_not_quoted() -> None:
    value = "深圳市党建锦囊民生妙招优秀案例汇编第九期（上）"
    choice = (f"{value} 12", Browse(facet="collection", value=value))

    letter = writer.write(Reply(opening="选一期", choices=rows((choice,))))

    assert letter.pieces == ("选一期",)


@pytest.mark.parametrize("size", [1, 3])
def test_one_shared_card_fits_into_one_message(size: int) -> None:
    card = a_card(approach="做法<&>" * 600 * size)

    assert html_faults(writer.card_html(card)) == []
