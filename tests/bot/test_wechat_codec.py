"""Signatures and encryption: Tencent's own examples, and clients that others wrote."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from werobot.crypto import MessageCrypt

from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.refusals import ForgedError, UnreadableError

# https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
OFFICIAL = MessageCodec(token="AAAAA", aes_key="A" * 43, receive_id="wxba5fad812f8e6fb9")  # noqa: S106 - WeChat's own example
OFFICIAL_SEALED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)
OFFICIAL_ANSWER = (
    "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
)
# https://developer.work.weixin.qq.com/document/path/90307
WECOM = MessageCodec(
    token="QDG6eK",  # noqa: S106 - WeCom's own example
    aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receive_id="wx5823bf96d3bd56c7",
)
WECOM_ECHO = (
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
)
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OURS = MessageCodec(token="miaozhao", aes_key=KEY, receive_id="wx1234567890abcdef")  # noqa: S106 - opens nothing


@pytest.mark.parametrize(
    ("timestamp", "nonce", "sealed", "signature"),
    [
        ("1714036504", "1514711492", "", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("1714037059", "486452656", "", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (
            "1714112445",
            "415670741",
            OFFICIAL_SEALED,
            "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
        ),
        (
            "1713424427",
            "415670741",
            OFFICIAL_ANSWER,
            "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
        ),
    ],
)
def test_the_signatures_of_the_documentation_are_ours(
    timestamp: str, nonce: str, sealed: str, signature: str
) -> None:
    assert OFFICIAL.sign(timestamp, nonce, sealed) == signature
    OFFICIAL.verify(signature, timestamp, nonce, sealed)


def test_the_sealed_texts_of_the_documentation_open() -> None:
    assert OFFICIAL.open(OFFICIAL_ANSWER) == '{"demo_resp":"good luck"}'
    assert OFFICIAL.open(OFFICIAL_SEALED) == (
        '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY",'
        '"CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
    )


def test_the_echo_of_the_wecom_documentation_opens() -> None:
    WECOM.verify("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", WECOM_ECHO)

    assert WECOM.open(WECOM_ECHO) == "1616140317555161061"


@pytest.mark.parametrize("signature", ["", "x", "f" * 40, "签名", "\ud800"])
def test_another_signature_is_forged(signature: str) -> None:
    with pytest.raises(ForgedError):
        OFFICIAL.verify(signature, "1714036504", "1514711492")


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens(text: str) -> None:
    assert OURS.open(OURS.seal(text)) == text


def test_a_text_is_never_sealed_twice_alike() -> None:
    assert OURS.seal("电动车") != OURS.seal("电动车")


@given(text=st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), min_size=1))
def test_wechatpy_and_werobot_open_what_we_seal(text: str) -> None:
    sealed = OURS.seal(text)
    wechatpy = WeChatCrypto("miaozhao", KEY, "wx1234567890abcdef")
    werobot = MessageCrypt("miaozhao", KEY, "wx1234567890abcdef")
    signature = OURS.sign("1700000000", "n1", sealed)

    opened = wechatpy.decrypt_message({"Encrypt": sealed}, signature, "1700000000", "n1")

    assert opened == text
    assert werobot.decrypt_message("1700000000", "n1", signature, sealed).decode() == text


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_werobot_seals_opens(text: str) -> None:
    werobot = MessageCrypt("miaozhao", KEY, "wx1234567890abcdef")

    sealed = werobot.prp_crypto.encrypt(text, "wx1234567890abcdef").decode()

    assert OURS.open(sealed) == text


def test_a_text_for_another_account_is_refused() -> None:
    other = MessageCodec(token="miaozhao", aes_key=KEY, receive_id="wxfedcba0987654321")  # noqa: S106 - opens nothing

    with pytest.raises(ForgedError, match="不是发给这个账号的"):
        OURS.open(other.seal("你好"))


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "AAAA",
        "不是 base64",
        "!" * 64,
        base64.b64encode(bytes(64)).decode(),
        pytest.param(
            MessageCodec(token="t", aes_key="B" * 43).seal("别的密钥"),  # noqa: S106 - opens nothing
            id="sealed with another key",  # the text is another one at each run
        ),
    ],
)
def test_what_was_not_sealed_with_our_key_is_unreadable(sealed: str) -> None:
    with pytest.raises(UnreadableError, match="EncodingAESKey"):
        OURS.open(sealed)


@given(rubbish=st.binary(max_size=200))
def test_rubbish_is_refused_in_words(rubbish: bytes) -> None:
    with pytest.raises((UnreadableError, ForgedError)):
        OURS.open(base64.b64encode(rubbish).decode())


def test_a_length_beyond_the_end_is_unreadable() -> None:
    cipher = OURS._require_cipher().encryptor()
    whole = bytes(16) + (2**32 - 1).to_bytes(4, "big") + bytes(11) + b"\x01"

    with pytest.raises(UnreadableError):
        OURS.open(base64.b64encode(cipher.update(whole) + cipher.finalize()).decode())


def test_without_a_key_nothing_opens() -> None:
    plain = MessageCodec(token="miaozhao")  # noqa: S106 - opens nothing

    assert not plain.can_open
    with pytest.raises(UnreadableError):
        plain.open(OURS.seal("你好"))
