"""What a 智能机器人 answers to what it hears."""

import asyncio
import secrets
import traceback
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from bot import wording
from bot.action import Action, Help, Welcome
from bot.channels.wechat.rebuilding import BuildsIndex, rebuilt
from bot.channels.wecom.bot_voice import BotVoice
from bot.channels.wecom.heard import Heard
from bot.channels.wecom.markdown import MarkdownWriter
from bot.channels.wecom.recent import Recent
from bot.channels.wecom.template_card import (
    CardBody,
    CardsShown,
    action_of,
    card_for,
    left_to_type,
)
from bot.channels.wecom.turns import CrowdedError, Turns
from bot.message import Message
from bot.reply import Reply

ONLY_TEXT: Final = "我现在只看得懂文字和语音。请把遇到的难题打成几个字发给我，比如：电动车充电"
EXPIRED: Final = "这个按钮已经过期，请再问一次。"

_log = structlog.get_logger(__name__)


class AnswersMessages(Protocol):
    """The dialogue. Synchronous and safe to call from several threads."""

    def respond(self, message: Message, /) -> Reply:
        """Answer one message; a message without a user is forgotten at once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An answer, ready to be sent.

    Attributes:
        markdown: The text.
        card: Its buttons; None if there is nothing to press.
    """

    markdown: str
    card: CardBody | None = None


class BotAnswering:
    """Answers messages, presses and visitors; each message once, each person's in order."""

    def __init__(
        self,
        dialogue: AnswersMessages,
        writer: MarkdownWriter,
        voice: BotVoice,
        reindexer: BuildsIndex,
    ) -> None:
        """Take who answers, who writes, who speaks and who builds the index."""
        self._dialogue = dialogue
        self._writer = writer
        self._voice = voice
        self._reindexer = reindexer
        self._recent: Recent[Letter] = Recent()
        self._cards = CardsShown()
        self._turns = Turns()

    async def handle(self, heard: Heard) -> None:
        """Answer; whatever goes wrong is logged, and said in one calm sentence."""
        try:
            async with self._turns.of(f"{heard.group}/{heard.user}"):
                reply = await self._answer(heard)
            if reply is not None and reply.starts == "reindex":
                await self._voice.say(heard, await asyncio.to_thread(rebuilt, self._reindexer))
        except CrowdedError:
            _log.warning("wecom member floods the bot, message left out")
        except Exception:  # noqa: BLE001 - the outermost handler of this channel
            reference = secrets.token_hex(4)
            _log.error(
                "wecom message failed", reference=reference, traceback=traceback.format_exc()
            )
            await self._send(heard, Letter(markdown=wording.went_wrong(reference)))

    async def _answer(self, heard: Heard) -> Reply | None:
        """Answer once; return the dialogue's reply, if it was asked."""
        if not self._recent.begins(heard.message_id):
            waiting = self._recent.take(heard.message_id)
            if waiting is not None:
                await self._deliver(heard, waiting)
            return None
        match heard.kind:
            case "entered":
                await self._voice.welcome(heard, _greeting(await self._ask(heard, Welcome())))
                return None
            case "press":
                return await self._press(heard)
            case "message" if heard.text:
                return await self._reply(heard)
            case _ if heard.has_content:
                await self._deliver(heard, Letter(markdown=ONLY_TEXT))
                return None
            case _:  # nothing but our name
                return await self._reply(heard, Help())

    async def _press(self, heard: Heard) -> Reply | None:
        """Tick the button, and do what it says."""
        _, reply = await asyncio.gather(self._tick(heard), self._follow(heard))
        return reply

    async def _tick(self, heard: Heard) -> None:
        ticked = self._cards.ticked(heard.card, heard.button)
        if ticked is not None:
            await self._voice.replace_card(heard, ticked)

    async def _follow(self, heard: Heard) -> Reply | None:
        action = action_of(heard.button)
        if action is not None:
            return await self._reply(heard, action)
        await self._deliver(heard, Letter(markdown=EXPIRED))
        return None

    async def _reply(self, heard: Heard, action: Action | None = None) -> Reply:
        reply = await self._ask(heard, action)
        markdown = self._writer.write(reply, replies=left_to_type(reply))
        letter = Letter(markdown=markdown, card=card_for(reply))
        await self._deliver(heard, letter)
        return reply

    async def _ask(self, heard: Heard, action: Action | None = None) -> Reply:
        message = Message(
            channel="wecom",
            user=heard.user,
            text=heard.text,
            action=action,
            conversation=heard.group,
        )
        return await asyncio.to_thread(self._dialogue.respond, message)

    async def _deliver(self, heard: Heard, letter: Letter) -> None:
        """Send; what does not arrive is kept in case 企业微信 sends the message again."""
        if not await self._send(heard, letter):
            self._recent.keep(heard.message_id, letter)

    async def _send(self, heard: Heard, letter: Letter) -> bool:
        """Send the text and the buttons below it; say whether the text arrived.

        A message is answered by its request. A press has only a card as its answer, and a card
        cannot come in one message with a stream on the long connection: both are sent on top.
        The second does not wait for the receipt of the first.
        """
        say = self._voice.answer if heard.kind == "message" else self._voice.say
        if letter.card is None:
            return await say(heard, letter.markdown)
        self._cards.remember(letter.card)
        is_heard, _ = await asyncio.gather(
            say(heard, letter.markdown), self._voice.show_card(heard, letter.card)
        )
        return is_heard


def _greeting(reply: Reply) -> str:
    """Return a welcome as plain text, with what can be tried."""
    examples = [f"· {choice.label}" for row in reply.choices for choice in row]
    return "\n".join((reply.opening, *examples))
