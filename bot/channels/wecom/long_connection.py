"""One long connection of a 智能机器人, from its opening to its end.

Tencent's SDK keeps the protocol: the frames, the subscription, the heartbeat, one reply after the
other with its receipt. The life of the connection is ours, for version 1.0.2 of the SDK does not
come back after an orderly close, nor after a heartbeat that nobody answers, nor after a frame
that is no object; it wants TLS even for `ws://`, trusts no authority but its own list, and writes
what people say into its log.

Protocol: https://developer.work.weixin.qq.com/document/path/101463
"""

import asyncio
import json
import logging
import ssl
from collections.abc import Callable
from typing import Any, Final, NoReturn, TypeGuard

import certifi
from aibot import WsCmd, WsConnectionManager
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bot.channels.wecom.errors import BotRefusedError, BotReplacedError, ConnectionLostError

Frame = dict[str, Any]
"""`{"cmd", "headers": {"req_id"}, "body"}`, as 企业微信 sends it."""

HEARTBEAT_SECONDS: Final = 30.0
"""What 企业微信 advises."""

_SILENT_HEARTBEATS: Final = 2.5
_OPENING_SECONDS: Final = 10.0
_CLOSING_SECONDS: Final = 3.0
_REPLACED: Final = "disconnected_event"
_LOGGER_THAT_SAYS_FRAMES: Final = "websockets"


class LongConnection(WsConnectionManager):  # type: ignore[misc] # the SDK ships no types
    """Subscribes, then hands over what comes until the connection ends."""

    def __init__(
        self,
        *,
        bot_id: str,
        secret: str,
        url: str = "",
        on_frame: Callable[[Frame], None],
        on_accepted: Callable[[], None],
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        """Connect to nothing yet.

        Args:
            bot_id: Of the 智能机器人.
            secret: Of its long connection; never logged.
            url: `wss://…` or `ws://…`; empty for the address that the SDK knows.
            on_frame: Takes every message and event; returns at once.
            on_accepted: Called when 企业微信 has accepted the bot.
            heartbeat_seconds: Between two heartbeats.
        """
        logging.getLogger(_LOGGER_THAT_SAYS_FRAMES).setLevel(logging.WARNING)
        super().__init__(_Silence(), int(heartbeat_seconds * 1000), ws_url=url)
        self.set_credentials(bot_id, secret)
        self.on_message = on_frame
        self.on_authenticated = on_accepted
        self.on_error = self._note_refusal
        self._silence_seconds = heartbeat_seconds * _SILENT_HEARTBEATS
        self._refusal: str | None = None

    async def connect(self) -> NoReturn:
        """Connect, and stay until the connection ends.

        Raises:
            BotRefusedError: 企业微信 does not accept the bot.
            BotReplacedError: Another program has taken the bot's only connection.
            ConnectionLostError: It could not be made, was closed, or went silent.
        """
        self._refusal = None
        self._missed_pong_count = 0
        try:
            async with connect(
                self._ws_url,
                ssl=_trust() if self._ws_url.startswith("wss:") else None,
                ping_interval=None,  # the protocol has a heartbeat of its own
                open_timeout=_OPENING_SECONDS,
                close_timeout=_CLOSING_SECONDS,
            ) as websocket:
                self._ws: ClientConnection | None = websocket
                await self._send_auth()
                await self._read(websocket)
        except TimeoutError as error:
            raise ConnectionLostError("没有回应") from error
        except (OSError, ValueError, ImportError, WebSocketException) as error:
            raise ConnectionLostError(str(error) or type(error).__name__) from error
        finally:
            self._stop_heartbeat()
            self._clear_pending_messages("connection ended")
            self._ws = None
        raise ConnectionLostError("连接被对方关闭")

    async def _read(self, websocket: ClientConnection) -> None:
        """Take frames until the connection is closed, or silent for too long."""
        now = asyncio.get_running_loop().time
        async with asyncio.timeout(_OPENING_SECONDS) as patience:
            async for text in websocket:
                patience.reschedule(now() + self._silence_seconds)
                self._take(text)

    def _take(self, text: str | bytes) -> None:
        """Let the SDK sort one frame; leave out what is none."""
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not _is_frame(frame):
            return
        if _event_of(frame) == _REPLACED:
            raise BotReplacedError
        self._handle_frame(frame)
        if self._refusal is not None:
            raise BotRefusedError(self._refusal)

    def _note_refusal(self, error: Exception) -> None:
        """Keep why the subscription was refused: the SDK reports no other error here."""
        said = str(error).removeprefix("Authentication failed: ")
        self._refusal = said.replace(self._bot_secret, "…")


class _Silence:
    """The SDK's logger: it would write down what people say, so it says nothing."""

    def _say_nothing(self, message: str, *args: object) -> None:
        del message, args

    debug = info = warn = error = _say_nothing


def _is_frame(frame: object) -> TypeGuard[Frame]:
    """Whether the SDK can sort it: what it takes for granted is there."""
    headers = frame.get("headers", {}) if isinstance(frame, dict) else None
    return isinstance(headers, dict) and isinstance(headers.get("req_id", ""), str)


def _event_of(frame: Frame) -> str:
    """Return which event a frame tells of; empty for a message or anything else."""
    body = frame.get("body")
    event = body.get("event") if isinstance(body, dict) else None
    name = event.get("eventtype") if isinstance(event, dict) else None
    return name if frame.get("cmd") == WsCmd.EVENT_CALLBACK and isinstance(name, str) else ""


def _trust() -> ssl.SSLContext:
    """Trust what the machine trusts (a private deployment has its own authority), and certifi."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
