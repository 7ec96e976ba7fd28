"""企业微信's API over real HTTP: what is sent, at which pace, and what errors say."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
import stamina

from bot.channels.wechat.api_errors import ApiBusyError, ApiError, ApiRefusedError
from bot.channels.wecom.api import WecomApi, check_secret, open_wecom_api
from bot.channels.wecom.api_refusals import wecom_refusal
from bot.channels.wecom.message_sender import (
    MessageSender,
    News,
    NewsArticle,
    TextCard,
    TextMessage,
)
from bot.channels.wecom.sending_pace import SendingPace
from bot.token_store import MemoryTokenStore
from tests.bot.wechat_api_server import OK, serve_api
from tests.bot.wecom_api_server import (
    AGENT_ID,
    CORP_ID,
    GET_TOKEN,
    NO_PRIVILEGE,
    NOT_TRUSTED,
    SECRET,
    SEND,
    WecomApiServer,
)

ARTICLE = NewsArticle(
    title="大新社区：危楼变充电站",
    description="新增充电位100多个。",
    url="https://m.example.cn/c/1",
    picture="https://m.example.cn/static/card.png",
)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server() -> Iterator[WecomApiServer]:
    with serve_api(WecomApiServer()) as server:
        yield server


class Clock:
    """A clock that goes on while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@asynccontextmanager
async def api(
    server: WecomApiServer, *, secret: str = SECRET, agent_id: int = AGENT_ID
) -> AsyncIterator[WecomApi]:
    async with open_wecom_api(
        corp_id=CORP_ID,
        agent_id=agent_id,
        secret=secret,
        base=server.url,
        tokens=MemoryTokenStore(),
        key=b"a key that opens nothing",
    ) as opened:
        yield opened


@pytest.fixture
async def sender(server: WecomApiServer) -> AsyncIterator[MessageSender]:
    async with api(server) as opened:
        yield MessageSender(opened, SendingPace())


async def test_a_text_is_sent_by_the_app_to_one_member(
    server: WecomApiServer, sender: MessageSender
) -> None:
    is_sent = await sender.send("zhangsan", TextMessage(text="本周有 3 个新妙招。"))

    assert is_sent
    assert server.sent() == [
        {
            "touser": "zhangsan",
            "msgtype": "text",
            "agentid": AGENT_ID,
            "text": {"content": "本周有 3 个新妙招。"},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 60,
        }
    ]


async def test_a_text_card_and_news_are_sent(
    server: WecomApiServer, sender: MessageSender
) -> None:
    await sender.send(
        "lisi", TextCard(title="新妙招", description="<b>三个</b>", url="https://m.example.cn")
    )
    await sender.send("lisi", News(articles=(ARTICLE,)))

    card, news = server.sent()
    assert card["textcard"] == {
        "title": "新妙招",
        "description": "＜b＞三个＜/b＞",
        "url": "https://m.example.cn",
        "btntxt": "看全文",
    }
    assert news["news"]["articles"][0]["picurl"] == ARTICLE.picture


async def test_nothing_is_longer_than_it_may_be(
    server: WecomApiServer, sender: MessageSender
) -> None:
    long = "这是一个很长的句子。" * 1000
    await sender.send("lisi", TextMessage(text=long))
    await sender.send("lisi", TextCard(title=long, description=long, url="https://x"))

    text, card = server.sent()
    assert 2_000 < len(text["text"]["content"].encode()) <= 2_048
    assert len(card["textcard"]["title"].encode()) <= 128
    assert len(card["textcard"]["description"].encode()) <= 512
    assert text["text"]["content"].endswith("。")


@pytest.mark.parametrize("count", [0, 9])
def test_news_have_one_to_eight_articles(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} articles"):
        News(articles=(ARTICLE,) * count)


async def test_whom_a_message_cannot_reach_is_told(
    server: WecomApiServer, sender: MessageSender
) -> None:
    server.answer(SEND, {**OK, "invaliduser": "zhangsan"}, {**OK, "unlicenseduser": "zhangsan"})

    reached = [await sender.send("ZhangSan", TextMessage(text="好")) for _ in range(2)]

    assert reached == [False, False]


async def test_one_member_gets_thirty_messages_a_minute() -> None:
    clock = Clock()
    pace = SendingPace(clock=clock, sleep=clock.sleep)

    for _ in range(61):
        await pace.wait("zhangsan")
    await pace.wait("lisi")

    assert clock.slept == [60, 60]


async def test_one_member_gets_a_thousand_messages_an_hour() -> None:
    clock = Clock()
    pace = SendingPace(clock=clock, sleep=clock.sleep)
    began = clock.now

    for _ in range(1_000):
        await pace.wait("zhangsan")
    in_time = clock.now - began
    await pace.wait("zhangsan")

    assert in_time == 33 * 60
    assert clock.now - began == 3_600


async def test_members_who_got_nothing_for_an_hour_are_forgotten() -> None:
    clock = Clock()
    pace = SendingPace(clock=clock, sleep=clock.sleep)
    for number in range(10_000):
        await pace.wait(str(number))
    clock.now += 3_600

    await pace.wait("zhangsan")

    assert list(pace._turns) == ["zhangsan"]


async def test_a_token_that_ended_early_is_fetched_anew(
    server: WecomApiServer, sender: MessageSender
) -> None:
    await sender.send("zhangsan", TextMessage(text="一"))
    server.end_token()

    assert await sender.send("zhangsan", TextMessage(text="二"))
    assert [asked.path for asked in server.asked] == [GET_TOKEN, SEND, SEND, GET_TOKEN, SEND]


async def test_a_busy_api_is_asked_again(server: WecomApiServer, sender: MessageSender) -> None:
    server.answer(SEND, {"errcode": -1, "errmsg": "system error"})

    assert await sender.send("zhangsan", TextMessage(text="好"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NOT_TRUSTED, ["203.0.113.7", "企业可信IP", "60020"]),
        (NO_PRIVILEGE, ["可见范围", "60011"]),
        ({"errcode": 81013, "errmsg": "all invalid"}, ["可见范围", "81013"]),
        ({"errcode": 301002, "errmsg": "no"}, ["AgentId", "301002"]),
        ({"errcode": 45009, "errmsg": "freq"}, ["太频繁", "45009"]),
        ({"errcode": 99999, "errmsg": "one day"}, ["one day", "99999"]),
        ({"errcode": 60020, "errmsg": "not allow"}, ["IP 地址", "60020"]),
    ],
)
async def test_a_refusal_says_what_to_do(
    server: WecomApiServer, sender: MessageSender, answer: object, words: list[str]
) -> None:
    server.answer(SEND, answer)

    with pytest.raises(ApiRefusedError) as refused:
        await sender.send("zhangsan", TextMessage(text="好"))

    assert all(word in str(refused.value) for word in words)


def test_a_busy_system_may_be_asked_again() -> None:
    assert isinstance(wecom_refusal(-1, "busy"), ApiBusyError)


async def test_a_wrong_secret_is_told_without_showing_it(server: WecomApiServer) -> None:
    with pytest.raises(ApiError, match="MIAOZHAO_WECOM_SECRET") as refused:
        await check_secret(corp_id=CORP_ID, secret="not-it", base=server.url)  # noqa: S106 - opens nothing

    assert "not-it" not in str(refused.value)


async def test_neither_secret_nor_member_is_in_a_log(
    server: WecomApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with api(server) as opened:
        await opened.departments_of("zhangsan")

    assert SECRET not in caplog.text
    assert server.token not in caplog.text
    assert "zhangsan" not in caplog.text
