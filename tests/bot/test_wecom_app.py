"""The app of 企业微信 at `/wecom`: an independent client over real HTTP to a running server.

wechatpy seals, signs, opens and reads; nothing of ours stands on the other side.
"""

import itertools
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Final

import httpx2
import pytest
import uvicorn
import xmltodict
from wechatpy.enterprise.crypto import WeChatCrypto

from bot import wording
from bot.action import OpenCase
from bot.application import Application, open_application
from bot.channels.button_data import encode
from bot.channels.wechat import MessageCodec
from bot.channels.wechat.understanding import UNHEARD, UNSEEN
from bot.channels.wecom.app import wecom_app
from bot.channels.wecom.visitors import Visitors
from bot.receipts import MemoryReceiptStore
from bot.settings import Settings
from bot.web import build_server, build_web_app
from cases import StoreUnavailableError
from cases.built_in import built_in_library
from tests.bot.dialogue_double import noon
from tests.node_clients import run_node

TOKEN: Final = "QDG6eK"  # noqa: S105 - from the public documentation, opens nothing
AES_KEY: Final = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
PATH: Final = "/wecom"
CORP_ID: Final = "wx5823bf96d3bd56c7"

_numbers = itertools.count(7_000_000_000_000_000_000)


@dataclass(kw_only=True)
class Member:
    """Somebody in 企业微信, and 企业微信 itself: it seals with wechatpy what they say."""

    http: httpx2.Client
    name: str = "zhangsan"
    token: str = TOKEN
    aes_key: str = AES_KEY
    corp_id: str = CORP_ID

    @property
    def crypto(self) -> Any:  # noqa: ANN401 - wechatpy ships no types
        return WeChatCrypto(self.token, self.aes_key, self.corp_id)

    def seals(
        self, fields: dict[str, str], *, at: float | None = None
    ) -> tuple[dict[str, str], str]:
        """Return query and body of a request."""
        created = int(time.time() if at is None else at)
        whole = {
            "ToUserName": self.corp_id,
            "FromUserName": self.name,
            "CreateTime": str(created),
            "AgentID": "1000002",
            **fields,
        }
        nonce = str(next(_numbers))
        sealed = xmltodict.parse(
            self.crypto.encrypt_message(xmltodict.unparse({"xml": whole}), nonce, str(created))
        )["xml"]
        query = {
            "msg_signature": sealed["MsgSignature"],
            "timestamp": sealed["TimeStamp"],
            "nonce": sealed["Nonce"],
        }
        return query, xmltodict.unparse(
            {
                "xml": {
                    "ToUserName": self.corp_id,
                    "AgentID": "1000002",
                    "Encrypt": sealed["Encrypt"],
                }
            }
        )

    def posts(self, query: dict[str, str], body: str | bytes) -> httpx2.Response:
        return self.http.post(PATH, params=query, content=body)

    def reads(self, response: httpx2.Response) -> dict[str, Any]:
        """Verify, open and parse an answer."""
        assert response.status_code == httpx2.codes.OK, response.text
        if not response.text:
            return {}
        outer = xmltodict.parse(response.text)["xml"]
        opened = self.crypto.decrypt_message(
            response.text, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        )
        answer: dict[str, Any] = xmltodict.parse(opened)["xml"]
        assert answer["ToUserName"] == self.name
        assert answer["FromUserName"] == self.corp_id
        return answer

    def gets(self, **fields: str) -> dict[str, Any]:
        return self.gets_at(time.time(), **fields)

    def gets_at(self, at: float, /, **fields: str) -> dict[str, Any]:
        return self.reads(self.posts(*self.seals(fields, at=at)))

    def asks(self, text: str) -> str:
        """Return the text that answers a text."""
        answer = self.gets(MsgType="text", Content=text, MsgId=str(next(_numbers)))
        assert answer["MsgType"] == "text"
        assert len(answer["Content"].encode()) <= 2_048
        content: str = answer["Content"]
        return content

    def does(self, event: str, **fields: str) -> dict[str, Any]:
        return self.gets(MsgType="event", Event=event, **fields)


@contextmanager
def serving(application: Application) -> Iterator[str]:
    """Serve the app over HTTP until the block ends."""
    app = wecom_app(
        MessageCodec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP_ID),
        dialogue=application.dialogue,
        reindexer=application.reindexer,
        receipts=application.receipts,
        secret=application.secret,
        links_pages=True,
        picture="https://m.example.cn/static/article.png",
    )
    server = build_server(
        build_web_app(
            dialogue=application.dialogue,
            case_search=application.case_search,
            store=application.store,
            link=application.link,
            readiness=application.readiness,
            callbacks={"/wecom": app},
        )
    )
    with running(server) as port:
        yield f"http://127.0.0.1:{port}"
    app.close()


@contextmanager
def running(server: uvicorn.Server) -> Iterator[int]:
    """Run the server in a thread on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def http(filled_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    folder = tmp_path_factory.mktemp("wecom") / "data"
    shutil.copytree(filled_data, folder)
    settings = Settings(
        data_dir=folder, public_url="https://m.example.cn", admins=frozenset({"wecom:boss"})
    )
    with (
        open_application(settings) as application,
        serving(application) as address,
        httpx2.Client(base_url=address, timeout=10) as client,
    ):
        yield client


@pytest.fixture
def member(http: httpx2.Client) -> Member:
    """Return somebody new."""
    return Member(http=http, name=f"member-{next(_numbers)}")


def test_the_check_of_the_address_gives_the_echo_back_in_plain(member: Member) -> None:
    timestamp, nonce = "1409659589", "263014780"
    sealed = xmltodict.parse(
        member.crypto.encrypt_message("1616140317555161061", nonce, timestamp)
    )
    query = {
        "msg_signature": sealed["xml"]["MsgSignature"],
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": sealed["xml"]["Encrypt"],
    }

    echo = member.http.get(PATH, params=query)
    forged = member.http.get(PATH, params={**query, "nonce": "1"})

    assert (echo.status_code, echo.text) == (200, "1616140317555161061")
    assert echo.headers["content-type"].startswith("text/plain")
    assert forged.status_code == 403


def test_the_documented_check_of_an_address_is_passed(member: Member) -> None:
    query = {
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7Oa"
        "BO+FZXvnaqQ==",
    }

    assert member.http.get(PATH, params=query).text == "1616140317555161061"


def test_a_question_a_number_and_a_page_are_answered(member: Member) -> None:
    listed = member.asks("民之所安")
    opened = member.gets(MsgType="text", Content="1", MsgId=str(next(_numbers)))
    turned = member.asks("n")

    assert "①" in listed
    assert "回复 1–5 看详情，回复 n 下一页" in listed
    assert opened["MsgType"] == "news"
    assert opened["ArticleCount"] == "1"
    assert opened["Articles"]["item"]["Url"].startswith("https://m.example.cn/c/")
    assert opened["Articles"]["item"]["PicUrl"].startswith("https://m.example.cn/static/")
    assert "①" in turned
    assert turned != listed


def test_nothing_can_be_tapped_for_there_are_no_such_links_here(member: Member) -> None:
    for question in ("电动车充电", "浏览", "没有人会问的难题"):
        assert "weixin://" not in member.asks(question)


def test_what_can_be_replied_is_said_in_a_sentence(member: Member) -> None:
    assert member.asks("谢谢").endswith("可以回复：浏览全部。")
    assert member.asks("浏览") == "想按什么看？\n\n可以回复：主题、领域、区、期。"
    assert "可以回复" not in member.asks("民之所安")
    assert "可以试试：\n\n电动车充电、" in member.asks("你好")


def test_whoever_opens_the_app_is_welcomed_once_in_a_while(member: Member) -> None:
    now = time.time()
    first, again, later = (
        member.gets_at(at, MsgType="event", Event="enter_agent", EventKey="")
        for at in (now - 60, now - 60, now)
    )

    assert first["Content"].startswith("您好，我是妙招")
    assert again == first
    assert later == {}


def test_a_new_member_is_welcomed_and_not_again_on_opening(member: Member) -> None:
    assert member.does("subscribe")["Content"].startswith("您好，我是妙招")
    assert member.does("enter_agent") == {}


def test_a_member_who_leaves_is_forgotten(member: Member) -> None:
    member.asks("电动车充电")

    assert member.does("unsubscribe") == {}

    assert member.asks("1") == wording.NO_LIST


def test_menu_keys_and_card_buttons_are_understood(member: Member) -> None:
    case = built_in_library()[0]

    helped = member.does("click", EventKey="help")
    asked = member.does("CLICK", EventKey="ask:电动车充电")
    pressed = member.does(
        "template_card_event",
        EventKey=encode(OpenCase(case_id=case.id)),
        TaskId="t",
        CardType="button_interaction",
    )

    assert helped["Content"].startswith("这样用")
    assert "①" in asked["Content"]
    assert pressed["Articles"]["item"]["Title"].startswith(case.title[:10])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"MsgType": "voice", "MediaId": "m", "Format": "amr"}, UNHEARD.opening),
        ({"MsgType": "image", "PicUrl": "https://x", "MediaId": "m"}, UNSEEN.opening),
        ({"MsgType": "video", "MediaId": "m"}, UNSEEN.opening),
        ({"MsgType": "link", "Title": "t", "Url": "https://x"}, UNSEEN.opening),
    ],
)
def test_what_is_no_text_gets_a_friendly_sentence(
    member: Member, fields: dict[str, str], said: str
) -> None:
    answer = member.gets(MsgId=str(next(_numbers)), **fields)

    assert answer["Content"].startswith(said)


def test_a_place_is_met_with_its_district(member: Member) -> None:
    answer = member.gets(
        MsgType="location",
        Location_X="22.5431",
        Location_Y="114.0579",
        Label="深圳市福田区福中三路",
        MsgId=str(next(_numbers)),
    )

    assert "福田区" in answer["Content"]


@pytest.mark.parametrize(
    "event", ["view", "LOCATION", "scan", "template_card_event", "batch_job_result", "one_day"]
)
def test_an_event_that_needs_no_answer_gets_an_empty_one(member: Member, event: str) -> None:
    response = member.posts(*member.seals({"MsgType": "event", "Event": event, "EventKey": "?"}))

    assert (response.status_code, response.text) == (200, "")


def test_a_message_that_comes_three_times_acts_once(member: Member) -> None:
    member.asks("民之所安")
    again = {"MsgType": "text", "Content": "n", "MsgId": str(next(_numbers))}

    answers = [member.gets(**again)["Content"] for _ in range(3)]

    assert len(set(answers)) == 1
    assert "回复 p 上一页" in answers[0]
    assert member.asks("p") != answers[0]


def test_a_request_that_comes_again_acts_once(member: Member) -> None:
    member.asks("龙岗区")
    request = member.seals({"MsgType": "text", "Content": "n", "MsgId": str(next(_numbers))})

    answers = [member.reads(member.posts(*request))["Content"] for _ in range(3)]

    assert len(set(answers)) == 1
    assert "回复 p 上一页" in answers[0]
    assert member.asks("p") != answers[0]


Tamper = Callable[[dict[str, str], str], tuple[dict[str, str], str]]


@pytest.mark.parametrize(
    ("tamper", "status"),
    [
        (lambda q, b: ({**q, "msg_signature": "0" * 40}, b), 403),
        (lambda q, b: ({**q, "msg_signature": ""}, b), 403),
        (lambda q, b: ({**q, "nonce": "1"}, b), 403),
        (lambda q, b: ({**q, "timestamp": "x"}, b), 403),
        (lambda _, b: ({}, b), 403),
        (lambda q, b: ({**q, "signature": q["msg_signature"], "msg_signature": "é"}, b), 403),
        (lambda q, b: (q, b.replace("<Encrypt>", "<Encrypt>AAAA")), 403),
        (lambda q, _: (q, ""), 400),
        (lambda q, _: (q, "{}"), 400),
        (lambda q, b: (q, '<!DOCTYPE xml [<!ENTITY a "b">]>' + b[b.index("<xml>") :]), 400),
        (lambda q, b: (q, b + " " * 1024 * 1024), 413),
    ],
)
def test_what_is_not_from_wecom_is_refused(member: Member, tamper: Tamper, status: int) -> None:
    query, body = member.seals({"MsgType": "text", "Content": "充电", "MsgId": "1"})

    response = member.posts(*tamper(query, body))

    assert response.status_code == status
    assert "Traceback" not in response.text


def test_an_old_request_is_refused(member: Member) -> None:
    request = member.seals(
        {"MsgType": "text", "Content": "充电", "MsgId": "1"}, at=time.time() - 3600
    )

    assert member.posts(*request).status_code == 403


def test_a_message_in_plain_is_refused_even_if_signed(member: Member) -> None:
    codec = MessageCodec(token=TOKEN)
    now = str(int(time.time()))
    body = (
        "<xml><ToUserName>c</ToUserName><FromUserName>boss</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>text</MsgType><Content>重建索引</Content></xml>"
    )

    response = member.posts(
        {"signature": codec.sign(now, "1"), "timestamp": now, "nonce": "1"}, body
    )

    assert response.status_code == 403


def test_a_message_for_another_organisation_is_refused(http: httpx2.Client) -> None:
    stranger = Member(http=http, corp_id="ww0000000000000000")

    response = stranger.posts(*stranger.seals({"MsgType": "text", "Content": "x", "MsgId": "1"}))

    assert response.status_code == 403


def test_only_an_admin_rebuilds_the_index_and_hears_of_it_next(http: httpx2.Client) -> None:
    boss = Member(http=http, name="boss")
    other = Member(http=http, name="lisi")

    started = boss.asks("重建索引")
    refused = other.asks("重建索引")

    assert started.startswith(wording.REINDEX_STARTED)
    assert refused.startswith("这样用")
    heard = ""
    while "索引重建好了" not in heard:
        heard = boss.asks("谢谢")
    assert wording.THANKED in heard


def test_tencents_own_package_for_node_is_answered(http: httpx2.Client) -> None:
    created = int(time.time())
    message = (
        f"<xml><ToUserName>{CORP_ID}</ToUserName><FromUserName>node</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>text</MsgType>"
        "<Content>电动车充电</Content><MsgId>1</MsgId><AgentID>1000002</AgentID></xml>"
    )

    echo, listed, again = run_node(
        "wecom_member.mjs",
        {
            "url": f"{http.base_url}{PATH}".replace("//wecom", "/wecom"),
            "token": TOKEN,
            "aesKey": AES_KEY,
            "corpId": CORP_ID,
            "requests": [{"echo": "您好 1616140317555161061"}, *[{"message": message}] * 2],
        },
        needs="@wecom/crypto",
    )

    assert echo == {"status": 200, "text": "您好 1616140317555161061"}
    assert listed["status"] == 200
    assert listed["isGenuine"]
    assert listed["id"] == CORP_ID
    assert "①" in xmltodict.parse(listed["text"])["xml"]["Content"]
    assert again["text"] == listed["text"]


class AwayReceipts(MemoryReceiptStore):
    """Receipts whose database is away."""

    def take(self, key: str, /) -> str | None:
        raise StoreUnavailableError(f"连不上，{key}")


def test_nobody_is_welcomed_twice_because_the_database_is_away() -> None:
    visitors = Visitors(AwayReceipts(clock=noon), b"a key that opens nothing")

    assert not visitors.notes("zhangsan")
