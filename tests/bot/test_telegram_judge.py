"""The judge itself: it must object, or the other tests prove nothing."""

from typing import Any

import pytest

from tests.bot.telegram_judge import faults_of, html_faults, plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a < b",
        "a & b",
        "&nbsp;",
        "&hearts;",
        "<b>x",
        "x</b>",
        "<b><i>x</b></i>",
        "<br>",
        "<p>x</p>",
        '<b class="x">y</b>',
        "<a>x</a>",
        '<a href="javascript:1">x</a>',
        '<a href="http://127.0.0.1/">x</a>',
        "<!-- x -->y",
        "x\x00",
        "\ud800",
        "字" * 4_097,
        "😀" * 2_049,
    ],
)
def test_text_that_telegram_would_refuse_is_found(text: str) -> None:
    assert html_faults(text)


@pytest.mark.parametrize(
    "text",
    ["字" * 4_096, '<b>粗</b>&lt;&amp; <a href="https://a.cn/?x=1&amp;y=2">看</a>', "&#x27;"],
)
def test_text_that_telegram_takes_passes(text: str) -> None:
    assert html_faults(text) == []


def test_a_reader_sees_the_text_without_tags() -> None:
    assert plain("<b>a</b> &lt;") == "a <"


def message(**more: object) -> dict[str, Any]:
    return {"chat_id": 1, "text": "好", "parse_mode": "HTML", **more}


def with_button(**button: object) -> dict[str, Any]:
    return message(reply_markup={"inline_keyboard": [[{"text": "看", **button}]]})


@pytest.mark.parametrize(
    ("method", "payload"),
    [
        ("sendNothing", {}),
        ("sendMessage", {"chat_id": 1}),
        ("sendMessage", message(invented=1)),
        ("sendMessage", message(link_preview_options={"is_off": True})),
        ("sendMessage", message(reply_parameters={"message_id": "x"})),
        ("sendMessage", with_button()),
        ("sendMessage", with_button(callback_data="")),
        ("sendMessage", with_button(callback_data="字" * 22)),
        ("sendMessage", with_button(url="http://server/")),
        ("sendMessage", with_button(url="https://a.cn", callback_data="x")),
        ("sendMessage", message(reply_markup={"inline_keyboard": [[]]})),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "字" * 201}),
        ("setMyCommands", {"commands": [{"command": "Search", "description": "找"}]}),
        ("setWebhook", {"url": "https://a.cn/", "secret_token": "密"}),
    ],
)
def test_a_call_that_telegram_would_refuse_is_found(method: str, payload: dict[str, Any]) -> None:
    assert faults_of(method, payload)


def test_a_call_that_telegram_takes_passes() -> None:
    assert faults_of("sendMessage", with_button(callback_data="字" * 21)) == []


def test_two_inline_results_with_one_id_are_found() -> None:
    result = {
        "type": "article",
        "id": "1",
        "title": "题",
        "input_message_content": {"message_text": "好", "parse_mode": "HTML"},
    }

    faults = faults_of("answerInlineQuery", {"inline_query_id": "1", "results": [result] * 2})

    assert any("result ids" in fault for fault in faults)
