"""A client of the web application over seven cases."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.readiness import Readiness
from bot.web import build_web_app
from tests.bot.web.doubles import (
    LINK,
    ListedCases,
    RecordedTelegram,
    ScriptedDialogue,
    charging_case,
    filled_store,
)

CASES = tuple(charging_case(number) for number in range(1, 8))


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(CASES)


@pytest.fixture
def finder() -> ListedCases:
    return ListedCases(CASES)


@pytest.fixture
def telegram() -> RecordedTelegram:
    return RecordedTelegram()


@pytest.fixture
def client(
    dialogue: ScriptedDialogue, finder: ListedCases, telegram: RecordedTelegram
) -> Iterator[TestClient]:
    app = build_web_app(
        dialogue=dialogue,
        case_search=finder,
        store=filled_store(CASES),
        link=LINK,
        readiness=lambda: Readiness(is_ready=True),
        telegram=telegram,
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client
