"""Probes, metrics, the webhook, headers and failures."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from starlette.testclient import TestClient
from starlette.types import Message as ASGIMessage
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from bot.message import Message
from bot.readiness import Readiness
from bot.reply import Reply
from bot.web import build_web_app
from bot.web.addresses import Addresses
from bot.web.app import STATIC
from bot.web.assets import Assets
from bot.web.failures import CalmFailures, Failures
from bot.web.pages import Pages
from bot.web.webhook import LONGEST_BODY, SECRET_HEADER
from cases import CaseId, Facet, MemoryCaseStore, StoreUnavailableError
from tests.bot.web.doubles import (
    LINK,
    ListedCases,
    RecordedTelegram,
    ScriptedDialogue,
    charging_case,
    filled_store,
)


class FailingDialogue:
    """Fails with one error, whatever is said."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def respond(self, _message: Message, /) -> Reply:
        raise self._error


def client_of(
    *,
    dialogue: ScriptedDialogue | FailingDialogue | None = None,
    readiness: Readiness | None = None,
    cases_in_index: Callable[[], int] | None = None,
) -> TestClient:
    app = build_web_app(
        dialogue=dialogue or ScriptedDialogue([charging_case()]),
        case_search=ListedCases([charging_case()]),
        store=filled_store([charging_case()]),
        link=LINK,
        readiness=lambda: readiness or Readiness(is_ready=True),
        cases_in_index=cases_in_index,
    )
    return TestClient(app)


def test_health_touches_nothing() -> None:
    broken = FailingDialogue(StoreUnavailableError("数据库没有回应"))

    response = client_of(dialogue=broken, readiness=Readiness(is_ready=False)).get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_ready_says_yes() -> None:
    response = client_of().get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"is_ready": True, "problems": []}


def test_ready_says_what_is_missing() -> None:
    readiness = Readiness(is_ready=False, problems=("还没有索引，请运行 miaozhao reindex",))

    response = client_of(readiness=readiness).get("/readyz")

    assert response.status_code == 503
    assert response.json()["problems"] == ["还没有索引，请运行 miaozhao reindex"]


def test_metrics_count_by_route_and_confidence() -> None:
    client = client_of(cases_in_index=lambda: 83)
    client.get("/?q=充电")
    client.get("/?q=zzz")
    client.get("/api/search?q=充电")
    client.get("/c/chongdian-1")
    client.get("/no/such/page")

    metrics = client.get("/metrics").text

    assert 'miaozhao_searches_total{asked_in="page",confidence="sure"} 1.0' in metrics
    assert 'miaozhao_searches_total{asked_in="page",confidence="none"} 1.0' in metrics
    assert 'miaozhao_searches_total{asked_in="api",confidence="sure"} 1.0' in metrics
    assert (
        'miaozhao_http_requests_total{method="GET",route="/c/{case_id}",status="200"} 1.0'
        in metrics
    )
    assert 'route="unknown",status="404"} 1.0' in metrics
    assert 'miaozhao_http_request_seconds_count{route="/"} 2.0' in metrics
    assert "miaozhao_cases_in_index 83.0" in metrics


def test_two_applications_count_apart() -> None:
    one, other = client_of(), client_of()
    one.get("/?q=充电")

    assert "miaozhao_searches_total{" not in other.get("/metrics").text


def test_metrics_survive_a_database_that_is_down() -> None:
    def cannot_count() -> int:
        raise StoreUnavailableError("数据库没有回应")

    response = client_of(cases_in_index=cannot_count).get("/metrics")

    assert response.status_code == 200
    assert "miaozhao_http_requests" in response.text


def test_an_update_with_the_secret_is_taken(
    client: TestClient, telegram: RecordedTelegram
) -> None:
    response = client.post("/telegram", json={"update_id": 1}, headers={SECRET_HEADER: "right"})

    assert response.status_code == 200
    assert telegram.updates == [{"update_id": 1}]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}])
def test_an_update_without_the_secret_is_refused(
    client: TestClient, telegram: RecordedTelegram, headers: dict[str, str]
) -> None:
    response = client.post("/telegram", json={"update_id": 1}, headers=headers)

    assert response.status_code == 403
    assert telegram.updates == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_an_update_that_is_none_is_refused(
    client: TestClient, telegram: RecordedTelegram, body: bytes
) -> None:
    response = client.post("/telegram", content=body, headers={SECRET_HEADER: "right"})

    assert response.status_code == 400
    assert telegram.updates == []


def test_an_update_over_one_mebibyte_is_refused(
    client: TestClient, telegram: RecordedTelegram
) -> None:
    body = b'{"update_id": 1, "x": "' + b"x" * LONGEST_BODY + b'"}'

    response = client.post("/telegram", content=body, headers={SECRET_HEADER: "right"})

    assert response.status_code == 413
    assert telegram.updates == []


def test_without_a_telegram_bot_its_address_is_not_there() -> None:
    response = client_of().post("/telegram", json={}, headers={SECRET_HEADER: "right"})

    assert response.status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/?q=x", "/c/nothing", "/api/search", "/no/such/page", "/healthz"]
)
def test_every_answer_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers

    assert headers["content-security-policy"].startswith("default-src 'self'; object-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_a_page_holds_no_inline_script_or_style_and_no_foreign_address(
    client: TestClient,
) -> None:
    page = client.get("/?q=充电").text + client.get("/").text

    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert " on" + "click=" not in page
    assert 'src="http' not in page


def test_pages_are_compressed(client: TestClient) -> None:
    response = client.get("/?q=充电", headers={"Accept-Encoding": "gzip"})

    assert response.headers["content-encoding"] == "gzip"


def test_static_files_are_kept_for_ever_under_their_hash(client: TestClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    response = client.get(address)

    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["booklet.css", "nothing.css", "..%2fapp.py", "%2e%2e%2fapp.py"])
def test_other_static_names_are_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_icon_that_browsers_look_for_is_there(client: TestClient) -> None:
    response = client.get("/favicon.ico")

    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


def test_robots_are_kept_from_the_api(client: TestClient) -> None:
    assert "Disallow: /api/" in client.get("/robots.txt").text


def test_a_wrong_method_is_refused_and_the_right_one_named(client: TestClient) -> None:
    response = client.post("/browse")

    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


def test_a_failure_is_one_calm_page_with_a_reference_that_is_in_the_log() -> None:
    client = client_of(dialogue=FailingDialogue(RuntimeError("password=hunter2")))

    with capture_logs() as logs:
        response = client.get("/?q=充电")

    references = [entry["reference"] for entry in logs if entry["event"] == "request_failed"]
    assert response.status_code == 500
    assert references[0] in response.text
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text
    assert "content-security-policy" in response.headers


async def test_an_answer_that_has_begun_is_broken_off() -> None:
    async def begins_and_fails(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("secret")

    async def receive() -> ASGIMessage:
        return {"type": "http.request"}

    sent: list[ASGIMessage] = []

    async def send(message: ASGIMessage) -> None:
        sent.append(message)

    pages = Pages(addresses=Addresses(), assets=Assets(STATIC), home=LINK.home)
    layer = CalmFailures(begins_and_fails, Failures(pages))

    with capture_logs() as logs, pytest.raises(RuntimeError):
        await layer({"type": "http"}, receive, send)

    assert [message["type"] for message in sent] == ["http.response.start"]
    assert logs[0]["event"] == "request_failed"


def test_a_database_that_is_down_is_told_calmly() -> None:
    client = client_of(dialogue=FailingDialogue(StoreUnavailableError("host=10.0.0.7")))

    response = client.get("/?q=充电")

    assert response.status_code == 503
    assert "请过一会儿再试" in response.text
    assert "10.0.0.7" not in response.text


@pytest.mark.parametrize("address", ["/c/chongdian-1", "/browse", "/browse?district=南山区"])
def test_without_a_database_no_case_is_called_missing(address: str) -> None:
    class StoreThatIsDown(MemoryCaseStore):
        def get(self, _case_id: CaseId, /) -> NoReturn:
            raise StoreUnavailableError("host=10.0.0.7")

        def facet_counts(self, _facet: Facet, /) -> NoReturn:
            raise StoreUnavailableError("host=10.0.0.7")

    app = build_web_app(
        dialogue=ScriptedDialogue([]),
        case_search=ListedCases([]),
        store=StoreThatIsDown(),
        link=LINK,
        readiness=lambda: Readiness(is_ready=True),
    )

    response = TestClient(app).get(address)

    assert response.status_code == 503
    assert "请过一会儿再试" in response.text


def test_a_failure_of_the_api_is_json() -> None:
    class FailingFinder(ListedCases):
        def search(self, *_: object, **__: object) -> NoReturn:
            raise RuntimeError("secret")

    app = build_web_app(
        dialogue=ScriptedDialogue([]),
        case_search=FailingFinder([]),
        store=filled_store([]),
        link=LINK,
        readiness=lambda: Readiness(is_ready=True),
    )

    response = TestClient(app).get("/api/search?q=x")

    assert response.status_code == 500
    assert response.json()["error"].startswith("出了点问题")


def test_probes_do_not_fill_the_log(client: TestClient) -> None:
    with capture_logs() as logs:
        client.get("/healthz")
        client.get("/metrics")

    assert {entry["log_level"] for entry in logs} == {"debug"}


def test_the_access_log_knows_neither_question_nor_person(client: TestClient) -> None:
    with capture_logs() as logs:
        client.get("/", params={"q": "我家的隐私"}, headers={"User-Agent": "somebody"})
        client.get("/c/chongdian-1")

    requests = [entry for entry in logs if entry["event"] == "request"]
    assert [entry["route"] for entry in requests] == ["/", "/c/{case_id}"]
    assert "隐私" not in repr(logs)
    assert "somebody" not in repr(logs)
    assert "testclient" not in repr(logs)
