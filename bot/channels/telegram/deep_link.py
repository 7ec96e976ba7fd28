"""Links that open a case in a private chat: `https://t.me/<bot>?start=<parameter>`."""

from typing import Final

from bot.case_parameter import case_parameter
from cases import CaseId

BROWSE: Final = "browse"
HELP: Final = "help"


def deep_link(bot_name: str, case_id: CaseId) -> str:
    """Return the address that opens the case in a chat with the bot."""
    return f"https://t.me/{bot_name}?start={case_parameter(case_id)}"
