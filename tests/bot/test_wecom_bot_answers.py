"""What a 智能机器人 answers: the real dialogue, frames over a real WebSocket."""

import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import wording
from bot.action import OpenCase
from bot.channels.button_data import decode, encode
from bot.channels.wecom.bot_answering import EXPIRED, ONLY_TEXT
from bot.dialogue import Dialogue
from bot.errors import ReindexRunningError
from bot.live_searcher import LiveSearcher
from bot.message import Message
from bot.reply import Reply
from cases import MemoryCaseStore
from cases.built_in import built_in_library
from index import IndexingError
from tests.bot.dialogue_double import hold_dialogue
from tests.bot.wecom_bot_double import Body, BotServer, Builder, Pauses, connecting, text

GROUP = {"chattype": "group", "chatid": "wr-group"}


@pytest.fixture
def dialogue(live_library: LiveSearcher) -> Dialogue:
    store = MemoryCaseStore(built_in_library())
    return hold_dialogue(store, live_library, admins={"wecom:zhangsan"})


@pytest.fixture
async def server(dialogue: Dialogue) -> AsyncIterator[BotServer]:
    """A server to which the bot is connected."""
    async with (
        BotServer().running() as server,
        connecting(server.url, Pauses(), dialogue=dialogue),
    ):
        await server.connected()
        yield server


async def streamed(server: BotServer) -> str:
    """Return what the next frame, a finished stream, says."""
    frame = await server.next_frame()
    assert frame["cmd"] == "aibot_respond_msg"
    assert frame["body"]["msgtype"] == "stream"
    assert frame["body"]["stream"]["finish"] is True
    assert frame["body"]["stream"]["id"]
    content: str = frame["body"]["stream"]["content"]
    assert len(content.encode()) <= 20_480
    return content


async def said(server: BotServer) -> Body:
    """Return the next frame's body, a message that was not asked for there and then."""
    frame = await server.next_frame()
    assert frame["cmd"] == "aibot_send_msg"
    body: Body = frame["body"]
    return body


async def card(server: BotServer) -> Body:
    """Return the card of the next frame, within the limits that are documented."""
    body = await said(server)
    shown: Body = body["template_card"]
    buttons = shown["button_list"]
    assert body["msgtype"] == "template_card"
    assert shown["card_type"] == "button_interaction"
    assert 1 <= len(buttons) <= 6
    assert len({button["key"] for button in buttons}) == len(buttons)
    assert all(1 <= len(button["key"].encode()) <= 1024 for button in buttons)
    assert all(1 <= len(button["text"]) <= 10 for button in buttons)
    assert len(shown["main_title"]["title"]) <= 26
    assert len(shown["task_id"]) <= 128
    return shown


async def press(server: BotServer, shown: Body, number: int, **who: Any) -> Body:  # noqa: ANN401 - raw JSON
    """Press a button of a card; return it."""
    button: Body = shown["button_list"][number]
    about = {"card_type": shown["card_type"], "event_key": button["key"]}
    await server.event("template_card_event", about={**about, "task_id": shown["task_id"]}, **who)
    return button


async def test_a_question_is_answered_with_cards_and_a_button_for_each(server: BotServer) -> None:
    request = await server.message(**text("电动车充电"))
    frame = await server.next_frame()
    shown = await card(server)

    content = frame["body"]["stream"]["content"]
    assert frame["headers"]["req_id"] == request
    assert "找到" in content
    assert "① **" in content
    assert "[看全文](https://m.example.cn/c/" in content
    opened = [decode(button["key"]) for button in shown["button_list"]]
    assert isinstance(opened[0], OpenCase)
    assert shown["button_list"][0]["text"].startswith("①")


async def test_a_press_ticks_the_button_and_shows_the_case_below(server: BotServer) -> None:
    await server.message(**text("电动车充电"))
    await streamed(server)
    shown = await card(server)

    button = await press(server, shown, 1)

    update = await server.next_frame()
    case = await said(server)
    assert update["cmd"] == "aibot_respond_update_msg"
    assert update["body"]["userids"] == ["zhangsan"]
    assert update["body"]["template_card"]["task_id"] == shown["task_id"]
    assert update["body"]["template_card"]["button_list"][1]["text"].startswith("✓ ②")
    assert update["body"]["template_card"]["button_list"][1]["key"] == button["key"]
    assert case["msgtype"] == "markdown"
    assert case["chatid"] == "zhangsan"
    assert case["chat_type"] == 1
    assert "**妙招**" in case["markdown"]["content"]
    assert [button["text"] for button in (await card(server))["button_list"]] == [
        "相关案例",
        "回到列表",
    ]


async def test_a_button_works_after_a_restart(server: BotServer) -> None:
    case_id = built_in_library()[0].id
    about = {"event_key": encode(OpenCase(case_id=case_id)), "task_id": "before-the-restart"}

    await server.event("template_card_event", about=about)

    assert built_in_library()[0].title in (await said(server))["markdown"]["content"]


async def test_a_second_press_of_a_button_opens_the_case_again(server: BotServer) -> None:
    await server.message(**text("电动车充电"))
    await streamed(server)
    shown = await card(server)
    for _ in range(2):
        await press(server, shown, 0)

    commands = [(await server.next_frame())["cmd"] for _ in range(5)]

    assert commands == ["aibot_respond_update_msg", *["aibot_send_msg"] * 4]


async def test_a_button_that_we_did_not_make_is_refused_kindly(server: BotServer) -> None:
    await server.event("template_card_event", about={"event_key": "noop", "task_id": "x"})

    assert (await said(server))["markdown"]["content"] == EXPIRED


async def test_a_number_opens_what_was_listed(server: BotServer) -> None:
    await server.message(**text("电动车充电"))
    await streamed(server)
    shown = await card(server)

    await server.message(**text("2"))

    first = decode(shown["button_list"][1]["key"])
    assert isinstance(first, OpenCase)
    title = next(case.title for case in built_in_library() if case.id == first.case_id)
    assert title in await streamed(server)


async def test_in_a_group_our_name_is_not_part_of_the_question(server: BotServer) -> None:
    await server.message(**text("@妙招\u2005 电动车充电"), **GROUP)

    assert "找到" in await streamed(server)
    shown = await card(server)

    await press(server, shown, 0, **GROUP)
    await server.next_frame()
    case = await said(server)
    assert (case["chatid"], case["chat_type"]) == ("wr-group", 2)


async def test_our_name_alone_asks_for_help(server: BotServer) -> None:
    await server.message(**text("@妙招"), **GROUP)

    assert "这样用" in await streamed(server)


async def test_our_name_under_a_message_asks_what_that_one_says(server: BotServer) -> None:
    await server.message(**text("@妙招 "), **GROUP, quote=text("电动车充电"))

    assert "找到" in await streamed(server)


async def test_members_of_a_group_have_lists_of_their_own(server: BotServer) -> None:
    await server.message(**text("@妙招 电动车充电"), **GROUP)
    await streamed(server)
    await card(server)

    await server.message(**text("@妙招 1"), **GROUP, **{"from": {"userid": "lisi"}})

    assert await streamed(server) == wording.NO_LIST


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "voice", "voice": {"content": "电动车充电。"}},
        {
            "msgtype": "mixed",
            "mixed": {
                "msg_item": [
                    {"msgtype": "image", "image": {"url": "https://x"}},
                    {"msgtype": "text", "text": {"content": "电动车充电"}},
                ]
            },
        },
    ],
)
async def test_spoken_words_and_words_beside_pictures_are_heard(
    server: BotServer, body: Body
) -> None:
    await server.message(**body)

    assert "找到" in await streamed(server)


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "image", "image": {"url": "https://x", "aeskey": "k"}},
        {"msgtype": "file", "file": {"url": "https://x"}},
        {"msgtype": "video", "video": {"url": "https://x"}},
        {"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "image"}, 7]}},
        {"msgtype": "mixed", "mixed": {"msg_item": None}},
        {"msgtype": "one_day"},
    ],
)
@pytest.mark.parametrize("where", [{}, GROUP])
async def test_what_has_no_words_gets_a_friendly_sentence(
    server: BotServer, body: Body, where: Body
) -> None:
    await server.message(**body, **where)

    assert await streamed(server) == ONLY_TEXT


async def test_an_empty_message_gets_help(server: BotServer) -> None:
    await server.message(**text("   "))

    assert "这样用" in await streamed(server)


async def test_who_comes_in_is_welcomed_with_examples(server: BotServer) -> None:
    request = await server.event("enter_chat")

    frame = await server.next_frame()
    assert frame["cmd"] == "aibot_respond_welcome_msg"
    assert frame["headers"]["req_id"] == request
    assert frame["body"]["msgtype"] == "text"
    assert "妙招" in frame["body"]["text"]["content"]
    assert "· 电动车充电" in frame["body"]["text"]["content"]


async def test_feedback_needs_no_answer(server: BotServer) -> None:
    await server.event("feedback_event", about={"id": "f", "type": 2})
    await server.message(**text("谢谢"))

    assert (await streamed(server)).startswith(wording.THANKED)


async def test_a_message_that_comes_again_is_answered_once(server: BotServer) -> None:
    again = {**text("电动车充电"), "msgid": "one-and-the-same"}
    for _ in range(3):
        await server.message(**again)
    await server.message(**text("谢谢"))

    await streamed(server)
    await card(server)
    assert (await streamed(server)).startswith(wording.THANKED)


async def test_what_did_not_arrive_is_sent_when_the_message_comes_again(
    server: BotServer,
) -> None:
    server.refuses.add("aibot_respond_msg")
    again = {**text("谢谢"), "msgid": "one-and-the-same"}
    await server.message(**again)
    lost = await streamed(server)
    server.refuses.clear()

    await server.message(**again)
    arrived = await streamed(server)
    await server.message(**again)
    await server.message(**text("再见"))

    assert arrived == lost
    assert (await streamed(server)).startswith(wording.FAREWELL)


async def test_a_lone_way_on_is_said_in_words(server: BotServer) -> None:
    await server.message(**text("谢谢"))
    await server.message(**text("再见"))

    assert (await streamed(server)).endswith("可以回复：浏览全部")
    assert (await streamed(server)).startswith(wording.FAREWELL)


async def test_a_lone_way_on_completes_the_sentence_before_it(server: BotServer) -> None:
    await server.message(**text("zzzzqqqq"))

    assert (await streamed(server)).endswith("或者看看：\n\n浏览全部")


async def test_what_finds_no_room_on_six_buttons_is_said_in_words(server: BotServer) -> None:
    await server.message(**text("民之所安"))
    await streamed(server)
    assert [b["text"] for b in (await card(server))["button_list"]][5] == "下一页"

    await server.message(**text("下一页"))

    assert (await streamed(server)).endswith("可以回复：上一页")
    assert [b["text"] for b in (await card(server))["button_list"]][5] == "下一页"


async def test_buttons_do_not_wait_for_the_receipt_of_the_text(server: BotServer) -> None:
    server.unanswered.add("aibot_respond_msg")
    await server.message(**text("电动车充电"))

    assert "找到" in await streamed(server)
    assert await card(server)


async def test_one_person_is_answered_in_order(server: BotServer) -> None:
    for said_now in ("电动车充电", "1", "谢谢"):
        await server.message(**text(said_now))

    frames = [await server.next_frame() for _ in range(5)]

    streams = [f["body"]["stream"]["content"] for f in frames if "stream" in f["body"]]
    assert "找到" in streams[0]
    assert "**妙招**" in streams[1]
    assert streams[2].startswith(wording.THANKED)


async def test_a_member_who_floods_us_keeps_nobody_waiting() -> None:
    slow = Slow()
    async with (
        BotServer().running() as server,
        connecting(server.url, Pauses(), dialogue=slow),
    ):
        await server.connected()
        for number in range(60):
            await server.message(**text(str(number)))
        await server.message(**text("我也在"), **{"from": {"userid": "lisi"}})
        await server.message(**text("到齐了"), **{"from": {"userid": "wangwu"}})
        slow.everybody_is_here.wait(10)
        slow.gate.set()

        heard = {await streamed(server) for _ in range(32)}

    assert {"我也在", "到齐了"} <= heard
    assert "0" in heard
    assert "59" not in heard


class Slow:
    """A dialogue that answers when the gate opens."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.everybody_is_here = threading.Event()

    def respond(self, message: Message, /) -> Reply:
        if message.text == "到齐了":
            self.everybody_is_here.set()
        self.gate.wait(10)
        return Reply(opening=message.text)


class Broken:
    """A dialogue that fails."""

    def respond(self, message: Message, /) -> Reply:
        raise RuntimeError(f"口令 correct-horse，{message.text}")


async def test_a_failure_is_one_calm_sentence_with_a_reference() -> None:
    async with (
        BotServer().running() as server,
        connecting(server.url, Pauses(), dialogue=Broken()),
    ):
        await server.connected()
        await server.message(**text("电动车充电"))

        content = await streamed(server)

    assert "编号" in content
    assert "correct-horse" not in content


async def test_an_admin_rebuilds_the_index_and_hears_how_it_ended(server: BotServer) -> None:
    await server.message(**text("重建索引"))

    assert await streamed(server) == wording.REINDEX_STARTED
    assert "7 个案例" in (await said(server))["markdown"]["content"]


async def test_another_member_does_not(server: BotServer) -> None:
    await server.message(**text("重建索引"), **{"from": {"userid": "lisi"}})

    assert "这样用" in await streamed(server)


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (ReindexRunningError(), str(ReindexRunningError())),
        (IndexingError("盘满了"), wording.REINDEX_UNFINISHED),
    ],
)
async def test_an_admin_hears_that_the_index_was_not_built(
    dialogue: Dialogue, failure: Exception, sentence: str
) -> None:
    async with (
        BotServer().running() as server,
        connecting(server.url, Pauses(), dialogue=dialogue, reindexer=Builder(failure)),
    ):
        await server.connected()
        await server.message(**text("重建索引"))
        await streamed(server)

        assert (await said(server))["markdown"]["content"] == sentence


async def test_pages_that_nobody_can_open_are_not_linked(dialogue: Dialogue) -> None:
    async with (
        BotServer().running() as server,
        connecting(server.url, Pauses(), dialogue=dialogue, link="http://127.0.0.1:8080"),
    ):
        await server.connected()
        await server.message(**text("电动车充电"))

        assert "127.0.0.1" not in await streamed(server)
