"""`miaozhao wechat simulate` plays WeChat's part toward servers that others wrote."""

import re
import socket
from collections.abc import Iterator

import pytest

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.simulation import Simulation, SimulationError, text_message
from tests.bot.cli_double import Console
from tests.bot.wechat_account_double import (
    AES_KEY,
    APP_ID,
    ARTICLE,
    TOKEN,
    WechatAccount,
    serve_account,
)


@pytest.fixture
def account(console: Console) -> Iterator[WechatAccount]:
    with serve_account() as account:
        console.set("WECHAT_TOKEN", TOKEN)
        console.set("WECHAT_APP_ID", APP_ID)
        console.set("WECHAT_AES_KEY", AES_KEY)
        yield account


def without_time(lines: list[str]) -> list[str]:
    *said, last = lines
    assert re.fullmatch(r"—— \d+ 毫秒，微信最多等 5000 毫秒", last)
    return said


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_a_text_goes_sealed_or_plain_and_the_answer_is_shown(
    console: Console, account: WechatAccount, options: tuple[str, ...]
) -> None:
    outcome = console.run("wechat", "simulate", "电动车充电 ]]>&", "--url", account.url, *options)

    (message,) = account.heard
    assert outcome.code == 0
    assert without_time(outcome.lines) == ["您说了 10 个字 <&>"]
    assert (message.type, message.content) == ("text", "电动车充电 ]]>&")
    assert message.source == "o_simulated"
    assert account.was_sealed == [not options]


def test_without_a_key_messages_go_plain(
    console: Console, account: WechatAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MIAOZHAO_WECHAT_AES_KEY")

    console.run("wechat", "simulate", "充电", "--url", account.url)

    assert account.was_sealed == [False]


def test_each_message_has_its_own_number(console: Console, account: WechatAccount) -> None:
    for _ in range(2):
        console.run("wechat", "simulate", "充电", "--url", account.url, "--user", "o_li")

    first, second = account.heard
    assert first.id != second.id
    assert first.source == second.source == "o_li"


def test_articles_are_shown_readably(console: Console, account: WechatAccount) -> None:
    outcome = console.run("wechat", "simulate", "1", "--url", account.url)

    assert without_time(outcome.lines) == [
        f"【图文】{ARTICLE['title']}",
        ARTICLE["description"],
        f"链接：{ARTICLE['url']}",
        f"图片：{ARTICLE['image']}",
    ]


@pytest.mark.parametrize(
    ("event", "name", "key"),
    [
        ("subscribe", "subscribe", ""),
        ("click:ask:电动车充电", "click", "ask:电动车充电"),
        ("SCAN:case_sz-1", "scan", "case_sz-1"),
        ("kf_create_session", "kf_create_session", ""),
    ],
)
def test_an_event_is_sent_and_silence_is_said(
    console: Console, account: WechatAccount, event: str, name: str, key: str
) -> None:
    outcome = console.run("wechat", "simulate", "--event", event, "--url", account.url)

    (message,) = account.heard
    data = message._data
    assert without_time(outcome.lines) == ["（服务器收到了，没有要回复的话）"]
    assert data["Event"].lower() == name
    assert (data.get("EventKey") or "") == key


def test_without_settings_it_is_said_what_to_put_there(console: Console) -> None:
    outcome = console.run("wechat", "simulate", "电动车充电")

    token, app_id, key = outcome.lines
    assert re.fullmatch(r"MIAOZHAO_WECHAT_TOKEN=[A-Za-z0-9]{3,32}", token)
    assert app_id == "MIAOZHAO_WECHAT_APP_ID=wx0000000000000000"
    assert re.fullmatch(r"MIAOZHAO_WECHAT_AES_KEY=[A-Za-z0-9]{43}", key)
    assert outcome.failure.startswith("还没有设置 MIAOZHAO_WECHAT_TOKEN。没有账号也能试")


def test_what_is_said_to_put_there_is_accepted(console: Console) -> None:
    console.write(".env", console.run("wechat", "simulate", "充电").out)

    outcome = console.run("wechat", "simulate", "充电", "--url", "http://127.0.0.1:1/wechat")

    assert outcome.failure == (
        "连不上 http://127.0.0.1:1/wechat。"
        "请先在另一个窗口运行 miaozhao serve，或用 --url 换一个地址。"
    )


@pytest.mark.parametrize("arguments", [(), ("充电", "--event", "subscribe")])
def test_neither_text_nor_event_or_both_is_wrong_use(
    console: Console, arguments: tuple[str, ...]
) -> None:
    assert console.run("wechat", "simulate", *arguments).code == 2


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "不认这个签名（HTTP 403）"),
        (404, "没有公众号的入口（HTTP 404）"),
        (500, "回答了 HTTP 500，微信会报“该公众号提供的服务出现故障”"),
    ],
)
def test_a_refusal_is_explained(
    console: Console, account: WechatAccount, status: int, said: str
) -> None:
    account.status = status

    assert said in console.run("wechat", "simulate", "充电", "--url", account.url).failure


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<html></html>", "服务器的回复微信看不懂：内容不是微信的 XML 消息。"),
        (b"{}", "服务器的回复微信看不懂：内容不是微信的 XML 消息。"),
        (b"<xml><MsgType>text</MsgType></xml>", "服务器没有加密它的回复"),
        (b"<xml><Encrypt>YWJj</Encrypt></xml>", "服务器的回复微信看不懂：签名不对。"),
    ],
)
def test_an_answer_that_wechat_would_not_understand_is_told(
    console: Console, account: WechatAccount, answer: bytes, said: str
) -> None:
    account.raw_answer = answer

    assert said in console.run("wechat", "simulate", "充电", "--url", account.url).failure


@pytest.mark.parametrize("url", ["http://[::1", "http://a b", "127.0.0.1:80/wechat", "http://"])
def test_an_address_that_is_none_is_told(
    console: Console, account: WechatAccount, url: str
) -> None:
    outcome = console.run("wechat", "simulate", "充电", "--url", url)

    assert outcome.failure.startswith(f"连不上 {url}。")
    assert account.heard == []


def test_a_server_that_keeps_silent_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/wechat"
        simulation = Simulation(
            url, MessageCodec(token=TOKEN), user="o_li", is_sealed=False, seconds=0.05
        )

        with pytest.raises(SimulationError, match="没有回答，微信只等 5 秒"):
            simulation.send(text_message("充电"))
