"""企业微信's error codes in words: what is wrong, and what to do now.

The codes are those of <https://developer.work.weixin.qq.com/document/path/90313>.
"""

from typing import Final

from bot.channels.wechat.api_errors import ApiBusyError, ApiRefusedError, TokenRefusedError
from bot.channels.wechat.api_refusals import ip_in

_APP: Final = "管理后台 → 应用管理 → 自建 → 您的应用"
_BUSY: Final = -1
_TOKEN_REFUSED: Final = frozenset({40014, 42001})
_IP_NOT_TRUSTED: Final = 60020
_LONGEST_QUOTE: Final = 120

_EXPLANATIONS: Final[dict[int, str]] = {
    _BUSY: "企业微信系统繁忙，请稍后再试",
    40001: f"Secret 不对，请到“{_APP}”复制 Secret，填进 MIAOZHAO_WECOM_SECRET",
    40003: "没有这个成员，请核对账号（UserID）；它在“通讯录”成员详情里",
    40013: "企业微信不认识这个企业 ID，请到“我的企业 → 企业信息”最下面复制，"
    "填进 MIAOZHAO_WECOM_CORP_ID",
    40014: "access_token 不对，请稍后再试",
    40056: f"AgentId 不对，请到“{_APP}”复制，填进 MIAOZHAO_WECOM_AGENT_ID",
    40058: "请求里有企业微信不接受的内容，请升级妙招",
    40068: "没有这个标签，请核对 MIAOZHAO_ADMINS 里 wecom:tag: 后面的编号",
    41001: "请求里缺少 access_token，请升级妙招",
    41002: "请求里缺少企业 ID，请填写 MIAOZHAO_WECOM_CORP_ID",
    41004: "请求里缺少 Secret，请填写 MIAOZHAO_WECOM_SECRET",
    42001: "access_token 过期了，请稍后再试",
    44004: "消息是空的，请升级妙招",
    45002: "消息太长了，请升级妙招",
    45009: "调用太频繁了，请过一会儿再试",
    45033: "同时调用太多了，请过一会儿再试",
    48002: f"这个应用没有调用这个接口的权限，请检查“{_APP}”的权限；"
    "用的 Secret 要是自建应用的，不是“通讯录同步”的",
    50003: f"这个应用停用了，请到“{_APP}”启用",
    60011: f"这个应用看不到这个成员、部门或标签，请到“{_APP} → 可见范围”加上",
    60111: "没有这个成员，请核对账号（UserID）；它在“通讯录”成员详情里",
    60123: "没有这个部门，请核对 MIAOZHAO_ADMINS 里 wecom:department: 后面的编号",
    81013: f"收消息的人都不在这个应用的可见范围里，请到“{_APP} → 可见范围”加上",
    82001: "没有写明发给谁",
    301002: "Secret 和 AgentId 不是同一个应用的，请从同一个应用复制 "
    "MIAOZHAO_WECOM_SECRET 和 MIAOZHAO_WECOM_AGENT_ID",
}


def wecom_refusal(code: int, said: str) -> ApiRefusedError:
    """Return the error for a code of 企业微信.

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


def _explanation(code: int, said: str) -> str:
    if code == _IP_NOT_TRUSTED:
        return (
            f"这台服务器的 IP {ip_in(said.partition('from ip')[2]) or '地址'} 不在可信名单里。"
            f"请把它加到“{_APP} → 企业可信IP”"
        )
    return _EXPLANATIONS.get(code) or f"企业微信没有接受：{said[:_LONGEST_QUOTE]!r}"
