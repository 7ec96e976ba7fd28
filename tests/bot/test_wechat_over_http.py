"""The 公众号 at `/wechat`, as clients that others wrote see it over real HTTP."""

import hashlib
import secrets
import time
from typing import Final

import httpx2
import pytest
import xmltodict

from bot.application import Application
from bot.channels.wechat.gate import WINDOW_SECONDS
from tests.bot.wechat_follower import (
    ACCOUNT,
    APP_ID,
    TOKEN,
    Follower,
    SafeMode,
    serving,
    text_message,
)

CASE: Final = "sungang-chongdianzhan"
BOMB: Final = """<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><xml><MsgType>text</MsgType><Content>&c;</Content></xml>"""


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


def test_the_address_is_proved_ours(wechat_url: str) -> None:
    response = httpx2.get(wechat_url, params=signed(echostr="4375120948345356249"))

    assert (response.status_code, response.text) == (200, "4375120948345356249")
    assert response.headers["content-type"].startswith("text/plain")


def test_the_handshake_of_the_documentation_is_answered(wechat_application: Application) -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "echostr": "4375120948345356249",
        "timestamp": "1714036504",
        "nonce": "1514711492",
    }
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("tests.bot.wechat_follower.TOKEN", "AAAAA")
        with serving(wechat_application) as url:
            response = httpx2.get(url, params=query)

    assert (response.status_code, response.text) == (200, "4375120948345356249")


@pytest.mark.parametrize("query", [{}, {"signature": "0" * 40, "timestamp": "1", "nonce": "2"}])
def test_a_handshake_that_wechat_did_not_sign_is_refused(
    wechat_url: str, query: dict[str, str]
) -> None:
    response = httpx2.get(wechat_url, params={**query, "echostr": "<script>"})

    assert response.status_code == 403
    assert "<" not in response.text


@pytest.mark.parametrize("name", ["signature", "msg_signature"])
def test_a_tampered_signature_is_refused(wechat_resident: Follower, name: str) -> None:
    library = SafeMode("wechatpy")
    message = xmltodict.unparse({"xml": text_message("你好")}, full_document=False)
    query, body = library.seal(message, timestamp=str(int(time.time())), nonce="n2")
    query[name] = "0" * 40

    response = httpx2.post(wechat_resident.url, params=query, content=body)

    assert (response.status_code, response.text) == (403, "签名不对。")


@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_a_request_that_comes_again_is_answered_alike(
    wechat_resident: Follower, mode: str
) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": "oR", "CreateTime": "1"}
    message = xmltodict.unparse({"xml": fields | text_message("n")}, full_document=False)
    timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
    library = SafeMode("werobot")
    query, body = (
        (signed(nonce, timestamp=timestamp), message)
        if mode == "plain"
        else library.seal(message, timestamp=timestamp, nonce=nonce)
    )

    answers = [
        httpx2.post(wechat_resident.url, params=query, content=body.encode()) for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    told = {answer.text if mode == "plain" else library.open(answer.text) for answer in answers}
    assert len(told) == 1


def test_a_request_that_brings_another_message_is_refused(wechat_url: str) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": "oR", "CreateTime": "1"}
    query = signed(secrets.token_hex(8))
    first, second = (
        xmltodict.unparse({"xml": fields | text_message(said)}, full_document=False).encode()
        for said in ("你好", "谢谢")
    )

    assert httpx2.post(wechat_url, params=query, content=first).status_code == 200
    refused = httpx2.post(wechat_url, params=query, content=second)
    assert (refused.status_code, refused.text) == (403, "这个请求已经用过。")


@pytest.mark.parametrize("seconds", [-WINDOW_SECONDS - 5, WINDOW_SECONDS + 5])
def test_a_request_of_another_time_is_refused(wechat_url: str, seconds: int) -> None:
    query = signed(timestamp=str(int(time.time()) + seconds))

    response = httpx2.post(wechat_url, params=query, content=b"<xml></xml>")

    assert response.status_code == 403
    assert "时钟" in response.text


@pytest.mark.parametrize("timestamp", ["", "now", "١٢٣", "9" * 40, "-1"])
def test_a_request_without_a_time_is_refused(wechat_url: str, timestamp: str) -> None:
    response = httpx2.post(wechat_url, params=signed(timestamp=timestamp), content=b"<xml></xml>")

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
def test_what_cannot_be_read_is_refused(wechat_url: str, body: bytes, mode: str) -> None:
    nonce = secrets.token_hex(8)
    query = signed(nonce)
    if mode == "outside":  # signed for plain mode, but it says that it is sealed
        query |= {"encrypt_type": "aes", "msg_signature": "0" * 40}
    elif mode == "inside":
        query, body = sealed(body, query["timestamp"], nonce)

    response = httpx2.post(wechat_url, params=query, content=body)

    assert response.status_code in ({400, 403} if mode == "outside" else {400})
    assert len(response.text.splitlines()) == 1


def test_a_message_for_another_account_is_refused(wechat_url: str) -> None:
    query, body = sealed(b"<xml></xml>", str(int(time.time())), "n9", app_id="wxother")

    response = httpx2.post(wechat_url, params=query, content=body)

    assert response.status_code == 403
    assert "不是发给这个账号的" in response.text


def test_a_body_of_a_mebibyte_is_refused(wechat_url: str) -> None:
    response = httpx2.post(wechat_url, params=signed(), content=b"x" * 1024 * 1024)

    assert response.status_code == 413


def test_a_long_body_without_a_length_is_refused_before_its_end(wechat_url: str) -> None:
    response = httpx2.post(wechat_url, params=signed(), content=iter([b"x" * 40_000] * 3))

    assert response.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_methods_are_refused(wechat_url: str, method: str) -> None:
    assert httpx2.request(method, wechat_url).status_code == 405


def test_without_a_channel_the_address_does_not_exist(wechat_url: str) -> None:
    assert httpx2.get(wechat_url.replace("/wechat", "/wecom")).status_code == 404


def test_a_sealed_message_without_our_key_is_refused_in_words(
    wechat_application: Application,
) -> None:
    with serving(wechat_application, aes_key="") as url:
        response = httpx2.post(
            url,
            params=signed("n6", encrypt_type="aes", msg_signature="0" * 40),
            content=b"<xml><Encrypt>AAAA</Encrypt></xml>",
        )

    assert response.status_code == 400
    assert "MIAOZHAO_WECHAT_AES_KEY" in response.text


def test_compatible_mode_needs_no_key(wechat_application: Application) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": "oC", "CreateTime": "1", "Encrypt": "AAAA"}
    body = xmltodict.unparse({"xml": fields | text_message("你好")}, full_document=False)
    with serving(wechat_application, aes_key="") as url:
        response = httpx2.post(
            url,
            params=signed("n7", encrypt_type="aes", msg_signature="0" * 40),
            content=body.encode(),
        )

    assert "我是妙招" in response.text
