"""`miaozhao wechat menu` and `qrcode`, against a server that speaks WeChat's API."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from tests.bot.cli_double import Console
from tests.bot.wechat_api_server import (
    APP_ID,
    APP_SECRET,
    BUSY,
    DAILY_LIMIT,
    MENU_CREATE,
    NOT_LISTED,
    PICTURE,
    QR_CREATE,
    STABLE_TOKEN,
    UNAUTHORIZED,
    WechatApiServer,
    serve_wechat_api,
)

AES_KEY = "hunter0" * 6 + "x"
CASE = "daxin-xiangchong"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server(filled_console: Console, monkeypatch: pytest.MonkeyPatch) -> Iterator[WechatApiServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_wechat_api() as server:
        filled_console.set("WECHAT_APP_ID", APP_ID)
        filled_console.set("WECHAT_APP_SECRET", APP_SECRET)
        filled_console.set("WECHAT_API_BASE", server.url)
        yield server


# -- the menu


def test_our_menu_is_pushed_and_shown(filled_console: Console, server: WechatApiServer) -> None:
    pushed = filled_console.run("wechat", "menu", "push")
    shown = filled_console.run("wechat", "menu", "show")

    assert (pushed.code, shown.code) == (0, 0)
    assert pushed.lines[0].startswith("菜单已更新")
    assert shown.lines == pushed.lines[1:]
    assert "  · 电动车充电 → ask:电动车充电" in shown.lines
    assert [column["name"] for column in server.menu["button"]] == ["找妙招", "分类看", "怎么用"]


def test_commands_share_one_token(filled_console: Console, server: WechatApiServer) -> None:
    filled_console.run("wechat", "menu", "push")
    filled_console.run("wechat", "menu", "show")

    assert server.paths().count(STABLE_TOKEN) == 1


def test_a_token_that_ended_early_is_renewed_without_a_word(
    filled_console: Console, server: WechatApiServer
) -> None:
    filled_console.run("wechat", "menu", "push")
    server.end_token()

    outcome = filled_console.run("wechat", "menu", "show")

    assert (outcome.code, outcome.err) == (0, "")
    assert server.paths().count(STABLE_TOKEN) == 2


def test_what_show_writes_can_be_pushed_again(
    filled_console: Console, server: WechatApiServer
) -> None:
    filled_console.run("wechat", "menu", "push")
    first = server.menu
    path = filled_console.write(
        "menu.json", filled_console.run("wechat", "menu", "show", "--json").out
    )

    outcome = filled_console.run("wechat", "menu", "push", "--file", path)

    assert outcome.code == 0
    assert server.menu == first


@pytest.mark.usefixtures("server")
def test_an_account_without_a_menu_is_told_how_to_set_one(filled_console: Console) -> None:
    shown = filled_console.run("wechat", "menu", "show")
    as_json = filled_console.run("wechat", "menu", "show", "--json")

    assert shown.out == (
        "这个账号还没有用接口设置过菜单。运行 miaozhao wechat menu push 设置一个。\n"
    )
    assert as_json.json() == {"button": []}


def test_a_menu_with_faults_is_told_whole_and_not_sent(
    filled_console: Console, server: WechatApiServer
) -> None:
    faulty = {"button": [{"name": "网页", "type": "view"}, {"type": "click", "name": "怎么用"}]}
    path = filled_console.write("menu.json", json.dumps(faulty))

    outcome = filled_console.run("wechat", "menu", "push", "--file", path)

    assert outcome.failure == (
        "menu.json 里的菜单不能用： 第 1 列“网页”缺少 url； 第 2 列“怎么用”缺少 key"
    )
    assert server.asked == []


def test_a_busy_moment_is_passed_over_without_a_word(
    filled_console: Console, server: WechatApiServer
) -> None:
    server.answer(MENU_CREATE, BUSY, BUSY)

    outcome = filled_console.run("wechat", "menu", "push")

    assert (outcome.code, outcome.err) == (0, "")


def test_a_server_that_is_down_is_told_in_one_line(
    filled_console: Console, server: WechatApiServer
) -> None:
    filled_console.set("WECHAT_API_BASE", "http://127.0.0.1:1")

    outcome = filled_console.run("wechat", "menu", "show")

    assert outcome.failure == ("连不上微信（127.0.0.1）。请检查网络和 MIAOZHAO_WECHAT_API_BASE。")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (NOT_LISTED, "这台服务器的 IP 203.0.113.7 不在白名单里"),
        (DAILY_LIMIT, "今天调用这个接口的次数用完了"),
        (UNAUTHORIZED, "没有这个接口的权限"),
    ],
)
def test_a_refusal_is_one_line_in_words(
    filled_console: Console, server: WechatApiServer, answer: object, said: str
) -> None:
    server.answer(MENU_CREATE, answer)

    assert said in filled_console.run("wechat", "menu", "push").failure


def test_a_wrong_secret_is_told_and_not_repeated(
    filled_console: Console, server: WechatApiServer
) -> None:
    filled_console.set("WECHAT_APP_SECRET", "hunter3")

    outcome = filled_console.run("wechat", "menu", "push")

    assert "AppSecret 不对，请核对 MIAOZHAO_WECHAT_APP_SECRET" in outcome.failure
    assert "hunter3" not in outcome.out + outcome.err


@pytest.mark.parametrize("command", [("menu", "push"), ("menu", "show"), ("qrcode", CASE)])
def test_without_a_secret_it_is_said_what_to_set(
    filled_console: Console, command: tuple[str, ...]
) -> None:
    outcome = filled_console.run("wechat", *command)

    assert "还没有设置 MIAOZHAO_WECHAT_APP_ID 和 MIAOZHAO_WECHAT_APP_SECRET" in outcome.failure


# -- QR codes


def test_a_qr_code_says_what_it_opens_and_is_drawn(
    filled_console: Console, server: WechatApiServer
) -> None:
    outcome = filled_console.run("wechat", "qrcode", CASE, "--out", "poster.jpg")

    (scene,) = server.scenes.values()
    assert outcome.code == 0
    assert "的二维码，扫一扫就打开这个案例，30 天内有效：" in outcome.lines[0]
    assert outcome.lines[1:] == ["http://weixin.qq.com/q/1", "图片已存为 poster.jpg"]
    assert (filled_console.folder / "poster.jpg").read_bytes() == PICTURE
    assert scene["action_info"] == {"scene": {"scene_str": f"case_{CASE}"}}
    assert scene["expire_seconds"] == 30 * 86_400


def test_a_qr_code_can_last_for_ever(filled_console: Console, server: WechatApiServer) -> None:
    outcome = filled_console.run("wechat", "qrcode", CASE, "--days", "permanent")

    (scene,) = server.scenes.values()
    assert outcome.lines[0].endswith("长期有效：")
    assert len(outcome.lines) == 2
    assert scene["action_name"] == "QR_LIMIT_STR_SCENE"


@pytest.mark.usefixtures("server")
def test_a_name_that_belies_the_picture_is_told(filled_console: Console) -> None:
    outcome = filled_console.run("wechat", "qrcode", CASE, "--out", "poster.png")

    assert outcome.lines[-1] == ("微信给的是 JPG 图片，放进文档前请把文件名改成以 .jpg 结尾。")


@pytest.mark.usefixtures("server")
def test_a_picture_that_cannot_be_written_is_told(filled_console: Console) -> None:
    outcome = filled_console.run("wechat", "qrcode", CASE, "--out", Path("nowhere/poster.jpg"))

    assert outcome.code == 1
    assert outcome.err == "错误：图片写不进 nowhere/poster.jpg（文件夹不存在）\n"


@pytest.mark.parametrize("days", ["0", "31", "-1", "1.5", "一", "permanently", ""])
def test_days_that_wechat_does_not_know_are_wrong_use(
    filled_console: Console, server: WechatApiServer, days: str
) -> None:
    outcome = filled_console.run("wechat", "qrcode", CASE, "--days", days)

    assert outcome.code == 2
    assert server.asked == []


def test_a_case_that_nobody_could_open_gets_no_qr_code(
    filled_console: Console, server: WechatApiServer
) -> None:
    filled_console.run(
        "import", filled_console.write("d.csv", "编号,标题,做法,状态\nd1,甲,做。,草稿\n")
    )

    missing = filled_console.run("wechat", "qrcode", "no-such-case")
    draft = filled_console.run("wechat", "qrcode", "d1")

    assert missing.failure.startswith("没有编号为 'no-such-case' 的案例。")
    assert "案例 'd1' 的状态是“草稿”，扫码也看不到" in draft.failure
    assert server.asked == []


def test_an_account_that_may_not_make_qr_codes_is_told(
    filled_console: Console, server: WechatApiServer
) -> None:
    server.answer(QR_CREATE, UNAUTHORIZED)

    assert "要先完成微信认证" in filled_console.run("wechat", "qrcode", CASE).failure


# -- doctor


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "· 公众号：没有设置 MIAOZHAO_WECHAT_TOKEN，见 docs/wechat.md"),
        (
            {"WECHAT_TOKEN": "hunter", "PUBLIC_URL": "https://m.example.cn"},
            "✓ 公众号：令牌已设置，只收明文模式；URL 填 https://m.example.cn/wechat",
        ),
        (
            {"WECHAT_TOKEN": "hunter", "WECHAT_APP_ID": APP_ID, "WECHAT_AES_KEY": AES_KEY},
            "✓ 公众号：令牌已设置，安全模式和明文模式都收；URL 填 http://127.0.0.1:8080/wechat",
        ),
        (
            {"WECHAT_TOKEN": "hunter"},
            "! 公众号：微信访问不到这个 URL，请用 MIAOZHAO_PUBLIC_URL 设成公网地址",
        ),
        (
            {"WECHAT_TOKEN": "hunter"},
            "· 公众号：不用 AppSecret 也能回答；菜单和二维码要设 MIAOZHAO_WECHAT_APP_SECRET",
        ),
    ],
)  # fmt: skip
def test_doctor_tells_what_answering_needs(
    filled_console: Console, settings: dict[str, str], told: str
) -> None:
    for name, value in settings.items():
        filled_console.set(name, value)

    outcome = filled_console.run("doctor")

    assert outcome.code == 0
    assert told in outcome.lines
    assert "hunter" not in outcome.out + outcome.err


@pytest.mark.usefixtures("server")
def test_doctor_tells_that_the_secret_is_good(filled_console: Console) -> None:
    outcome = filled_console.run("doctor")

    assert "✓ 公众号：AppSecret 有效，可以推送菜单、生成二维码" in outcome.lines


def test_doctor_explains_why_the_secret_is_of_no_use(
    filled_console: Console, server: WechatApiServer
) -> None:
    server.answer(STABLE_TOKEN, NOT_LISTED)

    outcome = filled_console.run("doctor")

    (told,) = (line for line in outcome.lines if "公众号：菜单" in line)
    assert outcome.code == 0
    assert told.startswith(
        "! 公众号：菜单和二维码用不了，这台服务器的 IP 203.0.113.7 不在白名单里。"
    )
