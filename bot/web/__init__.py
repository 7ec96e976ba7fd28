"""The web channel: pages, the search API, probes and what platforms post to us."""

from bot.web.app import article_picture, build_web_app
from bot.web.needs import AnswersMessages, Callback, FindsCases, TelegramWebhook
from bot.web.serving import build_server, new_event_loop

__all__ = [
    "AnswersMessages",
    "Callback",
    "FindsCases",
    "TelegramWebhook",
    "article_picture",
    "build_server",
    "build_web_app",
    "new_event_loop",
]
