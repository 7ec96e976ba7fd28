"""What people do in the 公众号, as clients that others wrote see it over real HTTP."""

import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from bot import wording
from bot.application import Application
from bot.channels.wechat.understanding import EXPRESSED, FAR_AWAY, UNHEARD, UNSEEN
from tests.bot.wechat_follower import (
    ADMIN,
    Follower,
    PlainMode,
    SafeMode,
    serving,
    text_message,
)

CASE: Final = "sungang-chongdianzhan"


def links(text: str) -> dict[str, str]:
    """Return what can be tapped in a text, and what tapping says."""
    found = re.findall(
        r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^&"]+)&msgmenuid=[^"&]+">(.+?)</a>', text
    )
    return {label: said for said, label in found}


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


def test_texts_of_one_second_without_a_number_are_different(wechat_resident: Follower) -> None:
    sent_at = time.time()

    told = [
        wechat_resident.sends({"MsgType": "text", "Content": said}, at=sent_at).text
        for said in ("谢谢", "再见")
    ]

    assert told[0].startswith(wording.THANKED)
    assert told[1].startswith(wording.FAREWELL)


def test_a_message_sent_at_once_by_several_is_answered_alike(wechat_resident: Follower) -> None:
    wechat_resident.says("龙岗区")
    next_page, sent_at = text_message("n"), time.time()

    with ThreadPoolExecutor(3) as pool:
        answers = [
            answer.text
            for answer in pool.map(
                lambda _: wechat_resident.sends(next_page, at=sent_at), range(3)
            )
        ]

    assert answers[0] == answers[1] == answers[2]
    assert "回复 p 上一页" in answers[0]


def test_a_newcomer_is_welcomed_with_three_examples(wechat_resident: Follower) -> None:
    text = wechat_resident.does("subscribe", EventKey="").text

    assert "我是妙招" in text
    assert list(links(text))[:3] == ["电动车充电", "广场舞太吵", "骑手租房"]


def test_a_lone_thing_to_tap_is_part_of_a_sentence(wechat_resident: Follower) -> None:
    text = re.sub("<[^>]*>", "", wechat_resident.says("谢谢").text)

    assert text == f"{wording.THANKED}\n\n可以回复：浏览全部。"


def test_who_leaves_is_forgotten(wechat_resident: Follower) -> None:
    wechat_resident.says("电动车充电")

    farewell = wechat_resident.does("unsubscribe", EventKey="")

    assert (farewell.status, farewell.raw) == (200, "success")
    assert wechat_resident.says("2").text == wording.NO_LIST


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("voice", {"MediaId": "1", "Format": "amr", "Recognition": ""}, UNHEARD.opening),
        ("image", {"PicUrl": "http://x/", "MediaId": "1"}, UNSEEN.opening),
        ("video", {"MediaId": "1", "ThumbMediaId": "2"}, UNSEEN.opening),
        ("shortvideo", {"MediaId": "1", "ThumbMediaId": "2"}, UNSEEN.opening),
        ("link", {"Title": "t", "Description": "d", "Url": "http://x/"}, UNSEEN.opening),
        ("hologram", {}, UNSEEN.opening),
        ("text", {"Content": "[Unsupported Message]"}, UNSEEN.opening),
        ("text", {"Content": "[微笑]/:rose"}, EXPRESSED.opening),
        ("text", {"Content": "【收到不支持的消息类型，暂无法显示】"}, UNSEEN.opening),
        ("text", {"Content": ""}, wording.NOTHING_SAID),
        ("text", {"Content": "[微笑]"}, ""),
    ],
)
def test_every_kind_of_message_gets_a_friendly_sentence(
    wechat_resident: Follower, kind: str, fields: dict[str, str], told: str
) -> None:
    text = wechat_resident.sends(
        {"MsgType": kind, "MsgId": str(secrets.randbits(60)), **fields}
    ).text

    assert told in text
    assert text


def test_a_voice_is_answered_by_what_was_recognised(wechat_resident: Follower) -> None:
    heard = {"MsgType": "voice", "MsgId": "1", "MediaId": "1", "Recognition": "电动车充电。"}

    assert "①" in wechat_resident.sends(heard).text


@pytest.mark.parametrize(
    "fields",
    [
        {"Location_X": "22.53", "Location_Y": "113.93", "Scale": "20", "Label": ""},
        {"Location_X": "0", "Location_Y": "0", "Scale": "20", "Label": "深圳市南山区科技园"},
    ],
)
def test_a_place_is_offered_the_cases_of_its_district(
    wechat_resident: Follower, fields: dict[str, str]
) -> None:
    text = wechat_resident.sends(
        {"MsgType": "location", "MsgId": "9" + fields["Location_X"], **fields}
    ).text

    assert list(links(text)) == ["南山区", "南山区电动车充电"]
    assert wechat_resident.says("南山区").text.startswith("“南山区”有")


@pytest.mark.parametrize(("x", "y"), [("39.9", "116.4"), ("nan", "113.93"), ("?", "")])
def test_a_place_that_we_do_not_know_is_said_so(wechat_resident: Follower, x: str, y: str) -> None:
    place = {"MsgType": "location", "MsgId": f"8{x}", "Location_X": x, "Location_Y": y}

    assert wechat_resident.sends(place).text == FAR_AWAY.opening


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("VIEW", {"EventKey": "https://m.example.cn/"}),
        ("TEMPLATESENDJOBFINISH", {"Status": "success"}),
        ("LOCATION", {"Latitude": "22.77", "Longitude": "113.84", "Precision": "65.0"}),
        ("something_new", {}),
    ],
)
def test_other_events_are_taken_in_silence(
    wechat_resident: Follower, event: str, fields: dict[str, str]
) -> None:
    answer = wechat_resident.does(event, **fields)

    assert (answer.status, answer.raw) == (200, "success")


def test_a_menu_key_that_says_nothing_explains_how_to_ask(wechat_resident: Follower) -> None:
    assert "这样用" in wechat_resident.does("CLICK", EventKey="an-old-key").text


def test_a_tapped_case_opens_even_when_the_list_has_changed(wechat_resident: Follower) -> None:
    wechat_resident.says("电动车充电")
    wechat_resident.says("广场舞太吵")

    article = wechat_resident.says("2", bizmsgmenuid=f"case_{CASE}").article

    assert article["Url"].endswith(CASE)


def test_an_admin_reindexes_and_hears_of_it_with_the_next_message(
    wechat_url: str,
) -> None:
    admin = Follower(url=wechat_url, library=SafeMode("wechatpy"), name=ADMIN)

    started = admin.says("重建索引").text
    heard = ""
    while "索引重建好了" not in heard:
        heard = admin.says("谢谢").text

    assert started.startswith(wording.REINDEX_STARTED)
    assert wording.THANKED in heard
    assert "索引重建好了" not in admin.says("谢谢").text


def test_others_cannot_reindex(wechat_resident: Follower) -> None:
    assert "这样用" in wechat_resident.says("重建索引").text


def test_without_a_public_address_a_case_is_told_in_the_chat(
    wechat_application: Application,
) -> None:
    with serving(wechat_application, links_pages=False) as url:
        follower = Follower(url=url, library=PlainMode())
        follower.says("电动车充电")
        text = follower.says("2").text

    assert text.startswith("笋岗街道：电动车充电站进社区")
    assert "难题：" in text
    assert "妙招：" in text


def test_nothing_a_person_writes_is_repeated_as_a_link(wechat_resident: Follower) -> None:
    text = wechat_resident.says('“<a href="http://evil/">电]]></Content>动</a>”').text

    assert "evil" not in links(text).values()
    assert '<a href="http' not in text
