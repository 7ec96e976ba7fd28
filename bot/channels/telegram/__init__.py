"""Telegram: the dialogue in private chats, in groups and inline, with python-telegram-bot."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.errors import TelegramError, TokenRejectedError, WebhookRejectedError

__all__ = ["TelegramChannel", "TelegramError", "TokenRejectedError", "WebhookRejectedError"]
