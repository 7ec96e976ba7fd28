"""Puts the web channel together."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.link import CaseLink
from bot.readiness import Readiness
from bot.web.addresses import Addresses
from bot.web.api import SearchApi
from bot.web.ask_page import AskPage
from bot.web.assets import Assets
from bot.web.browse_page import BrowsePage
from bot.web.callback import CallbackEndpoint, CallbackLane
from bot.web.case_page import CasePage
from bot.web.failures import CalmFailures, Failures
from bot.web.metrics import WebMetrics
from bot.web.needs import AnswersMessages, Callback, FindsCases, TelegramWebhook
from bot.web.pages import Pages
from bot.web.probes import Probes
from bot.web.security import SecurityHeaders
from bot.web.watching import Watching
from bot.web.webhook import WebhookEndpoint
from cases import CaseStore

STATIC: Final = Path(__file__).parent / "static"
"""Our style, script and pictures."""

CALLBACKS: Final = ("/wechat", "/wecom")
"""Where 公众号 and 企业微信 send messages."""

_ROBOTS: Final = "User-agent: *\nDisallow: /api/\nDisallow: /metrics\n"


def build_web_app(
    *,
    dialogue: AnswersMessages,
    case_search: FindsCases,
    store: CaseStore,
    link: CaseLink,
    readiness: Callable[[], Readiness],
    telegram: TelegramWebhook | None = None,
    callbacks: Mapping[str, Callback] = MappingProxyType({}),
    cases_in_index: Callable[[], int] | None = None,
) -> Starlette:
    """Build the web application.

    Whatever touches index or database runs in a thread: the event loop is never blocked.

    Args:
        dialogue: Answers questions; its cards and pages are what people see.
        case_search: Finds cases for programs and neighbours of a case.
        store: Counts cases by facet.
        link: Makes public addresses; a path in it (behind a proxy) leads every link.
        readiness: Looks at index and database, for `/readyz`; may take a moment.
        telegram: Takes updates at `POST /telegram`; without one that address is 404.
        callbacks: Who answers at each of `CALLBACKS`; without one that address is 404.
        cases_in_index: Says how many cases can be found now; public cases by default.
    """
    addresses = Addresses(urlsplit(link.home).path)
    assets = Assets(STATIC)
    pages = Pages(addresses=addresses, assets=assets, home=link.home)
    metrics = WebMetrics(cases_in_index or store.count)
    failures = Failures(pages)
    ask = AskPage(dialogue=dialogue, pages=pages, addresses=addresses, metrics=metrics)
    case = CasePage(store=store, finder=case_search, pages=pages, link=link)
    browse = BrowsePage(dialogue=dialogue, store=store, pages=pages)
    api = SearchApi(finder=case_search, link=link, metrics=metrics)
    probes = Probes(readiness)
    callback_routes = [
        Route(
            address,
            CallbackEndpoint(callbacks.get(address), failures),
            methods=["GET", "POST"],
        )
        for address in CALLBACKS
    ]
    return Starlette(
        routes=[
            Route("/", ask.show),
            Route("/help", ask.help),
            Route("/c/{case_id}", case.show),
            Route("/browse", browse.show),
            Route("/api/search", api.search),
            Route("/telegram", WebhookEndpoint(telegram).receive, methods=["POST"]),
            *callback_routes,
            Route("/healthz", probes.health),
            Route("/readyz", probes.ready),
            Route("/metrics", metrics.serve),
            Route("/static/{name}", assets.serve),
            Route("/favicon.ico", assets.serve_icon),
            Route("/robots.txt", _robots),
        ],
        middleware=[
            Middleware(Watching, metrics=metrics),
            Middleware(CallbackLane, routes=callback_routes, failures=failures),
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware),
            Middleware(CalmFailures, failures=failures),
        ],
        exception_handlers={HTTPException: failures.on_http_exception},
    )


def article_picture(link: CaseLink) -> str:
    """Return the address of the picture beside a case in a chat, 720 by 400 pixels."""
    return f"{link.home}/static/{Assets(STATIC).address_name('article.png')}"


async def _robots(_request: Request) -> Response:
    return PlainTextResponse(_ROBOTS)
