"""Messages that people type, in private and in groups."""

import threading

import pytest

from bot.action import Ask, Browse, Help, OpenCase, Reindex, Welcome
from bot.message import Message
from bot.reply import Reply
from cases import CaseId
from tests.bot.telegram_double import (
    ADMIN,
    BOT,
    GROUP,
    PRIVATE,
    RESIDENT,
    Json,
    a_card,
    chatting,
    rows,
    said,
)

LONG = "请问小区里的电动自行车没有地方充电，大家都从楼上飞线下来怎么办才好"


async def test_a_question_is_answered_with_cards_and_buttons() -> None:
    reply = Reply(
        opening="找到 1 个妙招：",
        cards=(a_card(),),
        choices=rows((("①", OpenCase(case_id=CaseId("case-1"))),)),
    )
    async with chatting({"电动车充电": reply}) as chat:
        await chat.hear(said("电动车充电"))

        (answer,) = chat.telegram.sent
        assert answer.payload["chat_id"] == 42
        assert answer.text.startswith("找到 1 个妙招：\n\n① 城南·巷充")
        assert [button["text"] for button in answer.buttons] == ["①"]
        assert answer.payload["link_preview_options"] == {"is_disabled": True}
        assert "reply_parameters" not in answer.payload
        assert chat.dialogue.heard == [Message(channel="telegram", user="42", text="电动车充电")]


async def test_the_dialogue_works_off_the_event_loop() -> None:
    async with chatting() as chat:
        await chat.hear(said("电动车充电"))

        assert threading.get_ident() not in chat.dialogue.threads


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("/start", Welcome()),
        ("/start case_sz-1", OpenCase(case_id=CaseId("sz-1"))),
        ("/start c64_5aSn5paw", OpenCase(case_id=CaseId("大新"))),
        ("/start browse", Browse()),
        ("/start help", Help()),
        ("/start somebody-else", Welcome()),
        ("/help", Help()),
        ("/HELP@miaozhaobot", Help()),
        ("/browse", Browse()),
        ("/search 广场舞 噪音", Ask(question="广场舞 噪音")),
        ("/search\n广场舞", Ask(question="广场舞")),
    ],
)
async def test_a_command_is_an_action(text: str, action: object) -> None:
    async with chatting() as chat:
        await chat.hear(said(text))

        assert [message.action for message in chat.dialogue.heard] == [action]


async def test_search_without_words_asks_for_them() -> None:
    async with chatting() as chat:
        await chat.hear(said("/search"))

        assert "/search 电动车充电" in chat.telegram.sent[0].text
        assert chat.dialogue.heard == []


async def test_reindex_is_an_action_for_an_admin() -> None:
    async with chatting() as chat:
        await chat.hear(said("/reindex", user=ADMIN))

        assert chat.dialogue.heard[0].action == Reindex()


async def test_reindex_from_others_is_answered_like_a_command_that_does_not_exist() -> None:
    async with chatting() as chat:
        await chat.hear(said("/reindex"), said("/unheard_of"))

        assert [message.action for message in chat.dialogue.heard] == [None, None]
        assert [message.text for message in chat.dialogue.heard] == ["/reindex", "/unheard_of"]


async def test_a_command_for_another_bot_is_ignored() -> None:
    async with chatting() as chat:
        await chat.hear(said("/search@OtherBot 充电"), said("/help@OtherBot", chat=GROUP))

        assert chat.telegram.calls == []


@pytest.mark.parametrize(
    "kind",
    [
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
        {"location": {"latitude": 22.5, "longitude": 114.0}},
        {
            "sticker": {
                "file_id": "f",
                "file_unique_id": "u",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
    ],
)
async def test_what_is_no_text_gets_a_friendly_sentence_in_private_only(kind: Json) -> None:
    async with chatting() as chat:
        await chat.hear(said(**kind), said(chat=GROUP, **kind))

        assert [call.payload["chat_id"] for call in chat.telegram.sent] == [42]
        assert "只看得懂文字" in chat.telegram.sent[0].text


async def test_an_album_gets_one_sentence() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    async with chatting() as chat:
        await chat.hear(*[said(photo=photo, media_group_id="9") for _ in range(5)])

        assert len(chat.telegram.sent) == 1


async def test_the_words_under_a_photo_are_a_question() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    async with chatting() as chat:
        await chat.hear(said(photo=photo, caption="电动车乱停"))

        assert chat.dialogue.heard[0].text == "电动车乱停"


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": said("改过的")["message"]},
        {
            "channel_post": said("频道", chat={"id": -1, "type": "channel", "title": "频道"})[
                "message"
            ]
        },
        said(chat=GROUP, new_chat_members=[BOT]),
        said("大家早", chat=GROUP),
        said("找 @MiaozhaoBotter 问问", chat=GROUP),
        said("写信到 me@MiaozhaoBot", chat=GROUP),
        said("/unheard_of", chat=GROUP),
        said("/reindex", chat=GROUP),
        said("@MiaozhaoBot 充电", chat=GROUP, is_automatic_forward=True),
        said("@MiaozhaoBot 充电", chat=GROUP, user={**RESIDENT, "is_bot": True}),
        {"poll_answer": {"poll_id": "1", "option_ids": [0], "user": RESIDENT}},
        {"nobody_knows": {"what": 1}},
    ],
)
async def test_what_is_not_said_to_us_is_left_alone(update: Json) -> None:
    async with chatting() as chat:
        await chat.hear(update)

        assert chat.telegram.calls == []


def reply_of_the_bot(**more: object) -> Json:
    return {"message_id": 5, "date": 1, "chat": GROUP, "from": BOT, "text": "找到", **more}


@pytest.mark.parametrize(
    ("update", "text"),
    [
        (said("@MiaozhaoBot 电动车充电", chat=GROUP), "电动车充电"),
        (said("请问@miaozhaobot电动车 充电", chat=GROUP), "请问 电动车 充电"),
        (said("下一页", chat=GROUP, reply_to_message=reply_of_the_bot()), "下一页"),
        (said("/unheard_of@MiaozhaoBot", chat=GROUP), "/unheard_of@MiaozhaoBot"),
        (
            said(
                "@MiaozhaoBot",
                chat=GROUP,
                reply_to_message={**reply_of_the_bot(text="夜市扰民"), "from": RESIDENT},
            ),
            "夜市扰民",
        ),
    ],
)
async def test_in_a_group_it_answers_who_speaks_to_it(update: Json, text: str) -> None:
    async with chatting() as chat:
        await chat.hear(update)

        (heard,) = chat.dialogue.heard
        assert (heard.text, heard.conversation, heard.user) == (text, "-100500", "42")
        (answer,) = chat.telegram.sent
        assert answer.payload["reply_parameters"] == {
            "message_id": 11,
            "allow_sending_without_reply": True,
        }


@pytest.mark.parametrize("text", ["/search 充电", "/search@MiaozhaoBot 充电"])
async def test_in_a_group_search_is_answered(text: str) -> None:
    async with chatting() as chat:
        await chat.hear(said(text, chat=GROUP))

        assert chat.dialogue.heard[0].action == Ask(question="充电")


async def test_a_bare_mention_in_a_group_is_a_call_for_help() -> None:
    async with chatting() as chat:
        await chat.hear(said("@MiaozhaoBot", chat=GROUP))

        assert chat.dialogue.heard[0].action == Help()


async def test_in_a_topic_the_answer_stays_in_the_topic() -> None:
    topic: Json = {"message_thread_id": 9, "is_topic_message": True}
    created = reply_of_the_bot(forum_topic_created={"name": "充电", "icon_color": 1})
    async with chatting() as chat:
        await chat.hear(
            said("闲聊", chat=GROUP, reply_to_message=created, **topic),
            said("/search 充电", chat=GROUP, **topic),
        )

        (answer,) = chat.telegram.sent
        assert answer.payload["message_thread_id"] == 9
        assert chat.dialogue.heard[0].conversation == "-100500/9"


async def test_an_anonymous_admin_of_a_group_is_a_person() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    async with chatting() as chat:
        await chat.hear(said("/search 充电", chat=GROUP, user=anonymous, sender_chat=GROUP))

        assert len(chat.telegram.sent) == 1


async def test_a_long_question_is_replied_to_so_that_its_buttons_can_find_it() -> None:
    more = Reply(opening="找到", choices=rows((("下一页", Ask(question=LONG, page=2)),)))
    async with chatting({LONG: more}) as chat:
        await chat.hear(said(LONG))

        assert chat.telegram.sent[0].payload["reply_parameters"]["message_id"] == 11


async def test_a_long_answer_comes_in_pieces_with_the_buttons_under_the_last() -> None:
    long = Reply(opening="很长。" * 2_000, choices=rows((("帮助", Help()),)))
    async with chatting({"讲": long}) as chat:
        await chat.hear(said("讲", chat=PRIVATE), said("@MiaozhaoBot 讲", chat=GROUP))

        private = [call for call in chat.telegram.sent if call.payload["chat_id"] == 42]
        group = [call for call in chat.telegram.sent if call.payload["chat_id"] != 42]
        assert [bool(call.buttons) for call in private] == [False, True]
        assert ["reply_parameters" in call.payload for call in group] == [True, False]


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: TOPIC_CLOSED"),
    ],
)
async def test_a_chat_that_is_closed_to_us_is_let_alone(code: int, description: str) -> None:
    async with chatting() as chat:
        chat.telegram.refuse("sendMessage", code, description)

        await chat.hear(said("充电"))

        assert len(chat.telegram.sent) == 1


async def test_a_group_that_became_a_supergroup_is_followed() -> None:
    async with chatting({"充电": Reply(opening="很长。" * 2_000)}) as chat:
        chat.telegram.refuse("sendMessage", 400, "Bad Request", migrate_to_chat_id=-100777)

        await chat.hear(said("@MiaozhaoBot 充电", chat={**GROUP, "id": -5, "type": "group"}))

        assert [call.payload["chat_id"] for call in chat.telegram.sent] == [-5, -100777, -100777]


async def test_an_error_is_one_calm_sentence_with_a_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with chatting() as chat:
        chat.dialogue.failure = RuntimeError("database at secret.host is down")

        await chat.hear(said("充电"))

        (answer,) = chat.telegram.sent
        reference = answer.text.split("编号 ")[1].split(" ")[0]
        assert "secret" not in answer.text
        logged = capsys.readouterr().out
        assert reference in logged
        assert "database at secret.host is down" in logged


async def test_an_error_while_reporting_an_error_is_only_logged() -> None:
    async with chatting() as chat:
        chat.telegram.refuse("sendMessage", 400, "Bad Request: something new")
        chat.telegram.refuse("sendMessage", 400, "Bad Request: something new")

        await chat.hear(said("充电"))

        assert len(chat.telegram.sent) == 2


async def test_hostile_text_is_sent_back_harmless() -> None:
    hostile = "<script>alert(1)</script>&amp;\u0000\u202e</b>"
    async with chatting({hostile: Reply(opening=f"没有找到“{hostile}”")}) as chat:
        await chat.hear(said(hostile))

        assert "<script>" in chat.telegram.sent[0].text
