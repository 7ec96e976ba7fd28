"""The web channel: pages, the search API, probes and the Telegram webhook."""

from bot.web.app import build_web_app
from bot.web.needs import AnswersMessages, FindsCases, TelegramWebhook
from bot.web.serving import build_server

__all__ = ["AnswersMessages", "FindsCases", "TelegramWebhook", "build_server", "build_web_app"]
