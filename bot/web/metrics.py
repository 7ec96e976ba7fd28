"""What Prometheus reads from this process."""

from collections.abc import Callable
from typing import Final, Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from cases import CasesError
from index import Confidence

_log: Final = structlog.get_logger(__name__)
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class WebMetrics:
    """Counts requests and searches, in a registry of its own."""

    def __init__(self, cases_in_index: Callable[[], int]) -> None:
        """Make the meters; `cases_in_index` is asked whenever Prometheus reads."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "miaozhao_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._latency = Histogram(
            "miaozhao_http_request_seconds",
            "Seconds until the answer was sent.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._searches = Counter(
            "miaozhao_searches",
            "Searches by where they were asked and how sure the answer was.",
            ("asked_in", "confidence"),
            registry=self._registry,
        )
        self._cases = Gauge(
            "miaozhao_cases_in_index", "Cases that can be found now.", registry=self._registry
        )
        self._cases_in_index = cases_in_index

    def count_request(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def count_search(self, asked_in: Literal["page", "api"], confidence: Confidence) -> None:
        """Count one search."""
        self._searches.labels(asked_in, confidence).inc()

    def serve(self, _request: Request) -> Response:
        """Answer `/metrics`; while the number of cases is not known, the last one stands."""
        try:
            self._cases.set(self._cases_in_index())
        except CasesError:
            _log.exception("cases_not_counted")
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
