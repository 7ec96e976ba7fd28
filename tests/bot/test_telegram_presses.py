"""Pressed buttons."""

import pytest

from bot.action import Action, Ask, Browse, Help, OpenCase, ShowRelated, Welcome
from bot.channels.button_data import encode
from bot.reply import Reply
from cases import CaseId
from tests.bot.telegram_double import (
    ADMIN,
    GROUP,
    PRIVATE,
    RESIDENT,
    Json,
    a_card,
    chatting,
    pressed,
    rows,
    said,
)

LONG = "请问小区里的电动自行车没有地方充电，大家都从楼上飞线下来怎么办才好"
OPEN = OpenCase(case_id=CaseId("case-1"))


def keyboard(*actions: Action) -> Json:
    return {
        "inline_keyboard": [
            [{"text": f"第{n}个", "callback_data": encode(action)}]
            for n, action in enumerate(actions)
        ]
    }


A_LIST = keyboard(OPEN, Ask(question="充电", page=2))
PAGE_TWO = Reply(
    opening="第 2 页",
    cards=(a_card(),),
    choices=rows((("①", OPEN),), (("上一页", Ask(question="充电", page=1)),)),
)


async def test_turning_the_page_changes_the_list_in_place() -> None:
    action = Ask(question="充电", page=2)
    async with chatting({action: PAGE_TWO}) as chat:
        await chat.hear(pressed(encode(action), keyboard=A_LIST))

        (edited,) = chat.telegram.edited
        assert edited.payload["message_id"] == 77
        assert edited.text.startswith("第 2 页")
        assert [button["text"] for button in edited.buttons] == ["①", "上一页"]
        assert chat.telegram.sent == []


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (OPEN, A_LIST),
        (ShowRelated(case_id=CaseId("case-1")), keyboard(ShowRelated(case_id=CaseId("case-1")))),
        (Ask(question="充电"), keyboard(Ask(question="充电"), Browse())),
        (Browse(), keyboard(Ask(question="充电"), Browse())),
        (Browse(), keyboard(Browse())),
        (Help(), A_LIST),
        (Welcome(), None),
    ],
)
async def test_what_is_no_page_of_the_list_is_a_new_message(action: Action, shown: Json) -> None:
    async with chatting() as chat:
        await chat.hear(pressed(encode(action), keyboard=shown))

        assert chat.dialogue.heard[0].action == action
        assert len(chat.telegram.sent) == 1
        assert chat.telegram.edited == []


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (Browse(facet="district"), keyboard(Browse(facet="theme"), Browse(facet="district"))),
        (
            Browse(facet="district", value="南山区", page=2),
            keyboard(OPEN, Browse(facet="district", value="南山区", page=2)),
        ),
    ],
)
async def test_browsing_goes_on_in_place(action: Action, shown: Json) -> None:
    async with chatting() as chat:
        await chat.hear(pressed(encode(action), keyboard=shown))

        assert (len(chat.telegram.edited), len(chat.telegram.sent)) == (1, 0)


@pytest.mark.parametrize("data", ["h", "nobody wrote this", "a1#99.0123456789abcdef"])
async def test_every_press_is_answered_exactly_once(data: str) -> None:
    async with chatting() as chat:
        await chat.hear(pressed(data, keyboard=A_LIST))

        assert len(chat.telegram.answered) == 1
        assert chat.telegram.answered[0].payload["callback_query_id"] == "q1"


async def test_a_press_is_answered_once_even_if_the_answer_fails() -> None:
    async with chatting() as chat:
        chat.dialogue.failure = RuntimeError("down")

        await chat.hear(pressed("h"))

        assert len(chat.telegram.answered) == 1
        assert "编号" in chat.telegram.sent[0].text


async def test_the_press_is_answered_before_the_work_begins() -> None:
    async with chatting() as chat:
        await chat.hear(pressed("h"))

        assert [call.method for call in chat.telegram.calls] == [
            "answerCallbackQuery",
            "sendMessage",
        ]


async def test_a_button_that_cannot_be_read_says_so_calmly() -> None:
    async with chatting() as chat:
        await chat.hear(pressed("x99"))

        (answer,) = chat.telegram.answered
        assert answer.payload["text"] == "这个按钮已经过期，请再问一次"
        assert answer.payload["show_alert"] is True
        assert chat.dialogue.heard == []


async def test_a_press_without_data_or_message_is_answered() -> None:
    query = {"id": "q9", "from": RESIDENT, "chat_instance": "c"}
    async with chatting() as chat:
        await chat.hear(
            {"callback_query": {**query, "game_short_name": "g"}},
            {"callback_query": {**query, "inline_message_id": "i", "data": "h"}},
        )

        assert len(chat.telegram.answered) == 2
        assert chat.dialogue.heard == []


async def test_a_press_that_telegram_has_given_up_on_is_still_done() -> None:
    async with chatting() as chat:
        chat.telegram.refuse(
            "answerCallbackQuery",
            400,
            "Bad Request: query is too old and response timeout expired",
        )

        await chat.hear(pressed("h"))

        assert len(chat.telegram.sent) == 1


async def test_a_message_that_stays_the_same_is_no_error() -> None:
    action = Ask(question="充电", page=2)
    async with chatting({action: PAGE_TWO}) as chat:
        chat.telegram.refuse(
            "editMessageText", 400, "Bad Request: message is not modified: same content"
        )

        await chat.hear(pressed(encode(action), keyboard=A_LIST))

        assert chat.telegram.sent == []


@pytest.mark.parametrize(
    "description",
    ["Bad Request: message to edit not found", "Bad Request: message can't be edited"],
)
async def test_a_page_of_a_message_that_is_gone_is_sent_anew(description: str) -> None:
    action = Ask(question="充电", page=2)
    async with chatting({action: PAGE_TWO}) as chat:
        chat.telegram.refuse("editMessageText", 400, description)

        await chat.hear(pressed(encode(action), keyboard=A_LIST))

        assert chat.telegram.sent[0].text.startswith("第 2 页")


async def test_a_page_that_cannot_be_edited_for_a_new_reason_is_an_error() -> None:
    action = Ask(question="充电", page=2)
    async with chatting({action: PAGE_TWO}) as chat:
        chat.telegram.refuse("editMessageText", 400, "Bad Request: something new")

        await chat.hear(pressed(encode(action), keyboard=A_LIST))

        assert "编号" in chat.telegram.sent[0].text


async def test_a_page_for_somebody_who_has_left_is_let_alone() -> None:
    action = Ask(question="充电", page=2)
    async with chatting({action: PAGE_TWO}) as chat:
        chat.telegram.refuse("editMessageText", 403, "Forbidden: bot was blocked by the user")

        await chat.hear(pressed(encode(action), keyboard=A_LIST))

        assert chat.telegram.sent == []


async def test_a_page_too_long_for_one_message_is_sent_anew() -> None:
    action = Ask(question="充电", page=2)
    async with chatting({action: Reply(opening="很长。" * 2_000)}) as chat:
        await chat.hear(pressed(encode(action), keyboard=A_LIST))

        assert (len(chat.telegram.edited), len(chat.telegram.sent)) == (0, 2)


async def test_a_button_on_a_message_we_cannot_see_any_more_still_works() -> None:
    update = pressed(encode(OPEN))
    update["callback_query"]["message"] = {"message_id": 5, "date": 0, "chat": PRIVATE}
    async with chatting() as chat:
        await chat.hear(update)

        assert chat.dialogue.heard[0].action == OPEN
        assert len(chat.telegram.sent) == 1


async def test_in_a_group_the_answer_hangs_on_the_message_and_remembers_who_pressed() -> None:
    topic = {"message_thread_id": 9, "is_topic_message": True}
    async with chatting() as chat:
        await chat.hear(pressed(encode(OPEN), chat=GROUP, user=ADMIN, keyboard=A_LIST, **topic))

        heard, sent = chat.dialogue.heard[0], chat.telegram.sent[0].payload
        assert (heard.user, heard.conversation) == ("7", "-100500/9")
        assert (sent["message_thread_id"], sent["reply_parameters"]["message_id"]) == (9, 77)


async def test_a_long_question_goes_on_after_a_restart() -> None:
    action = Ask(question=LONG, page=2)
    reply = Reply(opening="第 2 页", choices=rows((("下一页", Ask(question=LONG, page=3)),)))
    asked = said(f"/search {LONG}")["message"]
    async with chatting({action: reply}) as chat:
        await chat.hear(
            pressed(encode(action), keyboard=keyboard(OPEN, action), reply_to_message=asked)
        )

        assert chat.dialogue.heard[0].action == action
        assert chat.telegram.edited[0].text == "第 2 页"


async def test_a_long_question_whose_message_was_deleted_is_expired() -> None:
    async with chatting() as chat:
        await chat.hear(pressed(encode(Ask(question=LONG, page=2)), keyboard=A_LIST))

        assert chat.telegram.answered[0].payload["text"] == "这个按钮已经过期，请再问一次"
