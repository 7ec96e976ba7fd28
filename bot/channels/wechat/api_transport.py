"""Calls to the API of WeChat or WeCom over HTTP, with patience and without a secret in sight.

Both platforms take secrets as parts of the address (`?access_token=…`). httpx writes the whole
address of each request into its log, so the query is cut off there.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType, TracebackType
from typing import Any, Final, Literal, Self, TypeVar

import httpx
import stamina

from bot.channels.wechat.api_errors import (
    ApiBusyError,
    ApiRefusedError,
    ApiUnreachableError,
    ApiUnreadableError,
)

_ATTEMPTS: Final = 3
_SECONDS: Final = 10.0  # a whole attempt
_CONNECT_SECONDS: Final = 5.0
_MOST_BYTES: Final = 4 * 1024 * 1024  # a QR code's picture has some 50 KB
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_HIDDEN: Final = "…"
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_Answer = TypeVar("_Answer")

Method = Literal["GET", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Whose API it is.

    Attributes:
        name: What people call it, such as 微信.
        base_setting: The setting that holds the API's address, to be named when it seems wrong.
        refusal: Makes the error for an `errcode` and its `errmsg`.
    """

    name: str
    base_setting: str
    refusal: Callable[[int, str], ApiRefusedError]


class ApiTransport:
    """Sends requests to one API; an async context manager that closes its connections.

    Each call gets three attempts with growing pauses if what failed may pass.
    """

    def __init__(self, base: str, platform: Platform, *, seconds: float = _SECONDS) -> None:
        """Send nothing yet.

        Args:
            base: The API's address without a final slash, such as `https://api.weixin.qq.com`.
            platform: Whose API it is.
            seconds: How long an attempt may take from its begin to the last byte.
        """
        logging.getLogger("httpx").addFilter(_hide_queries)
        self._base = base
        self._platform = platform
        self._seconds = seconds
        timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        self._client = httpx.AsyncClient(timeout=timeout)

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def call(
        self,
        method: Method,
        path: str,
        *,
        secrets: Mapping[str, str] = _NONE,
        hidden: tuple[str, ...] = (),
        body: object = None,
        is_repeatable: bool = True,
    ) -> dict[str, Any]:
        """Call the API and return its answer.

        Args:
            method: Of HTTP.
            path: Such as `/cgi-bin/menu/create`.
            secrets: Parameters of the address, not to be seen in any log or message.
            hidden: What else must not be seen, if the answer repeats it.
            body: Sent as JSON, unescaped: WeChat would show people the escapes. None sends none.
            is_repeatable: Whether the request may be sent again although the first one may have
                been carried out.

        Returns:
            The JSON object of an answer whose `errcode` is 0 or absent.

        Raises:
            ApiError: It failed, if need be three times.
        """
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = self._build(method, self._base + path, secrets, content)
        hidden = (*secrets.values(), *hidden)
        return await self._send_patiently(
            request, lambda content: self._read(content, hidden), is_repeatable=is_repeatable
        )

    async def download(self, address: str, params: Mapping[str, str]) -> bytes:
        """Return what is under an address, usually on another host.

        Raises:
            ApiError: It failed, if need be three times.
        """
        request = self._build("GET", address, params)
        return await self._send_patiently(request, lambda content: content, is_repeatable=True)

    def _build(
        self, method: Method, address: str, params: Mapping[str, str], content: bytes | None = None
    ) -> httpx.Request:
        headers = {} if content is None else {"Content-Type": "application/json"}
        try:
            return self._client.build_request(
                method, address, params=dict(params), content=content, headers=headers
            )
        except httpx.InvalidURL as error:
            raise ApiUnreachableError(
                f"{self._platform.name}的接口地址有误，请检查 {self._platform.base_setting}。",
                was_sent=False,
            ) from error

    async def _send_patiently(
        self, request: httpx.Request, read: Callable[[bytes], _Answer], *, is_repeatable: bool
    ) -> _Answer:
        async for attempt in stamina.retry_context(
            on=lambda error: _may_pass(error, is_repeatable=is_repeatable),
            attempts=_ATTEMPTS,
            timeout=None,
        ):
            with attempt:
                answer = read(await self._send(request))
        return answer

    async def _send(self, request: httpx.Request) -> bytes:
        """Send once; give up at the deadline even if the answer drips."""
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.send(request, stream=True)
                try:
                    self._check_status(response.status_code)
                    return await self._content(response)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.TimeoutException) as error:
            was_sent = not isinstance(error, _NOT_SENT)
            raise ApiUnreachableError(
                f"{self._platform.name}没有及时应答，请稍后再试。", was_sent=was_sent
            ) from error
        except httpx.HTTPError as error:
            raise ApiUnreachableError(
                f"连不上{self._platform.name}（{request.url.host}）。"
                f"请检查网络和 {self._platform.base_setting}。",
                was_sent=not isinstance(error, _NOT_SENT),
            ) from error

    async def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > _MOST_BYTES:
                raise self._unreadable("太大")
        return bytes(content)

    def _check_status(self, status: int) -> None:
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ApiUnreachableError(
                f"{self._platform.name}出错了（HTTP {status}），请稍后再试。", was_sent=True
            )
        if status != HTTPStatus.OK:
            raise self._unreadable(f"HTTP {status}")

    def _read(self, content: bytes, hidden: tuple[str, ...]) -> dict[str, Any]:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise self._unreadable("不是 JSON") from error
        if not isinstance(answer, dict):
            raise self._unreadable("不是 JSON 对象")
        code = answer.get("errcode", 0)
        if not isinstance(code, int):
            raise self._unreadable("errcode 不是整数")
        if code:
            raise self._platform.refusal(code, _without(str(answer.get("errmsg", "")), hidden))
        return answer

    def _unreadable(self, reason: str) -> ApiUnreadableError:
        return ApiUnreadableError(
            f"{self._platform.name}的回答看不懂（{reason}）。"
            f"请检查 {self._platform.base_setting}，以及中间的代理。"
        )


def _may_pass(error: Exception, *, is_repeatable: bool) -> bool:
    """Whether to try again: nothing was done yet, or doing it twice does no harm."""
    if isinstance(error, ApiUnreachableError):
        return is_repeatable or not error.was_sent
    return isinstance(error, ApiBusyError)


def _without(text: str, hidden: tuple[str, ...]) -> str:
    for secret in filter(None, hidden):
        text = text.replace(secret, _HIDDEN)
    return text


def _hide_queries(record: logging.LogRecord) -> bool:
    """Cut the query off the addresses in a line of httpx's log; a filter of `logging`."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            argument.copy_with(query=None) if isinstance(argument, httpx.URL) else argument
            for argument in record.args
        )
    return True
