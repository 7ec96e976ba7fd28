"""What is written to the log, and what never is."""

import json
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logging


@pytest.fixture(autouse=True)
def _structlog_as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def answer(question: str, token: str) -> None:
    try:
        int(f"{len(question + token)}?")
    except ValueError:
        structlog.get_logger().exception("request_failed", reference="4f837905")


def test_a_failure_is_logged_with_where_it_happened(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging()

    answer("楼下太吵", "hunter2")

    event = json.loads(capsys.readouterr().err)
    (failure,) = event["exception"]
    assert (event["event"], event["reference"]) == ("request_failed", "4f837905")
    assert (failure["exc_type"], failure["exc_value"]) == (
        "ValueError",
        "invalid literal for int() with base 10: '11?'",
    )
    assert failure["frames"][-1]["name"] == "answer"


def test_what_was_asked_and_what_is_secret_stay_out_of_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging()

    answer("楼下太吵", "hunter2")

    logged = capsys.readouterr().err
    assert "楼下太吵" not in logged
    assert "hunter2" not in logged
