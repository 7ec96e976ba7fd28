"""What a 智能机器人 says, and whether it arrived."""

from typing import Any

import structlog
from aibot import WsCmd, generate_req_id
from websockets.exceptions import WebSocketException

from bot.channels.wecom.heard import Heard
from bot.channels.wecom.long_connection import LongConnection
from bot.channels.wecom.template_card import CardBody

_SINGLE, _GROUP = 1, 2

_log = structlog.get_logger(__name__)


class BotVoice:
    """Speaks through the connection. A message that does not arrive is a fact to log, no error."""

    def __init__(self, connection: LongConnection) -> None:
        """Take the connection."""
        self._connection = connection

    async def answer(self, heard: Heard, markdown: str) -> bool:
        """Answer a message, as a stream that is complete at once."""
        stream = {"id": generate_req_id("stream"), "finish": True, "content": markdown}
        body = {"msgtype": "stream", "stream": stream}
        return await self._speak(WsCmd.RESPONSE, heard.request, body)

    async def welcome(self, heard: Heard, text: str) -> bool:
        """Greet somebody who has just come in; 企业微信 allows five seconds for it."""
        body = {"msgtype": "text", "text": {"content": text}}
        return await self._speak(WsCmd.RESPONSE_WELCOME, heard.request, body)

    async def replace_card(self, heard: Heard, card: CardBody) -> bool:
        """Show the person who pressed a card another one in its place, within five seconds."""
        body = {
            "response_type": "update_template_card",
            "userids": [heard.user],
            "template_card": card,
        }
        return await self._speak(WsCmd.RESPONSE_UPDATE, heard.request, body)

    async def say(self, heard: Heard, markdown: str) -> bool:
        """Say something in the chat without being asked there and then."""
        return await self._send(heard, {"msgtype": "markdown", "markdown": {"content": markdown}})

    async def show_card(self, heard: Heard, card: CardBody) -> bool:
        """Show a card in the chat."""
        return await self._send(heard, {"msgtype": "template_card", "template_card": card})

    async def _send(self, heard: Heard, body: dict[str, Any]) -> bool:
        chat = {"chatid": heard.chat, "chat_type": _GROUP if heard.group else _SINGLE}
        return await self._speak(WsCmd.SEND_MSG, generate_req_id(WsCmd.SEND_MSG), {**chat, **body})

    async def _speak(self, command: str, request: str, body: dict[str, Any]) -> bool:
        try:
            await self._connection.send_reply(request, body, command)
        except (RuntimeError, TimeoutError, WebSocketException) as error:  # from the SDK
            _log.warning("wecom bot was not heard", command=command, reason=_reason(error))
            return False
        return True


def _reason(error: Exception) -> str:
    """Return what happened; the SDK names the request in it, which says nothing to anybody."""
    return str(error).split(" for reqId", 1)[0] or type(error).__name__
