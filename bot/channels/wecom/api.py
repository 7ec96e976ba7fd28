"""What we ask of 企业微信's API: a token, who somebody is, and to send a message.

https://developer.work.weixin.qq.com/document/path/91039 (gettoken), 90196 (user/get),
90213 (tag/get), 90236 (message/send)
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from bot.channels.wechat.access_token import AccessToken, FetchedToken, FetchToken
from bot.channels.wechat.api import read_token
from bot.channels.wechat.api_transport import ApiTransport, Method, Platform
from bot.channels.wechat.token_seal import TokenSeal
from bot.channels.wecom.api_refusals import wecom_refusal
from bot.token_store import TokenStore

WECOM: Final = Platform(
    name="企业微信", base_setting="MIAOZHAO_WECOM_API_BASE", refusal=wecom_refusal
)
_REPEATED_WITHIN_SECONDS: Final = 60


class WecomApi:
    """The API of one app. Every method may raise `ApiError`."""

    def __init__(self, transport: ApiTransport, token: AccessToken, agent_id: int) -> None:
        """Call nothing yet."""
        self._transport = transport
        self._token = token
        self._agent_id = agent_id

    async def departments_of(self, user: str) -> frozenset[int]:
        """Return the departments that a member is directly in."""
        answer = await self._call("GET", "/cgi-bin/user/get", {"userid": user})
        return _numbers(answer.get("department"))

    async def tagged(self, tag: int) -> tuple[frozenset[str], frozenset[int]]:
        """Return the members and the departments that have a tag."""
        answer = await self._call("GET", "/cgi-bin/tag/get", {"tagid": str(tag)})
        listed = answer.get("userlist")
        members = [entry.get("userid") for entry in listed or () if isinstance(entry, dict)]
        return frozenset(map(str, members)), _numbers(answer.get("partylist"))

    async def send(self, user: str, kind: str, content: dict[str, Any]) -> bool:
        """Send a message to one member; say whether 企业微信 could take it on for them.

        It may be asked twice when an answer is lost, so 企业微信 is told to leave out what it
        has just sent.
        """
        body = {
            "touser": user,
            "msgtype": kind,
            "agentid": self._agent_id,
            kind: content,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _REPEATED_WITHIN_SECONDS,
        }
        answer = await self._call("POST", "/cgi-bin/message/send", body=body)
        left_out = f"{answer.get('invaliduser', '')}|{answer.get('unlicenseduser', '')}"
        return user.lower() not in left_out.lower().split("|")  # the API writes ids small

    async def _call(
        self,
        method: Method,
        path: str,
        query: dict[str, str] | None = None,
        *,
        body: object = None,
    ) -> dict[str, Any]:
        """Call with the token; who is asked about stays out of logs and messages, too."""
        return await self._token.using(
            lambda token: self._transport.call(
                method, path, secrets={"access_token": token, **(query or {})}, body=body
            )
        )


@asynccontextmanager
async def open_wecom_api(
    *, corp_id: str, agent_id: int, secret: str, base: str, tokens: TokenStore, key: bytes
) -> AsyncIterator[WecomApi]:
    """Open the API of an app, and close its connections at the end.

    Args:
        corp_id: 企业 ID.
        agent_id: AgentId of the app.
        secret: Its Secret.
        base: Where the API is called, such as `https://qyapi.weixin.qq.com`.
        tokens: Where the access token is kept, for every replica.
        key: Our own secret key, which seals it there.
    """
    async with ApiTransport(base, WECOM) as transport:
        token = AccessToken(
            _get_token(transport, corp_id, secret),
            tokens,
            TokenSeal(key),
            name=f"wecom:{corp_id}:{agent_id}",
        )
        yield WecomApi(transport, token, agent_id)


async def check_secret(*, corp_id: str, secret: str, base: str) -> None:
    """Make sure that 企业微信 gives a token for the secret, whatever is kept.

    Raises:
        ApiError: It does not.
    """
    async with ApiTransport(base, WECOM) as transport:
        await _get_token(transport, corp_id, secret)()


def _get_token(transport: ApiTransport, corp_id: str, secret: str) -> FetchToken:
    async def fetch() -> FetchedToken:
        account = {"corpid": corp_id, "corpsecret": secret}
        return read_token(await transport.call("GET", "/cgi-bin/gettoken", secrets=account))

    return fetch


def _numbers(value: object) -> frozenset[int]:
    return (
        frozenset(n for n in value if isinstance(n, int))
        if isinstance(value, list)
        else frozenset()
    )
