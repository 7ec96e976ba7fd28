"""What `miaozhao doctor` says of the 公众号."""

import asyncio
from collections.abc import Iterator

from bot.channels.wechat.api import check_secret
from bot.channels.wechat.api_errors import ApiError
from bot.link import CaseLink
from bot.settings import Settings


def wechat_lines(settings: Settings) -> Iterator[str]:
    """Yield what is right, what is wrong, what now; asks WeChat if there is an AppSecret."""
    if settings.wechat_token is None:
        yield "· 公众号：没有设置 MIAOZHAO_WECHAT_TOKEN，见 docs/wechat.md"
    else:
        yield from _server_lines(settings)
    if settings.wechat_app_secret is not None:
        yield _secret_line(settings, settings.wechat_app_secret.get_secret_value())
    elif settings.wechat_token is not None:
        yield "· 公众号：不用 AppSecret 也能回答；菜单和二维码要设 MIAOZHAO_WECHAT_APP_SECRET"


def _server_lines(settings: Settings) -> Iterator[str]:
    mode = "安全模式和明文模式都收" if settings.wechat_aes_key else "只收明文模式"
    yield f"✓ 公众号：令牌已设置，{mode}；URL 填 {settings.public_url}/wechat"
    if not CaseLink(settings.public_url).is_public:
        yield "! 公众号：微信访问不到这个 URL，请用 MIAOZHAO_PUBLIC_URL 设成公网地址"


def _secret_line(settings: Settings, secret: str) -> str:
    try:
        asyncio.run(
            check_secret(
                app_id=settings.wechat_app_id, secret=secret, base=settings.wechat_api_base
            )
        )
    except ApiError as error:
        return f"! 公众号：菜单和二维码用不了，{error}"
    return "✓ 公众号：AppSecret 有效，可以推送菜单、生成二维码"
