"""What somebody wants who sent a message, tapped the menu or scanned a code."""

import math
from typing import Final, Literal

from bot.action import Action, Ask, Browse, Help, OpenCase, Welcome
from bot.case_parameter import case_in
from bot.channels.wechat.districts import district_of
from bot.channels.wechat.expressions import without_expressions
from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.menu_keys import read_menu_key
from bot.message import Message
from bot.reply import Choice, Reply

Understood = Message | Reply | Literal["farewell", "nothing"]
"""A message for the dialogue, a ready reply, that somebody left, or nothing to be answered."""

_EXAMPLE: Final = "请用几个字说说您遇到的难题，例如“电动车充电”。"
UNHEARD: Final = Reply(opening=f"这条语音我没有听清。{_EXAMPLE}")
UNSEEN: Final = Reply(opening=f"图片、视频和链接我还看不懂。{_EXAMPLE}")
EXPRESSED: Final = Reply(opening=f"收到您的表情。{_EXAMPLE}")
FAR_AWAY: Final = Reply(opening=f"这个地方我还不熟。可以说区的名字，例如“宝安区”。{_EXAMPLE}")

_UNSUPPORTED: Final = frozenset({"【收到不支持的消息类型，暂无法显示】", "[Unsupported Message]"})
"""What WeChat sends as the text of a sticker, for one."""

_SCENE_OF_NEWCOMER: Final = "qrscene_"


def understand(incoming: Incoming) -> Understood:
    """Return what is wanted; events that we do not know want nothing."""
    match incoming.kind:
        case "text":
            return _text(incoming)
        case "voice":
            return _voice(incoming)
        case "location":
            return _place(incoming)
        case "event":
            return _event(incoming)
        case _:  # pictures, videos, links, and what may come one day
            return UNSEEN


def _text(incoming: Incoming) -> Understood:
    """Read what was typed; a tapped link says beside it which case it stands for."""
    content = incoming.field("Content")
    if content in _UNSUPPORTED:
        return UNSEEN
    said = without_expressions(content)
    if content and not said:
        return EXPRESSED
    tapped = case_in(incoming.field("bizmsgmenuid"))
    return _message(incoming, OpenCase(case_id=tapped) if tapped else None, text=said)


def _voice(incoming: Incoming) -> Understood:
    """Read what WeChat made of the voice, without the full stop that it puts at the end."""
    heard = incoming.field("Recognition").rstrip("。")
    return _message(incoming, text=heard) if heard else UNHEARD


def _event(incoming: Incoming) -> Understood:
    match incoming.event:
        case "subscribe":
            scene = incoming.field("EventKey").removeprefix(_SCENE_OF_NEWCOMER)
            return _message(incoming, _scene(scene))
        case "scan":
            return _message(incoming, _scene(incoming.field("EventKey")))
        case "unsubscribe":
            return "farewell"
        case "click":
            return _message(incoming, read_menu_key(incoming.field("EventKey")) or Help())
        case _:  # also a place that the phone tells by itself, at every visit or every 5 seconds
            return "nothing"


def _scene(scene: str) -> Action:
    """Return what a QR code stands for: one that names no case welcomes."""
    case_id = case_in(scene)
    return OpenCase(case_id=case_id) if case_id else Welcome()


def _place(incoming: Incoming) -> Reply:
    """Offer the cases of the district where somebody is; it may not be the one they care for."""
    district = district_of(
        incoming.field("Label"),
        _degrees(incoming.field("Location_X")),
        _degrees(incoming.field("Location_Y")),
    )
    if not district:
        return FAR_AWAY
    question = f"{district}电动车充电"
    return Reply(
        opening=f"您在{district}附近。可以看看那里的妙招，也可以直接说难题：",
        choices=(
            (Choice(label=district, action=Browse(facet="district", value=district)),),
            (Choice(label=question, action=Ask(question=question)),),
        ),
        closing=f"回复“{district}”就能看到那里的案例。",
    )


def _degrees(text: str) -> float:
    """Return the number; not a number if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _message(incoming: Incoming, action: Action | None = None, *, text: str = "") -> Message:
    return Message(channel="wechat", user=incoming.user, text=text, action=action)
