"""Calls to WeChat's API over real HTTP: what is sent, what is tried again, what is said."""

import logging
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from threading import Event

import pytest
import stamina

from bot.channels.wechat.access_token import AccessToken
from bot.channels.wechat.api import (
    WECHAT,
    QrCode,
    WechatApi,
    check_secret,
    open_wechat_api,
    stable_token,
)
from bot.channels.wechat.api_errors import (
    ApiBusyError,
    ApiError,
    ApiRefusedError,
    ApiUnreachableError,
    ApiUnreadableError,
    TokenRefusedError,
)
from bot.channels.wechat.api_transport import ApiTransport
from bot.channels.wechat.token_seal import TokenSeal
from bot.token_store import MemoryTokenStore
from cases import CaseId
from tests.bot.wechat_api_server import (
    APP_ID,
    APP_SECRET,
    BUSY,
    DAILY_LIMIT,
    MENU_CREATE,
    MENU_GET,
    NOT_LISTED,
    OK,
    PICTURE,
    QR_CREATE,
    QR_PICTURE,
    STABLE_TOKEN,
    UNAUTHORIZED,
    WechatApiServer,
    serve_wechat_api,
)

MENU = {"button": [{"type": "click", "name": "怎么用", "key": "help"}]}
CASE = CaseId("sz-1")


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WechatApiServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_wechat_api() as server:
        yield server


@asynccontextmanager
async def open_at(base: str) -> AsyncIterator[WechatApi]:
    async with open_wechat_api(
        app_id=APP_ID, secret=APP_SECRET, base=base, tokens=MemoryTokenStore(), key=b"our own"
    ) as api:
        yield api


def over(transport: ApiTransport, base: str) -> WechatApi:
    fetch = stable_token(transport, APP_ID, APP_SECRET)
    token = AccessToken(fetch, MemoryTokenStore(), TokenSeal(b"our own"), name="wechat")
    return WechatApi(transport, token, base)


@pytest.fixture
async def api(server: WechatApiServer) -> AsyncIterator[WechatApi]:
    async with open_at(server.url) as api:
        yield api


# -- what is sent


async def test_a_token_is_asked_for_without_forcing_a_new_one(
    api: WechatApi, server: WechatApiServer
) -> None:
    await api.menu()

    asked = server.asked[0]
    assert (asked.method, asked.path, asked.query) == ("POST", STABLE_TOKEN, {})
    assert asked.body == {
        "grant_type": "client_credential",
        "appid": APP_ID,
        "secret": APP_SECRET,
        "force_refresh": False,
    }


async def test_a_menu_is_set_in_plain_utf8_and_read_back(
    api: WechatApi, server: WechatApiServer
) -> None:
    await api.set_menu(MENU)

    assert await api.menu() == MENU
    assert server.paths() == [STABLE_TOKEN, MENU_CREATE, MENU_GET]
    assert "怎么用".encode() in server.asked[1].raw


async def test_an_account_without_a_menu_has_none(api: WechatApi) -> None:
    assert await api.menu() is None


async def test_a_qr_code_for_some_days_opens_the_case(
    api: WechatApi, server: WechatApiServer
) -> None:
    code = await api.create_qr_code(CASE, days=30)

    assert server.asked[-1].body == {
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "case_sz-1"}},
        "expire_seconds": 2_592_000,
    }
    assert code.url == "http://weixin.qq.com/q/1"
    assert await api.picture(code) == PICTURE
    assert "access_token" not in server.asked[-1].query


async def test_a_qr_code_for_ever_says_no_time(api: WechatApi, server: WechatApiServer) -> None:
    await api.create_qr_code(CaseId("城南·巷充"), days=None)

    body = server.asked[-1].body
    assert body["action_name"] == "QR_LIMIT_STR_SCENE"
    assert "expire_seconds" not in body
    assert body["action_info"]["scene"]["scene_str"].startswith("c64_")


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("https://api.weixin.qq.com", "https://mp.weixin.qq.com"),
        ("https://sh.api.weixin.qq.com", "https://mp.weixin.qq.com"),
        ("https://gateway.example.cn/wx", "https://gateway.example.cn/wx"),
        ("https://weixin.qq.com.example.cn", "https://weixin.qq.com.example.cn"),
    ],
)
async def test_pictures_come_from_the_public_platform_or_through_our_gateway(
    base: str, host: str
) -> None:
    downloads: list[str] = []

    class Recorder(ApiTransport):
        async def download(self, address: str, params: Mapping[str, str]) -> bytes:  # noqa: ARG002 - kept from the original
            downloads.append(address)
            return PICTURE

    async with Recorder(base, WECHAT) as transport:
        await over(transport, base).picture(QrCode(url="", ticket="t"))

    assert downloads == [f"{host}/cgi-bin/showqrcode"]


async def test_what_is_no_picture_is_told(api: WechatApi, server: WechatApiServer) -> None:
    server.answer(QR_PICTURE, b"<html>not found</html>")

    with pytest.raises(ApiUnreadableError, match="微信给的不是图片"):
        await api.picture(QrCode(url="", ticket="t"))


async def test_a_secret_is_checked_whatever_token_is_kept(
    api: WechatApi, server: WechatApiServer
) -> None:
    await api.menu()
    server.answer(STABLE_TOKEN, NOT_LISTED)

    with pytest.raises(ApiRefusedError, match="白名单"):
        await check_secret(app_id=APP_ID, secret=APP_SECRET, base=server.url)


# -- what is tried again


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_ended_early_is_renewed_and_the_call_made_once_more(
    api: WechatApi, server: WechatApiServer, code: int
) -> None:
    await api.set_menu(MENU)
    server.end_token()
    server.answer(MENU_CREATE, {"errcode": code, "errmsg": "access_token expired"})

    await api.set_menu(MENU)

    assert server.paths()[2:] == [MENU_CREATE, STABLE_TOKEN, MENU_CREATE]
    assert server.asked[-1].query == {"access_token": server.token}


async def test_a_token_that_stays_refused_is_told(api: WechatApi, server: WechatApiServer) -> None:
    refused = {"errcode": 40001, "errmsg": "invalid credential"}
    server.answer(MENU_GET, refused, refused)

    with pytest.raises(TokenRefusedError, match=r"AppSecret.*（错误码 40001）"):
        await api.menu()


async def test_a_busy_moment_passes(api: WechatApi, server: WechatApiServer) -> None:
    server.answer(MENU_GET, BUSY, BUSY)
    server.answer(STABLE_TOKEN, b"<html>", status=503)

    assert await api.menu() is None


async def test_a_busy_system_is_told_after_three_times(
    api: WechatApi, server: WechatApiServer
) -> None:
    server.answer(MENU_GET, *[BUSY] * 3)

    with pytest.raises(ApiBusyError, match="微信系统繁忙，请稍后再试"):
        await api.menu()

    assert server.paths().count(MENU_GET) == 3


async def test_what_may_have_been_carried_out_is_not_repeated_if_that_would_do_harm(
    api: WechatApi, server: WechatApiServer
) -> None:
    server.answer(QR_CREATE, b"", status=502)

    with pytest.raises(ApiUnreachableError, match="HTTP 502"):
        await api.create_qr_code(CASE, days=None)

    assert server.paths().count(QR_CREATE) == 1


@pytest.mark.parametrize("refusal", [NOT_LISTED, DAILY_LIMIT, UNAUTHORIZED])
async def test_a_refusal_is_not_tried_again(
    api: WechatApi, server: WechatApiServer, refusal: object
) -> None:
    server.answer(MENU_CREATE, refusal)

    with pytest.raises(ApiRefusedError):
        await api.set_menu(MENU)

    assert server.paths().count(MENU_CREATE) == 1


# -- what is said


async def test_an_address_that_is_not_listed_is_named_with_where_to_put_it(
    api: WechatApi, server: WechatApiServer
) -> None:
    server.answer(STABLE_TOKEN, NOT_LISTED)

    with pytest.raises(ApiRefusedError) as caught:
        await api.set_menu(MENU)

    assert str(caught.value) == (
        "这台服务器的 IP 203.0.113.7 不在白名单里。请把它加到“微信开发者平台 → 我的业务 → "
        "公众号/服务号 → 基础信息 → 开发密钥 → API IP 白名单”，几分钟后生效（错误码 40164）"
    )
    assert caught.value.code == 40164


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("今天调用这个接口的次数用完了", DAILY_LIMIT),
        ("没有这个接口的权限", UNAUTHORIZED),
        ("微信没有接受：'invalid url'", {"errcode": 40066, "errmsg": "invalid url"}),
    ],
)
async def test_a_refusal_is_explained(
    api: WechatApi, server: WechatApiServer, said: str, answer: object
) -> None:
    server.answer(MENU_GET, answer)

    with pytest.raises(ApiRefusedError, match=said):
        await api.menu()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<html>nginx</html>", 200, "不是 JSON"),
        (b"\xff\xfe", 200, "不是 JSON"),
        (b"[" * 100_000, 200, "不是 JSON"),
        ([], 200, "不是 JSON 对象"),
        ({"errcode": "40001"}, 200, "errcode 不是整数"),
        (b" " * (4 * 1024 * 1024 + 1), 200, "太大"),
        (b"", 404, "HTTP 404"),
        (b"", 302, "HTTP 302"),
    ],
)
async def test_what_is_no_answer_of_wechat_is_told_with_the_setting_to_check(
    api: WechatApi, server: WechatApiServer, body: object, status: int, said: str
) -> None:
    server.answer(STABLE_TOKEN, body, status=status)

    with pytest.raises(ApiUnreadableError, match=rf"看不懂（{said}）.*MIAOZHAO_WECHAT_API_BASE"):
        await api.set_menu(MENU)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "expires_in": 7200},
        {"access_token": 5, "expires_in": 7200},
        {"access_token": "t"},
        {"access_token": "t", "expires_in": 0},
        {"access_token": "t", "expires_in": "7200"},
    ],
)
async def test_an_answer_without_a_token_is_none(
    api: WechatApi, server: WechatApiServer, answer: object
) -> None:
    server.answer(STABLE_TOKEN, answer)

    with pytest.raises(ApiUnreadableError, match="没有可用的 access_token"):
        await api.set_menu(MENU)


@pytest.mark.parametrize("answer", [OK, {"menu": []}])
async def test_an_answer_without_a_menu_is_told(
    api: WechatApi, server: WechatApiServer, answer: object
) -> None:
    server.answer(MENU_GET, answer)

    with pytest.raises(ApiUnreadableError, match="没有菜单"):
        await api.menu()


async def test_an_answer_without_a_qr_code_is_told(
    api: WechatApi, server: WechatApiServer
) -> None:
    server.answer(QR_CREATE, OK)

    with pytest.raises(ApiUnreadableError, match="没有二维码"):
        await api.create_qr_code(CASE, days=1)


async def test_a_server_that_is_down_is_told(server: WechatApiServer) -> None:
    base = "http://127.0.0.1:1"

    async with open_at(base) as api:
        with pytest.raises(ApiUnreachableError, match=r"连不上微信（127\.0\.0\.1）") as caught:
            await api.menu()

    assert not caught.value.was_sent


async def test_an_address_that_is_none_is_told() -> None:
    async with open_at("http://a b") as api:
        with pytest.raises(ApiUnreachableError, match="MIAOZHAO_WECHAT_API_BASE"):
            await api.menu()


async def test_an_answer_that_does_not_come_is_not_waited_for(server: WechatApiServer) -> None:
    never = Event()
    server.answer(STABLE_TOKEN, *[OK] * 3, wait_for=never)

    async with ApiTransport(server.url, WECHAT, seconds=0.05) as transport:
        with pytest.raises(ApiUnreachableError, match="微信没有及时应答"):
            await over(transport, server.url).menu()
    never.set()

    assert len(server.asked) == 3


async def test_an_answer_that_drips_is_not_waited_for_either(server: WechatApiServer) -> None:
    server.drip(STABLE_TOKEN, times=3)

    async with ApiTransport(server.url, WECHAT, seconds=0.1) as transport:
        with pytest.raises(ApiUnreachableError, match="没有及时应答"):
            await over(transport, server.url).menu()


# -- what is never said


async def test_no_secret_gets_into_a_log_or_a_message(
    api: WechatApi, server: WechatApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # another test may have raised it
    server.answer(MENU_GET, {"errcode": 1, "errmsg": f"you sent {server.token}"})
    server.answer(MENU_GET, b"", b"", b"", status=502)

    traces = ""
    for _ in range(2):
        with pytest.raises(ApiError) as caught:
            await api.menu()
        traces += "".join(traceback.format_exception(caught.value))

    written = caplog.text + traces
    assert "/cgi-bin/menu/get" in caplog.text  # httpx did write a line
    assert server.token not in written
    assert APP_SECRET not in written


@pytest.mark.usefixtures("api")
async def test_other_lines_of_the_log_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="httpx")

    logging.getLogger("httpx").info("%(count)s connections", {"count": 5})
    logging.getLogger("httpx").info("%s connections", 7)

    assert caplog.messages == ["5 connections", "7 connections"]


async def test_a_wrong_secret_is_not_repeated(server: WechatApiServer) -> None:
    server.answer(STABLE_TOKEN, {"errcode": 9, "errmsg": "invalid appsecret hunter3"})

    with pytest.raises(ApiRefusedError, match="'invalid appsecret …'"):
        await check_secret(app_id=APP_ID, secret="hunter3", base=server.url)  # noqa: S106 - opens nothing
