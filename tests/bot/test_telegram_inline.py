"""Inline mode."""

import pytest

from bot.action import Action, Ask, Browse
from bot.message import Message
from bot.reply import Reply
from cases import CaseId
from tests.bot.telegram_double import PUBLIC_URL, Json, a_card, asked_inline, chatting, rows

ASKED = Ask(question="电动车充电")
FOUND = Reply(opening="找到", cards=(a_card(1), a_card(2, outcome="")))


async def answer_to(
    reply: Reply, action: Action = ASKED, offset: str = "", **settings: Json
) -> Json:
    async with chatting({action: reply}, **settings) as chat:
        await chat.hear(asked_inline(" 电动车充电 ", offset))

        (call,) = chat.telegram.made("answerInlineQuery")
        return call.payload


async def test_cases_are_offered_with_place_and_outcome() -> None:
    payload = await answer_to(FOUND)

    first, second = payload["results"]
    assert first["title"] == "城南·巷充"
    assert first["description"] == "南山区南头街道大新社区 · 建成充电口1200个"
    assert second["description"] == "南山区南头街道大新社区 · 利用巷道边角地建充电站"
    assert payload["cache_time"] == 60


async def test_what_is_sent_is_the_card_with_links() -> None:
    payload = await answer_to(FOUND)

    result = payload["results"][0]
    message = result["input_message_content"]["message_text"]
    assert message.startswith("<b>城南·巷充</b> · 南山区")
    assert result["reply_markup"]["inline_keyboard"] == [
        [
            {"text": "看全文", "url": f"{PUBLIC_URL}/c/case-1"},
            {"text": "在机器人里看", "url": "https://t.me/MiaozhaoBot?start=case_case-1"},
        ]
    ]


async def test_without_a_public_page_the_bot_itself_is_linked() -> None:
    async with chatting(
        {ASKED: FOUND}, public_url="http://127.0.0.1:8080", webhook_secret=None
    ) as chat:
        chat.telegram.waiting_updates.append({"update_id": 9, **asked_inline("电动车充电")})
        await chat.hear(asked_inline("电动车充电"))

        result = chat.telegram.made("answerInlineQuery")[0].payload["results"][0]
        assert [button["text"] for button in result["reply_markup"]["inline_keyboard"][0]] == [
            "在机器人里看"
        ]


async def test_nobody_is_remembered() -> None:
    async with chatting({ASKED: FOUND}) as chat:
        await chat.hear(asked_inline("电动车充电"))

        assert chat.dialogue.heard == [Message(channel="telegram", action=ASKED)]


@pytest.mark.parametrize(
    ("more", "next_offset"),
    [
        (Ask(question="电动车充电", page=2), "2"),
        (Browse(facet="district", value="南山区", page=2), "2"),
        (Ask(question="电动车充电", page=1), ""),
    ],
)
async def test_further_pages_are_offered_if_there_are_any(more: Action, next_offset: str) -> None:
    payload = await answer_to(Reply(cards=(a_card(),), choices=rows((("页", more),))))

    assert payload["next_offset"] == next_offset


@pytest.mark.parametrize(
    ("offset", "page"), [("2", 2), ("10", 10), ("99", 10), ("0", 1), ("-1", 1), ("x", 1), ("²", 1)]
)
async def test_the_offset_is_the_page(offset: str, page: int) -> None:
    action = Ask(question="电动车充电", page=page)

    payload = await answer_to(FOUND, action, offset)

    assert len(payload["results"]) == 2


async def test_the_last_page_offers_no_button() -> None:
    payload = await answer_to(Reply(), Ask(question="电动车充电", page=2), "2")

    assert "button" not in payload


async def test_nothing_found_leads_to_browsing() -> None:
    payload = await answer_to(Reply(opening="没有找到"))

    assert payload["results"] == []
    assert payload["button"]["start_parameter"] == "browse"


async def test_an_empty_query_leads_to_examples() -> None:
    async with chatting() as chat:
        await chat.hear(asked_inline("  "))

        payload = chat.telegram.made("answerInlineQuery")[0].payload
        assert payload["button"]["start_parameter"] == "help"
        assert chat.dialogue.heard == []


async def test_an_answer_that_comes_too_late_is_no_error() -> None:
    async with chatting({ASKED: FOUND}) as chat:
        chat.telegram.refuse("answerInlineQuery", 400, "Bad Request: query is too old")

        await chat.hear(asked_inline("电动车充电"))

        assert len(chat.telegram.calls) == 1


async def test_an_error_is_told_on_a_button() -> None:
    async with chatting() as chat:
        chat.dialogue.failure = RuntimeError("down")

        await chat.hear(asked_inline("电动车充电"))

        payload = chat.telegram.made("answerInlineQuery")[0].payload
        assert (payload["results"], payload["cache_time"]) == ([], 0)
        assert "刚才没有办成" in payload["button"]["text"]


async def test_an_id_in_chinese_is_a_result_too() -> None:
    payload = await answer_to(Reply(cards=(a_card(case_id=CaseId("大新社区-2025·巷充")),)))

    assert payload["results"][0]["id"].startswith("c64_")
