"""Choices as an inline keyboard."""

from collections.abc import Iterator
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.action import Action, Ask, Browse, OpenCase
from bot.channels.button_data import decode, encode, long_text
from bot.reply import Choice, Reply

_IN_A_ROW: Final = 8
_LONGEST_LABEL: Final = 40


def choice_rows(reply: Reply) -> list[list[InlineKeyboardButton]]:
    """Return the reply's choices as rows of buttons; a row too wide for Telegram is broken."""
    return [
        [
            InlineKeyboardButton(_label(choice), callback_data=encode(choice.action))
            for choice in row[start : start + _IN_A_ROW]
        ]
        for row in reply.choices
        for start in range(0, len(row), _IN_A_ROW)
    ]


def texts_to_find(reply: Reply) -> list[str]:
    """Return the texts that neither a button's data nor its label can carry, each once."""
    texts = {
        text: None
        for row in reply.choices
        for choice in row
        if (text := long_text(choice.action)) is not None and text not in _label(choice)
    }
    return list(texts)


def labels(keyboard: InlineKeyboardMarkup | None) -> Iterator[str]:
    """Yield what stands on the buttons."""
    for row in keyboard.inline_keyboard if keyboard else ():
        for button in row:
            yield button.text


def turns_page(action: Action, keyboard: InlineKeyboardMarkup | None) -> bool:
    """Whether pressing the action on a message with this keyboard changes that message.

    Paging a list of cases and walking through the browse menus happens in place. Everything
    else, a case above all, is a new message: the list that it came from stays readable.
    """
    shown = [type(action) for action in _actions(keyboard)]
    match action:
        case Ask():
            return OpenCase in shown
        case Browse():
            is_menu = len(shown) > 1 and set(shown) == {Browse}
            return is_menu or OpenCase in shown
        case _:
            return False


def _actions(keyboard: InlineKeyboardMarkup | None) -> Iterator[Action]:
    texts = tuple(labels(keyboard))
    for row in keyboard.inline_keyboard if keyboard else ():
        for button in row:
            if isinstance(button.callback_data, str):
                action = decode(button.callback_data, shown=texts)
                if action is not None:
                    yield action


def _label(choice: Choice) -> str:
    return choice.label[:_LONGEST_LABEL]
