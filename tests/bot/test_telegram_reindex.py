"""Building the index from a chat."""

import pytest

from bot import wording
from bot.action import Reindex
from bot.channels.telegram.reindex_progress import progress_bar
from bot.errors import ReindexRunningError
from bot.reply import Reply
from tests.bot.telegram_double import ADMIN, PRIVATE, Chat, chatting, pressed, said

CHAT = {**PRIVATE, "id": 7}
SCRIPT = {Reindex(): Reply(opening="开始重建索引", starts="reindex")}


async def order_reindex(chat: Chat) -> None:
    await chat.hear(said("/reindex", chat=CHAT, user=ADMIN))


async def test_progress_is_shown_in_one_edited_message() -> None:
    async with chatting(SCRIPT) as chat:
        chat.reindexer.steps = [(600, 1_000)]
        chat.reindexer.may_end.clear()

        await order_reindex(chat)
        await chat.telegram.until(lambda: bool(chat.telegram.edited))
        chat.reindexer.may_end.set()
        await chat.telegram.until(lambda: "好了" in chat.telegram.edited[-1].text)

        (first,) = chat.telegram.sent
        assert first.text == "开始重建索引\n░░░░░░░░░░ 0 %"
        assert chat.telegram.edited[0].text == "开始重建索引\n▓▓▓▓▓▓░░░░ 60 %"
        assert chat.telegram.edited[-1].text == "索引重建好了：2000 个案例，用时 3.2 秒。"
        assert len({call.payload["message_id"] for call in chat.telegram.edited}) == 1


async def test_the_admin_can_go_on_asking_meanwhile() -> None:
    async with chatting(SCRIPT) as chat:
        chat.reindexer.may_end.clear()
        await order_reindex(chat)

        await chat.hear(said("电动车充电", chat=CHAT, user=ADMIN))

        assert chat.telegram.sent[-1].text == "好的"


async def test_a_second_build_is_refused_with_the_reason() -> None:
    async with chatting(SCRIPT) as chat:
        chat.reindexer.failure = ReindexRunningError()

        await order_reindex(chat)
        await chat.telegram.until(lambda: bool(chat.telegram.edited))

        assert chat.telegram.edited[-1].text == "索引正在重建，请等它完成后再试。"


async def test_a_build_that_breaks_says_so_and_is_reported() -> None:
    async with chatting(SCRIPT) as chat:
        chat.reindexer.failure = RuntimeError("disk /secret is full")

        await order_reindex(chat)
        await chat.telegram.until(lambda: len(chat.telegram.sent) > 1)

        assert chat.telegram.edited[-1].text == wording.REINDEX_UNFINISHED
        assert "编号" in chat.telegram.sent[-1].text
        assert "secret" not in chat.telegram.sent[-1].text


async def test_a_build_goes_on_if_its_message_cannot_be_sent() -> None:
    async with chatting(SCRIPT) as chat:
        chat.telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")

        await order_reindex(chat)
        await chat.channel.stop()

        assert chat.telegram.edited == []


async def test_a_button_can_start_a_build_too() -> None:
    async with chatting(SCRIPT) as chat:
        await chat.hear(pressed("x", chat=CHAT, user=ADMIN))
        await chat.telegram.until(lambda: bool(chat.telegram.edited))

        assert "好了" in chat.telegram.edited[-1].text


@pytest.mark.parametrize(
    ("done", "total", "bar"),
    [
        (0, 10, "░░░░░░░░░░ 0 %"),
        (1, 3, "▓▓▓░░░░░░░ 33 %"),
        (3, 3, "▓▓▓▓▓▓▓▓▓▓ 100 %"),
        (9, 3, "▓▓▓▓▓▓▓▓▓▓ 100 %"),
        (0, 0, "░░░░░░░░░░ 0 %"),
    ],
)
def test_the_bar_shows_the_share(done: int, total: int, bar: str) -> None:
    assert progress_bar(done, total) == bar
