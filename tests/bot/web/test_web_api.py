"""The search for programs."""

import pytest
from starlette.testclient import TestClient

from bot.search_json import search_json
from bot.wording import LONGEST_QUESTION
from cases import THEMES, CaseFilter
from tests.bot.web.doubles import LINK, ListedCases


def test_it_answers_with_the_object_of_the_command_line(
    client: TestClient, finder: ListedCases
) -> None:
    response = client.get("/api/search", params={"q": "充电", "limit": "2"})

    assert response.headers["content-type"] == "application/json"
    assert response.json() == search_json(finder.search("充电", limit=2), LINK)


def test_the_limit_is_that_of_the_command_line_if_none_is_given(
    client: TestClient, finder: ListedCases
) -> None:
    client.get("/api/search", params={"q": "充电"})

    assert finder.limits == [5]


def test_filters_are_passed_on(client: TestClient, finder: ListedCases) -> None:
    parameters = {
        "q": "充电",
        "district": "南山区",
        "theme": "民之所安",
        "collection": "第一期",
    }
    client.get("/api/search", params=parameters)

    assert finder.filters == [CaseFilter(district="南山区", theme="民之所安", collection="第一期")]


def test_filters_may_be_short(client: TestClient, finder: ListedCases) -> None:
    client.get("/api/search", params={"q": "充电", "district": "南山", "theme": "所安"})

    assert finder.filters == [CaseFilter(district="南山区", theme="民之所安")]


def test_as_much_of_a_question_is_searched_as_in_a_chat(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "电" * 1_000}).json()

    assert answer["query"] == "电" * LONGEST_QUESTION


def test_nothing_fitting_is_none_with_no_hits(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "充电", "district": "月球区"}).json()

    assert answer["confidence"] == "none"
    assert answer["hits"] == []


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, "缺少参数 q，请写上要找的问题，例如 ?q=电动车充电。"),
        ({"q": "x", "limit": "0"}, "limit“0”不对，请写 1 到 50 的整数。"),
        ({"q": "x", "limit": "51"}, "limit“51”不对，请写 1 到 50 的整数。"),
        ({"q": "x", "limit": "5.5"}, "limit“5.5”不对，请写 1 到 50 的整数。"),
        ({"q": "x", "limit": "٥"}, "limit“٥”不对，请写 1 到 50 的整数。"),
        (
            {"q": "x", "theme": "民之所想"},
            f"theme“民之所想”不认识，请改成其中一个：{'、'.join(THEMES)}。",
        ),
        ({"q": "x", "district": "a\x00b"}, "district“ab”不对，请写 40 个字以内的名称。"),
        (
            {"q": "x", "collection": "期" * 41},
            f"collection“{'期' * 19}…”不对，请写 40 个字以内的名称。",
        ),
    ],
)
def test_a_wrong_parameter_is_named_with_its_remedy(
    client: TestClient, parameters: dict[str, str], error: str
) -> None:
    response = client.get("/api/search", params=parameters)

    assert response.status_code == 400
    assert response.json() == {"error": error}


@pytest.mark.parametrize("question", ["", " ", "\x00", "😀", "<script>", "x" * 10_000])
def test_odd_questions_are_answered(client: TestClient, question: str) -> None:
    assert client.get("/api/search", params={"q": question}).status_code == 200
