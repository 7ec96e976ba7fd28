"""What `miaozhao doctor` says of 企业微信."""

import asyncio
from collections.abc import Iterator

from bot.channels.wechat.api_errors import ApiError
from bot.channels.wecom.api import check_secret
from bot.link import CaseLink
from bot.settings import Settings


def wecom_lines(settings: Settings) -> Iterator[str]:
    """Yield what is right, what is wrong, what now; asks 企业微信 if there is an app's Secret."""
    if not settings.wecom_bot_id and settings.wecom_token is None:
        yield "· 企业微信：没有设置 MIAOZHAO_WECOM_BOT_ID，见 docs/wecom.md"
    if settings.wecom_bot_id:
        yield "✓ 企业微信智能机器人：Bot ID 和 Secret 已设置，用长连接接收，不需要公网地址"
    if settings.wecom_token is not None:
        yield f"✓ 企业微信应用：Token 已设置；URL 填 {settings.public_url}/wecom"
        if not CaseLink(settings.public_url).is_public:
            yield "! 企业微信应用：企业微信访问不到这个 URL，请用 MIAOZHAO_PUBLIC_URL 设成公网地址"
    if settings.wecom_secret is not None:
        yield _secret_line(settings, settings.wecom_secret.get_secret_value())


def _secret_line(settings: Settings, secret: str) -> str:
    try:
        asyncio.run(
            check_secret(
                corp_id=settings.wecom_corp_id, secret=secret, base=settings.wecom_api_base
            )
        )
    except ApiError as error:
        return f"! 企业微信应用：部门和标签读不到，主动消息发不出，{error}"
    return "✓ 企业微信应用：Secret 有效"
