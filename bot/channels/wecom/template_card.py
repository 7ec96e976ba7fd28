"""Choices as a card with buttons (按钮交互型 template card).

Limits: https://developer.work.weixin.qq.com/document/path/101032
"""

import re
import secrets
from collections import OrderedDict
from typing import Any, Final

from bot.action import Action, Ask, Browse, OpenCase
from bot.channels.button_data import decode, encode
from bot.reply import Choice, Reply

CardBody = dict[str, Any]
"""The `template_card` of a message."""

MOST_BUTTONS: Final = 6
LONGEST_KEY_BYTES: Final = 1024

_LONGEST_TITLE: Final = 26
_LONGEST_LABEL: Final = 10
_READ: Final = "✓"
_BLUE, _GREY = 1, 2
_CARDS_KEPT: Final = 500
_COUNT: Final = re.compile(r"（\d+）$")
"""How many cases a label promises; people type the name before it."""

_BIGGEST_PAGE: Final = 10**9


def card_for(reply: Reply) -> CardBody | None:
    """Return a card with the reply's choices; None if there are too few to be worth one.

    It has six buttons at most: those that open a case first, then the way on.
    """
    chosen = _on_buttons(reply)
    if not chosen:
        return None
    return {
        "card_type": "button_interaction",
        "main_title": {"title": _title(reply)},
        "button_list": [_button(choice, reply) for choice in chosen],
        "task_id": secrets.token_hex(16),
    }


def left_to_type(reply: Reply) -> tuple[str, ...]:
    """Return what can be replied in words, for it is on no button."""
    shown = {encode(choice.action) for choice in _on_buttons(reply)}
    left = [choice for choice in _by_use(reply) if encode(choice.action) not in shown]
    return tuple(_COUNT.sub("", choice.label) for choice in left)


def action_of(key: str) -> Action | None:
    """Return what a pressed button asks for; None if we did not make it."""
    return decode(key)


class CardsShown:
    """The newest cards, so that a pressed button can be ticked.

    企业微信 sends back no more than the key of the button, and takes a card only whole. A card
    from before a restart is not ticked; it works all the same.
    """

    def __init__(self) -> None:
        """Remember none."""
        self._cards: OrderedDict[str, CardBody] = OrderedDict()

    def remember(self, card: CardBody) -> None:
        """Keep a card that has been sent; the oldest of 500 makes room."""
        self._cards[card["task_id"]] = card
        if len(self._cards) > _CARDS_KEPT:
            self._cards.popitem(last=False)

    def ticked(self, task_id: str, key: str) -> CardBody | None:
        """Return the card with the button ticked; None if there is nothing new to show."""
        card = self._cards.get(task_id)
        if card is None:
            return None
        buttons = [
            {**button, "text": _tick(button["text"]), "style": _GREY}
            if button["key"] == key
            else button
            for button in card["button_list"]
        ]
        if buttons == card["button_list"]:
            return None
        self._cards[task_id] = {**card, "button_list": buttons}
        return self._cards[task_id]


def _on_buttons(reply: Reply) -> list[Choice]:
    """Return what goes on buttons; nothing for a lone way on, which needs no second message."""
    choices = _by_use(reply)
    opens = any(isinstance(choice.action, OpenCase) for choice in choices)
    return choices[:MOST_BUTTONS] if opens or len(choices) > 1 else []


def _by_use(reply: Reply) -> list[Choice]:
    """Return the choices, the most useful first: opening a case, then turning on before back.

    No two have the same key, which 企业微信 refuses.
    """
    choices = {encode(choice.action): choice for row in reply.choices for choice in row}
    return sorted(choices.values(), key=_rank)


def _rank(choice: Choice) -> int:
    match choice.action:
        case OpenCase():
            return -_BIGGEST_PAGE
        case Ask(page=page) | Browse(page=page):
            return -page
        case _:
            return -1


def _button(choice: Choice, reply: Reply) -> dict[str, Any]:
    return {
        "text": _shortened(_label(choice, reply), _LONGEST_LABEL),
        "style": _BLUE,
        "key": encode(choice.action, longest=LONGEST_KEY_BYTES),
    }


def _label(choice: Choice, reply: Reply) -> str:
    """Return the label, with the title of the case that the button opens."""
    if isinstance(choice.action, OpenCase):
        titles = {card.case_id: card.title for card in reply.cards}
        return f"{choice.label} {titles.get(choice.action.case_id, '')}".strip()
    return choice.label


def _title(reply: Reply) -> str:
    if reply.opened is not None:
        return _shortened(reply.opened.case.title, _LONGEST_TITLE)
    return "点一下看详情" if reply.cards else "您可以点"


def _tick(text: str) -> str:
    return text if text.startswith(_READ) else _shortened(f"{_READ} {text}", _LONGEST_LABEL)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
