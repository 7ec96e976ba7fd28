"""`miaozhao serve` and `miaozhao wechat simulate`: both sides of a conversation in WeChat."""

import pytest

from tests.bot.cli_double import Console, Outcome
from tests.bot.test_cli_serve import serving


@pytest.fixture
def console_with_channel(filled_console: Console) -> Console:
    """Return a shell with what `simulate` says to put into `.env`, and nothing else."""
    filled_console.write(".env", filled_console.run("wechat", "simulate", "充电").out)
    return filled_console


def said(outcome: Outcome) -> str:
    assert (outcome.code, outcome.err) == (0, "")
    *lines, _time = outcome.lines
    return "\n".join(lines)


def test_a_conversation_without_an_account(console_with_channel: Console) -> None:
    console = console_with_channel
    with serving(console) as (process, _get):
        found = said(console.run("wechat", "simulate", "电动车充电"))
        opened = said(console.run("wechat", "simulate", "1", "--plain"))
        stranger = said(console.run("wechat", "simulate", "1", "--user", "o_stranger"))
        welcomed = said(console.run("wechat", "simulate", "--event", "subscribe"))
        tapped = said(console.run("wechat", "simulate", "--event", "click:ask:电动车充电"))
        scanned = said(console.run("wechat", "simulate", "--event", "scan:case_daxin-xiangchong"))
        left = said(console.run("wechat", "simulate", "--event", "unsubscribe"))
        console.set("WECHAT_TOKEN", "anotherToken")
        forged = console.run("wechat", "simulate", "电动车充电")
        process.terminate()
        process.communicate()

    assert "找到 5 个案例" in found
    assert "① [大新社区" in found
    assert "weixin://" not in found
    assert "城南·巷充" in opened
    assert "还没有可以选的列表" in stranger
    assert "您好，我是妙招" in welcomed
    assert tapped == found
    assert scanned == opened
    assert left == "（服务器收到了，没有要回复的话）"
    assert "不认这个签名（HTTP 403）" in forged.failure


def test_a_case_is_shown_as_an_article_where_everybody_can_open_its_page(
    console_with_channel: Console,
) -> None:
    console = console_with_channel
    console.set("PUBLIC_URL", "https://m.example.cn")
    with serving(console) as (process, _get):
        opened = said(console.run("wechat", "simulate", "--event", "scan:case_daxin-xiangchong"))
        process.terminate()
        process.communicate()

    assert opened.startswith("【图文】大新社区「城南·巷充」")
    assert "链接：https://m.example.cn/c/daxin-xiangchong" in opened
