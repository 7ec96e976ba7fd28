"""WeChat's error codes in words: what is wrong, and what to do now.

The codes are those of <https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html>,
those about addresses (40164, 895xx) also of
<https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken>.
Where things are in the console:
<https://developers.weixin.qq.com/doc/subscription/guide/dev/migration.html>.
"""

import re
from ipaddress import ip_address
from typing import Final

from bot.channels.wechat.api_errors import ApiBusyError, ApiRefusedError, TokenRefusedError

_CONSOLE: Final = "微信开发者平台 → 我的业务 → 公众号/服务号 → 基础信息"
_BUSY: Final = -1
_TOKEN_REFUSED: Final = frozenset({40001, 40014, 42001})
_IP_NOT_LISTED: Final = 40164
_LONGEST_QUOTE: Final = 120
_BETWEEN_WORDS: Final = re.compile(r"[^0-9A-Fa-f.:]+")

_EXPLANATIONS: Final[dict[int, str]] = {
    _BUSY: "微信系统繁忙，请稍后再试",
    40001: "AppSecret 不对，或 access_token 已经失效。"
    "请核对 MIAOZHAO_WECHAT_APP_SECRET，并确认它和 AppID 是同一个账号的",
    40002: "微信不认这种凭证类型，请升级妙招",
    40013: "微信不认识这个 AppID，请核对 MIAOZHAO_WECHAT_APP_ID（区分大小写）",
    40014: "access_token 不对，请稍后再试",
    40015: "菜单里有微信不认识的类型",
    40016: "一级菜单的个数不对，应为 1 到 3 个",
    40017: "菜单里有微信不认识的类型",
    40018: "一级菜单的名字太长，最多 16 个字节（5 个汉字）",
    40019: "菜单的 key 太长，最多 128 个字节",
    40020: "菜单的网址太长，最多 1024 个字节",
    40023: "二级菜单的个数不对，应为 1 到 5 个",
    40024: "二级菜单里有微信不认识的类型",
    40025: "二级菜单的名字太长，最多 60 个字节（20 个汉字）",
    40026: "二级菜单的 key 太长，最多 128 个字节",
    40027: "二级菜单的网址太长，最多 1024 个字节",
    40054: "二级菜单里有一个网址的域名不能用",
    40055: "菜单里有一个网址的域名不能用",
    40125: "AppSecret 不对，请核对 MIAOZHAO_WECHAT_APP_SECRET；"
    f"忘记了可以在“{_CONSOLE} → 开发密钥”重置",
    40243: f"AppSecret 被冻结了，请在“{_CONSOLE} → 开发密钥”解冻，10 分钟后生效",
    41001: "请求里缺少 access_token，请升级妙招",
    41002: "请求里缺少 AppID，请填写 MIAOZHAO_WECHAT_APP_ID",
    41004: "请求里缺少 AppSecret，请填写 MIAOZHAO_WECHAT_APP_SECRET",
    42001: "access_token 过期了，请稍后再试",
    43002: "微信只接受 POST 请求；如果中间有代理，请检查它有没有改写请求",
    45009: "今天调用这个接口的次数用完了，请明天再试；"
    "已认证的账号可以在“接口管理 → 接口权限与额度”查看和清零",
    45011: "调用太频繁了，请过一分钟再试",
    46003: "这个账号还没有用接口设置过菜单",
    48001: "这个账号没有这个接口的权限，要先完成微信认证；"
    "哪种账号有哪些权限，见 docs/wechat.md，测试号可以先用",
    48004: "这个接口被微信封禁了，请登录 mp.weixin.qq.com 查看通知",
    48006: "清零的次数用完了，每月只有 10 次",
    50002: "这个账号被微信限制了，请登录 mp.weixin.qq.com 查看通知",
    50007: "这个账号被冻结了，请登录 mp.weixin.qq.com 查看通知",
    89501: "这台服务器的 IP 正在等管理员确认，请公众号管理员在微信里同意",
    89503: "这台服务器的 IP 第一次调用，要公众号管理员在微信里确认，请他同意后再试",
    89506: "管理员两次拒绝了这台服务器的 IP，24 小时后才能再试",
    89507: "管理员拒绝了这台服务器的 IP，1 小时后才能再试",
}


def wechat_refusal(code: int, said: str) -> ApiRefusedError:
    """Return the error for a code of WeChat.

    Args:
        code: Its `errcode`, not 0.
        said: Its `errmsg`.
    """
    message = _explanation(code, said)
    if code == _BUSY:
        return ApiBusyError(message, code=code)
    if code in _TOKEN_REFUSED:
        return TokenRefusedError(message, code=code)
    return ApiRefusedError(message, code=code)


def ip_in(said: str) -> str:
    """Return the first address of a machine that a sentence names; empty if it names none."""
    for word in _BETWEEN_WORDS.split(said):
        try:
            return str(ip_address(word))
        except ValueError:
            continue
    return ""


def _explanation(code: int, said: str) -> str:
    if code == _IP_NOT_LISTED:
        return (
            f"这台服务器的 IP {ip_in(said) or '地址'} 不在白名单里。"
            f"请把它加到“{_CONSOLE} → 开发密钥 → API IP 白名单”，几分钟后生效"
        )
    return _EXPLANATIONS.get(code) or f"微信没有接受：{said[:_LONGEST_QUOTE]!r}"
