"""The Telegram channel with the real dialogue, library and index behind it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.application import Application, open_application
from bot.settings import Settings
from cases.built_in import built_in_library
from tests.bot.telegram_double import (
    ADMIN,
    GROUP,
    PRIVATE,
    PUBLIC_URL,
    SECRET,
    Call,
    Chat,
    Json,
    asked_inline,
    chatting,
    pressed,
    said,
)


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("telegram")
    settings = Settings(data_dir=folder, public_url=PUBLIC_URL, admins=frozenset({"telegram:7"}))
    with open_application(settings) as opened:
        opened.store.save(built_in_library())
        opened.reindexer.run()
        yield opened


@asynccontextmanager
async def talking(application: Application) -> AsyncIterator[Chat]:
    async with chatting(
        dialogue=application.dialogue,
        reindexer=application.reindexer,
        link=application.link,
        webhook_secret=SECRET,
    ) as chat:
        yield chat


def press_on(call: Call, label: str, **more: Json) -> Json:
    """Return a press of the button that bears this label on a message that was sent."""
    data = next(button["callback_data"] for button in call.buttons if label in button["text"])
    return pressed(data, keyboard=call.payload["reply_markup"], text=call.text, **more)


async def test_a_question_finds_the_case_and_a_button_opens_it(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(said("电动车充电"))
        await chat.hear(press_on(chat.telegram.sent[-1], "①"))

        listed, opened = chat.telegram.sent
        assert "① " in listed.text
        assert "城南·巷充" in listed.text.split("②")[0]
        assert "来源" in opened.text
        assert any(button["text"] == "看全文" for button in opened.buttons)


async def test_related_cases_follow_an_opened_one(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(said("电动车充电"))
        await chat.hear(press_on(chat.telegram.sent[-1], "①"))
        await chat.hear(press_on(chat.telegram.sent[-1], "相关"))

        assert "①" in chat.telegram.sent[-1].text
        assert chat.telegram.edited == []


async def test_pages_turn_forth_and_back_in_place(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(said("龙岗区"))
        first = chat.telegram.sent[-1]
        await chat.hear(press_on(first, "下一页"))
        await chat.hear(press_on(chat.telegram.edited[-1], "上一页"))

        assert len(chat.telegram.sent) == 1
        assert chat.telegram.edited[0].text != first.text
        assert chat.telegram.edited[1].text == first.text


async def test_a_number_that_is_typed_opens_a_case(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(said("电动车充电"), said("1"))

        assert "城南·巷充" in chat.telegram.sent[-1].text


async def test_two_people_in_a_group_do_not_mix(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(said("/search 电动车充电", chat=GROUP))
        await chat.hear(said("@MiaozhaoBot 1", chat=GROUP, user=ADMIN))

        assert "城南·巷充" in chat.telegram.sent[0].text
        assert "城南·巷充" not in chat.telegram.sent[1].text


async def test_every_button_of_the_welcome_and_the_menus_leads_somewhere(
    application: Application,
) -> None:
    async with talking(application) as chat:
        await chat.hear(said("/start"), said("/help"), said("/browse"))
        for call in list(chat.telegram.sent):
            for button in call.buttons:
                await chat.hear(press_on(call, button["text"]))

        answers = chat.telegram.sent[3:] + chat.telegram.edited
        assert len(answers) == sum(len(call.buttons) for call in chat.telegram.sent[:3])
        assert all(answer.text for answer in answers)


async def test_the_pages_of_a_long_question_turn_after_a_restart(application: Application) -> None:
    question = (
        "请问电动车没有地方充电、停车也难，路灯又坏，老人吃饭和小孩暑假托管怎么办，残疾人就业呢"
    )
    async with talking(application) as chat:
        await chat.hear(said(question))
        first = chat.telegram.sent[-1]
        assert first.payload["reply_parameters"]["message_id"] == 11
    async with talking(application) as chat:
        asked = said(question)["message"]
        await chat.hear(press_on(first, "下一页", reply_to_message=asked))

        assert "⑤" in chat.telegram.edited[0].text or "①" in chat.telegram.edited[0].text


async def test_inline_mode_offers_cases_page_by_page(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(asked_inline("龙岗区"))
        first = chat.telegram.calls[-1].payload
        await chat.hear(asked_inline("龙岗区", first["next_offset"]))
        second = chat.telegram.calls[-1].payload

        ids = {result["id"] for page in (first, second) for result in page["results"]}
        assert len(ids) == len(first["results"]) + len(second["results"]) > 5


async def test_a_deep_link_from_inline_mode_opens_the_case(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(asked_inline("电动车充电"))
        result = chat.telegram.calls[-1].payload["results"][0]
        link = result["reply_markup"]["inline_keyboard"][0][-1]["url"]
        await chat.hear(said(f"/start {link.split('start=')[1]}"))

        assert result["title"] in chat.telegram.sent[-1].text


async def test_reindex_is_obeyed_from_an_admin_alone(application: Application) -> None:
    async with talking(application) as chat:
        await chat.hear(said("/reindex"), said("/no_such_command"))
        await chat.hear(said("/reindex", chat={**PRIVATE, "id": 7}, user=ADMIN))
        await chat.telegram.until(lambda: bool(chat.telegram.edited))
        await chat.telegram.until(lambda: "好了" in chat.telegram.edited[-1].text)

        refused, unknown = chat.telegram.sent[:2]
        assert "索引" not in refused.text.replace("/reindex", "")
        assert refused.text.replace("/reindex", "") == unknown.text.replace("/no_such_command", "")


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "<script>alert('x')</script>",
        "&amp;<b>电动车",
        "\u0000\u0007电动车\u202e充电",
        "充电" * 2_048,
        "比特币价格",
        "。",
        "/search 😀",
        "'; DROP TABLE cases; --",
        "\ud800",
    ],
)
async def test_whatever_is_typed_gets_one_calm_answer(application: Application, text: str) -> None:
    async with talking(application) as chat:
        await chat.hear(said(text))

        (answer,) = chat.telegram.sent
        assert "编号" not in answer.text
