"""The 公众号 at `/wechat`, as clients that others wrote see it over real HTTP."""

import hashlib
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx2
import pytest
import xmltodict

from bot import wording
from bot.application import Application, open_application
from bot.channels.wechat.gate import WINDOW_SECONDS
from bot.channels.wechat.understanding import UNHEARD, UNSEEN
from bot.settings import Settings
from tests.bot.wechat_follower import (
    ACCOUNT,
    ADMIN,
    APP_ID,
    TOKEN,
    Follower,
    Library,
    NodeLibrary,
    PlainMode,
    SafeMode,
    node,
    serving,
    text_message,
)

CASE: Final = "sungang-chongdianzhan"
BOMB: Final = """<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><xml><MsgType>text</MsgType><Content>&c;</Content></xml>"""


@pytest.fixture(scope="module")
def application(
    filled_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("wechat") / "data"
    shutil.copytree(filled_data, folder)
    settings = Settings(
        data_dir=folder,
        public_url="https://m.example.cn",
        encoder="none",
        admins=frozenset({f"wechat:{ADMIN}"}),
    )
    with open_application(settings) as application:
        application.live.refresh()
        yield application


@pytest.fixture(scope="module")
def url(application: Application) -> Iterator[str]:
    with serving(application) as url:
        yield url


@pytest.fixture(scope="module")
def libraries() -> dict[str, Library]:
    return {
        "plain": PlainMode(),
        "wechatpy": SafeMode("wechatpy"),
        "werobot": SafeMode("werobot"),
        "compatible": SafeMode("wechatpy", is_compatible=True),
    }


@pytest.fixture(params=["plain", "compatible", "wechatpy", "werobot", "wxcrypt", "@wecom/crypto"])
def follower(
    request: pytest.FixtureRequest, url: str, libraries: dict[str, Library]
) -> Iterator[Follower]:
    if request.param in libraries:
        yield Follower(url=url, library=libraries[request.param])
        return
    with node() as process:
        yield Follower(url=url, library=NodeLibrary(process, request.param))


@pytest.fixture
def resident(url: str, libraries: dict[str, Library]) -> Follower:
    return Follower(url=url, library=libraries["wechatpy"])


def signed(nonce: str = "n1", **more: str) -> dict[str, str]:
    """Return a query that is signed for plain mode, now."""
    timestamp = more.pop("timestamp", str(int(time.time())))
    parts = "".join(sorted([TOKEN, timestamp, nonce]))
    signature = hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()
    return {"timestamp": timestamp, "nonce": nonce, "signature": signature, **more}


def sealed(
    content: bytes, timestamp: str, nonce: str, *, app_id: str = APP_ID
) -> tuple[dict[str, str], bytes]:
    """Seal any bytes at all, as whoever knows our key could."""
    library = SafeMode("werobot")
    encrypted = library._werobot.prp_crypto.encrypt(content.decode("latin-1"), app_id).decode()
    parts = "".join(sorted([TOKEN, timestamp, nonce, encrypted]))
    signature = hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()
    query = {
        "timestamp": timestamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": signature,
    }
    return query, f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode()


def links(text: str) -> dict[str, str]:
    """Return what can be tapped in a text, and what tapping says."""
    found = re.findall(
        r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^&"]+)&msgmenuid=[^"&]+">(.+?)</a>', text
    )
    return {label: said for said, label in found}


def test_the_address_is_proved_ours(url: str) -> None:
    response = httpx2.get(url, params=signed(echostr="4375120948345356249"))

    assert (response.status_code, response.text) == (200, "4375120948345356249")
    assert response.headers["content-type"].startswith("text/plain")


def test_the_handshake_of_the_documentation_is_answered(application: Application) -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "echostr": "4375120948345356249",
        "timestamp": "1714036504",
        "nonce": "1514711492",
    }
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("tests.bot.wechat_follower.TOKEN", "AAAAA")
        with serving(application) as url:
            response = httpx2.get(url, params=query)

    assert (response.status_code, response.text) == (200, "4375120948345356249")


@pytest.mark.parametrize("query", [{}, {"signature": "0" * 40, "timestamp": "1", "nonce": "2"}])
def test_a_handshake_that_wechat_did_not_sign_is_refused(url: str, query: dict[str, str]) -> None:
    response = httpx2.get(url, params={**query, "echostr": "<script>"})

    assert response.status_code == 403
    assert "<" not in response.text


def test_a_question_is_answered_by_numbered_cases(follower: Follower) -> None:
    text = follower.says("电动车充电").text

    assert text.startswith("找到 ")
    assert all(number in text for number in "①②③④⑤")
    assert "「电动" in text
    assert text.endswith("看详情。")
    assert list(links(text).values())[:5] == list("12345")


def test_a_number_opens_a_case_as_one_article(follower: Follower) -> None:
    follower.says("电动车充电")

    article = follower.says("2").article

    assert article["Title"] == "笋岗街道：电动车充电站进社区"
    assert article["Url"] == f"https://m.example.cn/c/{CASE}"
    assert article["PicUrl"].endswith(".png")
    assert "把电动车充电站开进社区" in article["Description"]


def test_pages_are_turned(follower: Follower) -> None:
    first = follower.says("龙岗区").text

    second = follower.says("n").text
    back = follower.says("p").text

    assert "回复 n 下一页" in first
    assert "回复 p 上一页" in second
    assert second != first
    assert back == first


def test_a_menu_click_asks(follower: Follower) -> None:
    assert "①" in follower.does("CLICK", EventKey="ask:电动车充电").text


def test_a_scanned_code_opens_its_case(follower: Follower) -> None:
    scanned = follower.does("SCAN", EventKey=f"case_{CASE}", Ticket="t").article
    newcomer = follower.does("subscribe", EventKey=f"qrscene_case_{CASE}", Ticket="t").article

    assert scanned["Url"] == newcomer["Url"] == f"https://m.example.cn/c/{CASE}"


def test_a_message_sent_three_times_acts_once_and_is_answered_alike(follower: Follower) -> None:
    follower.says("龙岗区")
    next_page = text_message("n")
    sent_at = time.time()

    answers = [follower.sends(next_page, at=sent_at).fields for _ in range(3)]
    after = follower.says("n").text

    assert answers[0] == answers[1] == answers[2]
    assert "回复 p 上一页" in answers[0]["Content"]
    assert after != answers[0]["Content"]


def test_an_event_sent_three_times_is_answered_alike(follower: Follower) -> None:
    sent_at = time.time()
    click = {"MsgType": "event", "Event": "CLICK", "EventKey": "ask:广场舞太吵"}

    answers = [follower.sends(click, at=sent_at).fields for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]


def test_a_message_sent_at_once_by_several_is_answered_alike(resident: Follower) -> None:
    resident.says("龙岗区")
    next_page, sent_at = text_message("n"), time.time()

    with ThreadPoolExecutor(3) as pool:
        answers = [
            answer.text
            for answer in pool.map(lambda _: resident.sends(next_page, at=sent_at), range(3))
        ]

    assert answers[0] == answers[1] == answers[2]
    assert "回复 p 上一页" in answers[0]


def test_a_tampered_signature_is_refused(resident: Follower) -> None:
    library = SafeMode("wechatpy")
    message = xmltodict.unparse({"xml": text_message("你好")}, full_document=False)
    query, body = library.seal(message, timestamp=str(int(time.time())), nonce="n2")
    query["msg_signature"] = "0" * 40

    response = httpx2.post(resident.url, params=query, content=body)

    assert (response.status_code, response.text) == (403, "签名不对。")


@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_a_replayed_request_is_refused(resident: Follower, mode: str) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": "oR", "CreateTime": "1"}
    message = xmltodict.unparse({"xml": fields | text_message("你好")}, full_document=False)
    timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
    query, body = (
        (signed(nonce, timestamp=timestamp), message)
        if mode == "plain"
        else SafeMode("werobot").seal(message, timestamp=timestamp, nonce=nonce)
    )

    first = httpx2.post(resident.url, params=query, content=body.encode())
    second = httpx2.post(resident.url, params=query, content=body.encode())

    assert first.status_code == 200
    assert (second.status_code, second.text) == (403, "这个请求已经来过。")


@pytest.mark.parametrize("seconds", [-WINDOW_SECONDS - 5, WINDOW_SECONDS + 5])
def test_a_request_of_another_time_is_refused(url: str, seconds: int) -> None:
    query = signed(timestamp=str(int(time.time()) + seconds))

    response = httpx2.post(url, params=query, content=b"<xml></xml>")

    assert response.status_code == 403
    assert "时钟" in response.text


@pytest.mark.parametrize("timestamp", ["", "now", "١٢٣", "9" * 40, "-1"])
def test_a_request_without_a_time_is_refused(url: str, timestamp: str) -> None:
    response = httpx2.post(url, params=signed(timestamp=timestamp), content=b"<xml></xml>")

    assert response.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        b"\x00\xff" * 100,
        BOMB.encode(),
        b"<xml></xml>",
        b"<xml><FromUserName>o</FromUserName></xml>",
        (
            b"<xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName>"
            b"<CreateTime>x</CreateTime><MsgType>text</MsgType></xml>"
        ),
        b'{"MsgType": "text"}',
    ],
)
@pytest.mark.parametrize("mode", ["plain", "outside", "inside"])
def test_what_cannot_be_read_is_refused(url: str, body: bytes, mode: str) -> None:
    nonce = secrets.token_hex(8)
    query = signed(nonce)
    if mode == "outside":  # signed for plain mode, but it says that it is sealed
        query |= {"encrypt_type": "aes", "msg_signature": "0" * 40}
    elif mode == "inside":
        query, body = sealed(body, query["timestamp"], nonce)

    response = httpx2.post(url, params=query, content=body)

    assert response.status_code in ({400, 403} if mode == "outside" else {400})
    assert len(response.text.splitlines()) == 1


def test_a_message_for_another_account_is_refused(url: str) -> None:
    query, body = sealed(b"<xml></xml>", str(int(time.time())), "n9", app_id="wxother")

    response = httpx2.post(url, params=query, content=body)

    assert response.status_code == 403
    assert "不是发给这个账号的" in response.text


def test_a_body_of_a_mebibyte_is_refused(url: str) -> None:
    response = httpx2.post(url, params=signed(), content=b"x" * 1024 * 1024)

    assert response.status_code == 413


def test_a_long_body_without_a_length_is_refused_before_its_end(url: str) -> None:
    response = httpx2.post(url, params=signed(), content=iter([b"x" * 40_000] * 3))

    assert response.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_methods_are_refused(url: str, method: str) -> None:
    assert httpx2.request(method, url).status_code == 405


def test_without_a_channel_the_address_does_not_exist(url: str) -> None:
    assert httpx2.get(url.replace("/wechat", "/wecom")).status_code == 404


def test_a_sealed_message_without_our_key_is_refused_in_words(application: Application) -> None:
    with serving(application, aes_key="") as url:
        answer = Follower(url=url, library=SafeMode("wechatpy")).says("你好")

    assert answer.status in {400, 403}


def test_compatible_mode_needs_no_key(application: Application) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": "oC", "CreateTime": "1", "Encrypt": "AAAA"}
    body = xmltodict.unparse({"xml": fields | text_message("你好")}, full_document=False)
    with serving(application, aes_key="") as url:
        response = httpx2.post(
            url,
            params=signed("n7", encrypt_type="aes", msg_signature="0" * 40),
            content=body.encode(),
        )

    assert "我是妙招" in response.text


def test_a_newcomer_is_welcomed_with_three_examples(resident: Follower) -> None:
    text = resident.does("subscribe", EventKey="").text

    assert "我是妙招" in text
    assert list(links(text))[:3] == ["电动车充电", "广场舞太吵", "骑手租房"]


def test_who_leaves_is_forgotten(resident: Follower) -> None:
    resident.says("电动车充电")

    farewell = resident.does("unsubscribe", EventKey="")

    assert (farewell.status, farewell.raw) == (200, "success")
    assert resident.says("2").text == wording.NO_LIST


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("voice", {"MediaId": "1", "Format": "amr", "Recognition": ""}, UNHEARD.opening),
        ("image", {"PicUrl": "http://x/", "MediaId": "1"}, UNSEEN.opening),
        ("video", {"MediaId": "1", "ThumbMediaId": "2"}, UNSEEN.opening),
        ("shortvideo", {"MediaId": "1", "ThumbMediaId": "2"}, UNSEEN.opening),
        ("link", {"Title": "t", "Description": "d", "Url": "http://x/"}, UNSEEN.opening),
        ("text", {"Content": "【收到不支持的消息类型，暂无法显示】"}, UNSEEN.opening),
        ("text", {"Content": ""}, wording.NOTHING_SAID),
        ("text", {"Content": "[微笑]"}, ""),
    ],
)
def test_every_kind_of_message_gets_a_friendly_sentence(
    resident: Follower, kind: str, fields: dict[str, str], told: str
) -> None:
    text = resident.sends({"MsgType": kind, "MsgId": str(secrets.randbits(60)), **fields}).text

    assert told in text
    assert text


def test_a_voice_is_answered_by_what_was_recognised(resident: Follower) -> None:
    heard = {"MsgType": "voice", "MsgId": "1", "MediaId": "1", "Recognition": "电动车充电。"}

    assert "①" in resident.sends(heard).text


@pytest.mark.parametrize(
    "fields",
    [
        {"Location_X": "22.53", "Location_Y": "113.93", "Scale": "20", "Label": ""},
        {"Location_X": "0", "Location_Y": "0", "Scale": "20", "Label": "深圳市南山区科技园"},
    ],
)
def test_a_place_is_offered_the_cases_of_its_district(
    resident: Follower, fields: dict[str, str]
) -> None:
    text = resident.sends(
        {"MsgType": "location", "MsgId": "9" + fields["Location_X"], **fields}
    ).text

    assert "南山区" in links(text).values()
    assert resident.says("南山区").text.startswith("“南山区”有")


def test_a_reported_place_is_offered_its_district(resident: Follower) -> None:
    answer = resident.does("LOCATION", Latitude="22.77", Longitude="113.84", Precision="65.0")

    assert "您在宝安区附近" in answer.text


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("VIEW", {"EventKey": "https://m.example.cn/"}),
        ("TEMPLATESENDJOBFINISH", {"Status": "success"}),
        ("LOCATION", {"Latitude": "nan", "Longitude": "x"}),
        ("LOCATION", {"Latitude": "39.9", "Longitude": "116.4"}),
        ("something_new", {}),
    ],
)
def test_other_events_are_taken_in_silence(
    resident: Follower, event: str, fields: dict[str, str]
) -> None:
    answer = resident.does(event, **fields)

    assert (answer.status, answer.raw) == (200, "success")


def test_an_unknown_kind_of_message_is_taken_in_silence(resident: Follower) -> None:
    assert resident.sends({"MsgType": "hologram", "MsgId": "77"}).raw == "success"


def test_a_menu_key_that_says_nothing_explains_how_to_ask(resident: Follower) -> None:
    assert "这样用" in resident.does("CLICK", EventKey="an-old-key").text


def test_a_tapped_case_opens_even_when_the_list_has_changed(resident: Follower) -> None:
    resident.says("电动车充电")
    resident.says("广场舞太吵")

    article = resident.says("2", bizmsgmenuid=f"case_{CASE}").article

    assert article["Url"].endswith(CASE)


def test_an_admin_reindexes_and_hears_of_it_with_the_next_message(
    url: str, libraries: dict[str, Library], application: Application
) -> None:
    admin = Follower(url=url, library=libraries["wechatpy"], name=ADMIN)

    started = admin.says("重建索引").text
    heard = ""
    while "索引重建好了" not in heard:
        heard = admin.says("谢谢").text

    assert started.startswith(wording.REINDEX_STARTED)
    assert wording.THANKED in heard
    assert "索引重建好了" not in admin.says("谢谢").text


def test_others_cannot_reindex(resident: Follower) -> None:
    assert "这样用" in resident.says("重建索引").text


def test_without_a_public_address_a_case_is_told_in_the_chat(application: Application) -> None:
    with serving(application, links_pages=False) as url:
        follower = Follower(url=url, library=PlainMode())
        follower.says("电动车充电")
        text = follower.says("2").text

    assert text.startswith("笋岗街道：电动车充电站进社区")
    assert "难题：" in text
    assert "妙招：" in text


def test_nothing_a_person_writes_is_repeated_as_a_link(resident: Follower) -> None:
    text = resident.says('“<a href="http://evil/">电]]></Content>动</a>”').text

    assert "evil" not in links(text).values()
    assert '<a href="http' not in text
