"""WeChat's XML: nothing in it can grow, point elsewhere or break out."""

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.envelope import cdata, read_fields, read_sealed
from bot.channels.wechat.refusals import UnreadableError

BOMB = """<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>"""
EXTERNAL = (
    '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>'
)


def test_fields_are_read() -> None:
    body = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><MsgId>23</MsgId>\n<Empty/></xml>"

    assert read_fields(body.encode()) == {"ToUserName": "gh_1", "MsgId": "23", "Empty": ""}


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x14", "\x1d", "\x0b", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_left_out(sign: str) -> None:
    body = f"<xml><Content><![CDATA[电动车{sign}充电]]></Content></xml>"

    assert read_fields(body.encode()) == {"Content": "电动车充电"}


def test_elements_inside_of_elements_are_left_out() -> None:
    body = (
        b"<xml><ScanCodeInfo><ScanType>qrcode</ScanType></ScanCodeInfo><Event>view</Event></xml>"
    )

    assert read_fields(body) == {"ScanCodeInfo": "", "Event": "view"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"{}",
        b"<xml>",
        b"<xml></XML>",
        b"<html></html>",
        b"<xml>&#0;</xml>",
        b"<xml>&nbsp;</xml>",
        b"<!DOCTYPE xml><xml/>",
        b'<?xml version="1.0" encoding="no-such"?><xml',
        BOMB.encode(),
        BOMB.encode("utf-16"),
        EXTERNAL.encode(),
        b"<a>" * 20_000,
    ],
)
def test_anything_else_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="不是微信的 XML 消息"):
        read_fields(body)


def test_more_elements_than_any_message_has_are_unreadable() -> None:
    many = b"<xml>" + b"<a/>" * 201 + b"</xml>"
    deep = b"<xml>" + b"<a>" * 201 + b"</a>" * 201 + b"</xml>"

    for body in (many, deep):
        with pytest.raises(UnreadableError, match="不是微信的 XML 消息"):
            read_fields(body)


@given(rubbish=st.binary(max_size=300))
def test_rubbish_is_refused_in_words(rubbish: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_fields(rubbish)


@given(text=st.text(st.characters(exclude_categories=())))
def test_a_text_stays_inside_its_element(text: str) -> None:
    written = f"<xml><Content>{cdata(text)}</Content></xml>"

    root = fromstring(written)

    assert [element.tag for element in root] == ["Content"]


def test_the_end_of_a_cdata_section_is_text() -> None:
    written = cdata("a]]></Content><Evil/>\x00\ud800b")

    assert fromstring(f"<Content>{written}</Content>").text == "a]]></Content><Evil/>b"


@pytest.mark.parametrize(
    "body",
    [
        "<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[ab+/cd==]]></Encrypt></xml>",
        "<xml><Encrypt>ab+/cd==</Encrypt></xml>",
        "<xml>\n<Encrypt>\n<![CDATA[ab+/cd==]]>\n</Encrypt>\n</xml>",
    ],
)
def test_the_sealed_text_is_found_however_it_is_written(body: str) -> None:
    assert read_sealed(body.encode()) == "ab+/cd=="


def test_a_message_without_sealed_text_has_none() -> None:
    assert not read_sealed(b"<xml><Content>hello</Content></xml>")
