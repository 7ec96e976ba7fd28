"""`miaozhao doctor` on 企业微信."""

from collections.abc import Iterator

import pytest

from tests.bot.cli_double import Console
from tests.bot.wechat_api_server import serve_api
from tests.bot.wecom_api_server import AGENT_ID, CORP_ID, SECRET, WecomApiServer

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


@pytest.fixture
def server() -> Iterator[WecomApiServer]:
    with serve_api(WecomApiServer()) as server:
        yield server


def of_wecom(console: Console, settings: dict[str, str]) -> list[str]:
    """Return what the doctor says of 企业微信; it must not keep anybody from being answered."""
    for name, value in settings.items():
        console.set(name, value)
    outcome = console.run("doctor")
    assert outcome.code == 0
    return [line for line in outcome.lines if "企业微信" in line]


def test_a_bot_needs_no_address(filled_console: Console) -> None:
    assert of_wecom(filled_console, {"WECOM_BOT_ID": "aib", "WECOM_BOT_SECRET": "s"}) == [
        "✓ 企业微信智能机器人：Bot ID 和 Secret 已设置，用长连接接收，不需要公网地址"
    ]


@pytest.mark.parametrize(
    ("public_url", "more"),
    [
        ("https://m.example.cn", []),
        (
            "http://127.0.0.1:8080",
            ["! 企业微信应用：企业微信访问不到这个 URL，请用 MIAOZHAO_PUBLIC_URL 设成公网地址"],
        ),
    ],
)
def test_an_app_is_told_its_address(
    filled_console: Console, public_url: str, more: list[str]
) -> None:
    settings = {"WECOM_CORP_ID": CORP_ID, "WECOM_TOKEN": "AAAAA", "WECOM_AES_KEY": AES_KEY}

    lines = of_wecom(filled_console, {"PUBLIC_URL": public_url, **settings})

    assert lines == [f"✓ 企业微信应用：Token 已设置；URL 填 {public_url}/wecom", *more]


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        (SECRET, "✓ 企业微信应用：Secret 有效"),
        ("another", "! 企业微信应用：部门和标签读不到，主动消息发不出，Secret 不对"),
    ],
)
def test_a_secret_is_tried(
    filled_console: Console, server: WecomApiServer, secret: str, said: str
) -> None:
    settings = {
        "WECOM_CORP_ID": CORP_ID,
        "WECOM_AGENT_ID": str(AGENT_ID),
        "WECOM_SECRET": secret,
        "WECOM_API_BASE": server.url,
    }

    assert of_wecom(filled_console, settings)[-1].startswith(said)
