"""What a member wants who wrote to the app, opened it, or pressed something in it.

https://developer.work.weixin.qq.com/document/path/90239 (messages) and 90240 (events)
"""

from collections.abc import Callable
from dataclasses import replace

from bot.action import Action, Welcome
from bot.channels.button_data import decode
from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.understanding import Understood, understand
from bot.message import Message

NotesVisit = Callable[[str], bool]
"""Says whether somebody's visit is the first one for long."""


class Understanding:
    """WeChat's understanding, and what only 企业微信 tells."""

    def __init__(self, notes_visit: NotesVisit) -> None:
        """Take who remembers visitors."""
        self._notes_visit = notes_visit

    def __call__(self, incoming: Incoming) -> Understood:
        """Return what is wanted; events that we do not know want nothing."""
        match incoming.event:
            case "subscribe":
                self._notes_visit(incoming.user)
                return _message(incoming, Welcome())
            case "enter_agent":
                is_first = self._notes_visit(incoming.user)
                return _message(incoming, Welcome()) if is_first else "nothing"
            case "template_card_event":
                action = decode(incoming.field("EventKey"))
                return _message(incoming, action) if action else "nothing"
            case "scan":  # of something that is not for us
                return "nothing"
            case _:
                understood = understand(incoming)
        if isinstance(understood, Message):
            return replace(understood, channel="wecom")
        return understood


def _message(incoming: Incoming, action: Action) -> Message:
    return Message(channel="wecom", user=incoming.user, action=action)
