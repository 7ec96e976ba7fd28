"""WeChat's error codes in words."""

import re

import pytest

from bot.channels.wechat.api_errors import ApiBusyError, ApiRefusedError, TokenRefusedError
from bot.channels.wechat.api_refusals import _EXPLANATIONS, ip_in, wechat_refusal


@pytest.mark.parametrize("code", [*_EXPLANATIONS, 40164])
def test_every_code_is_explained_in_chinese_and_named(code: int) -> None:
    said = str(wechat_refusal(code, "errmsg of the platform"))

    assert re.search("[一-鿿]{3}", said)
    assert said.endswith(f"（错误码 {code}）")
    assert "errmsg" not in said


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, ApiBusyError),
        (40001, TokenRefusedError),
        (40014, TokenRefusedError),
        (42001, TokenRefusedError),
        (40125, ApiRefusedError),
        (99999, ApiRefusedError),
    ],
)
def test_the_kind_of_an_error_says_what_can_be_done(
    code: int, kind: type[ApiRefusedError]
) -> None:
    assert type(wechat_refusal(code, "")) is kind


def test_a_code_that_is_not_listed_quotes_the_platform_in_short() -> None:
    said = str(wechat_refusal(99999, "x" * 500))

    assert said == f"微信没有接受：'{'x' * 120}'（错误码 99999）"


@pytest.mark.parametrize(
    ("said", "ip"),
    [
        ("invalid ip 61.172.68.219, not in whitelist hint: [KJZfAa0644e575]", "61.172.68.219"),
        ("invalid ip 47.94.148.108 ipv6 ::ffff:47.94.148.108, not in whitelist", "47.94.148.108"),
        ("invalid ip 240e:3b7::1 ipv6 240e:3b7::1, not in whitelist", "240e:3b7::1"),
        ("invalid ip , not in whitelist hint: []", ""),
        ("", ""),
    ],
)
def test_the_address_is_found_in_what_the_platform_says(said: str, ip: str) -> None:
    assert ip_in(said) == ip


def test_an_address_that_is_not_named_leaves_a_whole_sentence() -> None:
    assert "这台服务器的 IP 地址不在白名单里" in str(wechat_refusal(40164, "")).replace(
        " 不", "不"
    )
