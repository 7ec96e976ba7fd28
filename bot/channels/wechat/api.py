"""What we ask of WeChat's API: a token, the menu, QR codes.

https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu
https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.md
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bot.case_parameter import case_parameter
from bot.channels.wechat.access_token import AccessToken, FetchedToken, FetchToken
from bot.channels.wechat.api_errors import ApiRefusedError, ApiUnreadableError
from bot.channels.wechat.api_refusals import wechat_refusal
from bot.channels.wechat.api_transport import ApiTransport, Method, Platform
from bot.channels.wechat.token_seal import TokenSeal
from bot.token_store import TokenStore
from cases import CaseId

WECHAT: Final = Platform(
    name="微信", base_setting="MIAOZHAO_WECHAT_API_BASE", refusal=wechat_refusal
)
LONGEST_DAYS: Final = 30
"""How long a QR code that is not permanent may live."""

_PICTURES: Final = "https://mp.weixin.qq.com"
_OFFICIAL: Final = ".weixin.qq.com"
_NO_MENU: Final = 46003
_PICTURE_SIGNS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n")  # JPEG, PNG
_SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A QR code: `url` is what it says, `ticket` gets its picture."""

    url: str
    ticket: str


class WechatApi:
    """One account's API. Every method may raise `ApiError`."""

    def __init__(self, transport: ApiTransport, token: AccessToken, base: str) -> None:
        """Call nothing yet; `base` is the address that the transport calls."""
        self._transport = transport
        self._token = token
        is_official = f".{urlsplit(base).hostname}".endswith(_OFFICIAL)
        self._pictures = _PICTURES if is_official else base

    async def menu(self) -> dict[str, Any] | None:
        """Return the menu as it was set through the API; None if there is none."""
        try:
            answer = await self._call("GET", "/cgi-bin/menu/get")
        except ApiRefusedError as error:
            if error.code == _NO_MENU:
                return None
            raise
        menu = answer.get("menu")
        if not isinstance(menu, dict):
            raise ApiUnreadableError("微信的回答里没有菜单，请稍后再试。")
        return menu

    async def set_menu(self, menu: dict[str, Any]) -> None:
        """Replace the menu, for everybody who follows the account."""
        await self._call("POST", "/cgi-bin/menu/create", body=menu)

    async def create_qr_code(self, case_id: CaseId, *, days: int | None) -> QrCode:
        """Make a QR code that opens a case.

        Args:
            case_id: The case.
            days: How long it shall work, 1 to 30; None for ever. An account has 100,000
                permanent ones.
        """
        scene = {"scene": {"scene_str": case_parameter(case_id)}}
        request: dict[str, Any] = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene}
        if days is not None:
            request |= {"action_name": "QR_STR_SCENE", "expire_seconds": days * _SECONDS_A_DAY}
        answer = await self._call(
            "POST", "/cgi-bin/qrcode/create", body=request, is_repeatable=days is not None
        )
        try:
            return QrCode(url=str(answer["url"]), ticket=str(answer["ticket"]))
        except KeyError as error:
            raise ApiUnreadableError("微信的回答里没有二维码，请稍后再试。") from error

    async def picture(self, code: QrCode) -> bytes:
        """Return the picture of a QR code, as WeChat draws it."""
        address = f"{self._pictures}/cgi-bin/showqrcode"
        picture = await self._transport.download(address, {"ticket": code.ticket})
        if not picture.startswith(_PICTURE_SIGNS):
            raise ApiUnreadableError("微信给的不是图片，请稍后再试。")
        return picture

    async def _call(
        self, method: Method, path: str, *, body: object = None, is_repeatable: bool = True
    ) -> dict[str, Any]:
        return await self._token.using(
            lambda token: self._transport.call(
                method,
                path,
                secrets={"access_token": token},
                body=body,
                is_repeatable=is_repeatable,
            )
        )


@asynccontextmanager
async def open_wechat_api(
    *, app_id: str, secret: str, base: str, tokens: TokenStore, key: bytes
) -> AsyncIterator[WechatApi]:
    """Open the API of an account, and close its connections at the end.

    Args:
        app_id: 开发者 ID.
        secret: AppSecret.
        base: Where the API is called, such as `https://api.weixin.qq.com`.
        tokens: Where the access token is kept, for every replica.
        key: Our own secret key, which seals it there.
    """
    async with ApiTransport(base, WECHAT) as transport:
        token = AccessToken(
            stable_token(transport, app_id, secret),
            tokens,
            TokenSeal(key),
            name=f"wechat:{app_id}",
        )
        yield WechatApi(transport, token, base)


async def check_secret(*, app_id: str, secret: str, base: str) -> None:
    """Make sure that WeChat gives a token for the secret, whatever is kept.

    Raises:
        ApiError: It does not.
    """
    async with ApiTransport(base, WECHAT) as transport:
        await stable_token(transport, app_id, secret)()


def stable_token(transport: ApiTransport, app_id: str, secret: str) -> FetchToken:
    """Return what fetches WeChat's token: `stable_token`, never forcing a new one.

    Forcing would make the token of every other program of this account invalid.
    """
    request = {
        "grant_type": "client_credential",
        "appid": app_id,
        "secret": secret,
        "force_refresh": False,
    }

    async def fetch() -> FetchedToken:
        return read_token(
            await transport.call("POST", "/cgi-bin/stable_token", body=request, hidden=(secret,))
        )

    return fetch


def read_token(answer: dict[str, Any]) -> FetchedToken:
    """Read the token out of an answer; WeCom's has the same form.

    Raises:
        ApiUnreadableError: There is none in it.
    """
    value, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(seconds, int) or seconds <= 0:
        raise ApiUnreadableError("回答里没有可用的 access_token，请稍后再试。")
    return FetchedToken(value=value, seconds=seconds)
