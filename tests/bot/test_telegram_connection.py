"""Connecting, webhook and polling."""

import asyncio
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import TelegramError, TokenRejectedError, WebhookRejectedError
from bot.channels.telegram.webhook import Webhook, read_update
from bot.link import CaseLink
from bot.reply import Reply
from tests.bot.telegram_double import (
    PUBLIC_URL,
    SECRET,
    TOKEN,
    Json,
    ScriptedDialogue,
    TelegramDouble,
    a_card,
    channel_for,
    chatting,
    said,
)

POLLING: Json = {"webhook_secret": None}


async def test_a_webhook_is_set_with_its_secret() -> None:
    telegram = TelegramDouble()
    channel, _ = channel_for(telegram)

    await channel.start()
    await channel.stop()

    (call,) = telegram.made("setWebhook")
    assert call.payload["url"].startswith(f"{PUBLIC_URL}/telegram")
    assert SECRET not in call.payload["url"]
    assert call.payload["secret_token"] == SECRET
    assert call.payload["allowed_updates"] == ["message", "callback_query", "inline_query"]
    assert telegram.made("getUpdates", "deleteWebhook") == []
    assert telegram.faults == []


async def test_a_webhook_that_telegram_knows_is_not_set_again() -> None:
    telegram = TelegramDouble()
    for _ in range(2):
        channel, _ = channel_for(telegram)
        await channel.start()
        await channel.stop()

    assert len(telegram.made("setWebhook")) == 1


async def test_a_new_secret_is_told_to_telegram() -> None:
    telegram = TelegramDouble()
    for secret in ("old", "new"):
        channel, _ = channel_for(telegram, webhook_secret=secret)
        await channel.start()
        await channel.stop()

    assert [call.payload["secret_token"] for call in telegram.made("setWebhook")] == ["old", "new"]


async def test_only_the_secret_is_accepted() -> None:
    channel, _ = channel_for(TelegramDouble())

    assert channel.accepts(SECRET)
    assert not any(channel.accepts(wrong) for wrong in (None, "", "a-secre", "密", "\ud800"))


@pytest.mark.parametrize(
    "settings", [POLLING, {"webhook_secret": ""}, {"public_url": "http://a.cn"}]
)
async def test_while_polling_no_call_is_accepted(settings: Json) -> None:
    channel, _ = channel_for(TelegramDouble(), **settings)

    assert not any(channel.accepts(secret) for secret in (None, "", SECRET))


async def test_polling_reads_updates_and_answers() -> None:
    telegram, dialogue = TelegramDouble(), ScriptedDialogue()
    telegram.waiting_updates.append({"update_id": 5, **said("充电")})
    channel, _ = channel_for(telegram, dialogue, **POLLING)

    await channel.start()
    await telegram.until(lambda: bool(telegram.sent))
    await channel.stop()

    assert telegram.made("deleteWebhook", "setWebhook")[0].method == "deleteWebhook"
    polls = telegram.made("getUpdates")
    assert polls[0].payload["allowed_updates"] == ["message", "callback_query", "inline_query"]
    assert polls[-1].payload["offset"] == 6
    assert telegram.faults == []


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"not json",
        b"[]",
        b"null",
        b"1",
        b"{}",
        b'{"update_id": "x"}',
        b'{"update_id": 1, "message": 5}',
        b'{"update_id": 1, "message": {"date": "soon"}}',
        b'{"update_id": 1, "message": {"message_id": 1, "date": 1e400, "chat": {}}}',
        b'{"update_id": 1, "from_the_future": {"a": [1]}}',
        b"[" * 100_000,
    ],
)
async def test_a_posted_text_that_is_no_update_is_calmly_forgotten(payload: bytes) -> None:
    async with chatting() as chat:
        await chat.channel.receive(payload)
        async with asyncio.timeout(5):
            await chat.channel._application.update_queue.join()

        assert chat.telegram.calls == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["message_id", "date", "chat", "id", "type", "from", "text", "entities"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["message", "callback_query", "inline_query"]), json_values)
def test_no_posted_json_is_an_error(kind: str, content: object) -> None:
    channel, _ = channel_for(TelegramDouble())

    read_update(json.dumps({"update_id": 1, kind: content}).encode(), channel._application.bot)


async def test_an_update_that_was_parsed_already_is_taken_too() -> None:
    async with chatting() as chat:
        await chat.channel.receive({"update_id": 1, **said("充电")})
        await chat.hear()

        assert len(chat.telegram.sent) == 1


@pytest.mark.parametrize("code", [401, 404])
async def test_a_wrong_token_is_one_clear_sentence(
    code: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram = TelegramDouble()
    telegram.refuse("getMe", code, "Unauthorized")
    channel, _ = channel_for(telegram)

    with pytest.raises(TokenRejectedError, match="@BotFather") as caught:
        await channel.start()

    error: BaseException | None = caught.value
    while error is not None:
        assert TOKEN not in str(error)
        error = error.__context__
    assert TOKEN not in capsys.readouterr().out + caplog.text


@pytest.mark.parametrize("token", ["", "中文", "1:a b", "1:a/../b", "1:a\n"])
async def test_a_token_that_cannot_be_one_is_not_even_tried(token: str) -> None:
    telegram = TelegramDouble()
    channel, _ = channel_for(telegram, token=token)

    with pytest.raises(TokenRejectedError):
        await channel.start()

    assert telegram.calls == []


async def test_a_webhook_address_that_telegram_refuses_is_one_clear_sentence() -> None:
    telegram = TelegramDouble()
    telegram.refuse("setWebhook", 400, "Bad Request: bad webhook: IP address is reserved")
    channel, _ = channel_for(telegram)

    with pytest.raises(WebhookRejectedError, match="MIAOZHAO_PUBLIC_URL") as caught:
        await channel.start()

    assert "reserved" in caught.value.reason
    assert isinstance(caught.value, TelegramError)


async def test_when_telegram_is_unreachable_it_is_tried_again_in_the_background(
    capsys: pytest.CaptureFixture[str],
) -> None:
    telegram = TelegramDouble()
    for _ in range(8):
        telegram.refuse("getMe", 502, f"Bad Gateway for /bot{TOKEN}/getMe")
    channel, time = channel_for(telegram)

    await channel.start()
    tries_before_start_returned = len(telegram.made("getMe"))
    await telegram.until(lambda: len(telegram.made("setMyCommands")) == 3)
    await channel.stop()

    assert tries_before_start_returned == 1
    assert time.slept[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    logged = capsys.readouterr().out
    assert "trying again" in logged
    assert TOKEN not in logged


async def test_a_token_that_turns_out_wrong_later_is_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    telegram = TelegramDouble()
    telegram.refuse("getMe", 502, "Bad Gateway")
    telegram.refuse("getMe", 401, "Unauthorized")
    channel, _ = channel_for(telegram)

    await channel.start()
    assert channel._connecting is not None
    await channel._connecting
    await channel.stop()

    assert "@BotFather" in capsys.readouterr().out


async def test_it_can_be_stopped_while_telegram_is_unreachable() -> None:
    telegram = TelegramDouble()
    for _ in range(100):
        telegram.refuse("getMe", 502, "Bad Gateway")
    channel, _ = channel_for(telegram, sleep=lambda _: asyncio.Event().wait())

    await channel.start()
    await channel.stop()

    assert len(telegram.made("getMe")) == 1


async def test_a_telegram_that_does_not_answer_holds_up_nobody() -> None:
    class Silence(TelegramDouble):
        async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
            await asyncio.Event().wait()
            raise AssertionError

    channel, _ = channel_for(Silence(), patience_seconds=0)

    await channel.start()

    assert channel._connecting is not None
    assert not channel._connecting.done()
    await channel.stop()


async def test_it_can_be_stopped_without_having_been_started() -> None:
    channel, _ = channel_for(TelegramDouble())

    await channel.stop()


async def test_trouble_while_polling_is_logged_without_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    telegram = TelegramDouble()
    telegram.refuse("getUpdates", 409, f"Conflict: another getUpdates of {TOKEN}")
    channel, _ = channel_for(telegram, **POLLING)

    await channel.start()
    await telegram.until(lambda: bool(telegram.made("getUpdates")))
    await asyncio.sleep(0)
    await channel.stop()

    logged = capsys.readouterr().out
    assert "Conflict" in logged
    assert TOKEN not in logged


async def test_each_scope_gets_its_menu() -> None:
    telegram = TelegramDouble()
    channel, _ = channel_for(telegram)

    await channel.start()
    await channel.stop()

    menus = {
        (scope["type"], scope.get("chat_id")): [entry["command"] for entry in commands]
        for scope, commands in (
            (call.payload["scope"], call.payload["commands"])
            for call in telegram.made("setMyCommands")
        )
    }
    assert menus == {
        ("default", None): ["search", "browse", "help", "start"],
        ("all_group_chats", None): ["search", "browse", "help"],
        ("chat", 7): ["search", "browse", "help", "start", "reindex"],
    }


async def test_a_menu_that_telegram_refuses_keeps_no_other_from_being_set() -> None:
    telegram = TelegramDouble()
    channel, _ = channel_for(telegram, admins=frozenset({"telegram:7", "telegram:8"}))
    telegram.refuse("setMyCommands", 400, "Bad Request: chat not found")

    await channel.start()
    await channel.stop()

    assert len(telegram.made("setMyCommands")) == 4


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot"]
)
async def test_another_bot_api_server_is_asked(base_url: str) -> None:
    telegram = TelegramDouble()
    channel, _ = channel_for(telegram, base_url=base_url)

    await channel.start()
    await channel.stop()

    assert telegram.urls[0] == f"http://127.0.0.1:8081/bot{TOKEN}/getMe"


async def test_the_real_transport_is_built_and_closed_without_a_call() -> None:
    channel, _ = channel_for(TelegramDouble(), request=None)

    await channel.stop()


@pytest.mark.parametrize("address", ["http://server:8080", "http://127.0.0.1:8080"])
async def test_addresses_that_telegram_would_refuse_are_not_linked(address: str) -> None:

    card = a_card(url=CaseLink(address)(a_card().case_id))
    async with chatting({"充电": Reply(cards=(card,))}, public_url=address) as chat:
        await chat.hear(said("充电"))

        assert address not in chat.telegram.sent[0].payload["text"]


def test_the_webhook_address_does_not_tell_the_secret() -> None:
    assert Webhook(PUBLIC_URL + "/", SECRET).url.startswith(f"{PUBLIC_URL}/telegram?v=")
    assert Webhook(PUBLIC_URL, "a").url != Webhook(PUBLIC_URL, "b").url
