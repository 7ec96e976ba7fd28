"""The access token of an account: fetched rarely, kept centrally, renewed in time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from bot.channels.wechat.api_errors import TokenRefusedError
from bot.channels.wechat.token_seal import Token, TokenSeal
from bot.token_store import TokenStore

MARGIN_SECONDS: Final = 240
"""How long before its end a token is renewed.

WeChat hands out a new one within the last 300 seconds, during which the old one is good, too:
https://developers.weixin.qq.com/minigame/dev/api-backend/open-api/access-token/auth.getStableAccessToken.html
"""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedToken:
    """What a platform hands out; `seconds` is how long it is good for."""

    value: str
    seconds: float

    def __repr__(self) -> str:
        """Keep the secret out of what is printed while something is looked for."""
        return f"FetchedToken(value=…, seconds={self.seconds})"


class FetchToken(Protocol):
    """Asks the platform for a token: `stable_token` of WeChat, `gettoken` of WeCom."""

    async def __call__(self) -> FetchedToken:
        """Return a token that is good now.

        Raises:
            ApiError: The platform does not give one.
        """
        ...


class AccessToken:
    """One account's token, shared with every replica through the store.

    A process fetches once at a time; whoever else needs the token waits for that. Its methods
    may raise `ApiError`, and `StoreUnavailableError` of the store.
    """

    def __init__(
        self,
        fetch: FetchToken,
        store: TokenStore,
        seal: TokenSeal,
        *,
        name: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Fetch nothing yet.

        Args:
            fetch: Asks the platform.
            store: Where the token is kept, sealed.
            seal: What seals it.
            name: Under which name, such as `wechat:wx0123`; one account, one name.
            clock: Tells the time in seconds since 1970.
        """
        self._fetch = fetch
        self._store = store
        self._seal = seal
        self._name = name
        self._clock = clock
        self._known: Token | None = None
        self._one_at_a_time = asyncio.Lock()

    async def get(self) -> str:
        """Return a token to call the API with."""
        token = self._useful(self._known)
        return token.value if token else await self._renew()

    async def using(self, call: Callable[[str], Awaitable[_Answer]]) -> _Answer:
        """Make a call with the token; once more with another one if the first is refused."""
        token = await self.get()
        try:
            return await call(token)
        except TokenRefusedError:
            return await call(await self._renew(refused=token))

    async def _renew(self, *, refused: str = "") -> str:
        """Take what another task or replica has fetched meanwhile; else fetch."""
        async with self._one_at_a_time:
            self._known = (
                self._useful(self._known, refused)
                or self._useful(await asyncio.to_thread(self._load), refused)
                or await self._fetch_and_keep()
            )
            return self._known.value

    def _useful(self, token: Token | None, refused: str = "") -> Token | None:
        if token is None or token.value == refused or token.good_until <= self._clock():
            return None
        return token

    def _load(self) -> Token | None:
        sealed = self._store.load(self._name)
        return self._seal.open(self._name, sealed) if sealed else None

    async def _fetch_and_keep(self) -> Token:
        fetched = await self._fetch()
        seconds = fetched.seconds
        if seconds > MARGIN_SECONDS:  # one that ends sooner is used to its end
            seconds -= MARGIN_SECONDS
        token = Token(value=fetched.value, good_until=self._clock() + seconds)
        await asyncio.to_thread(self._store.save, self._name, self._seal.seal(self._name, token))
        return token
