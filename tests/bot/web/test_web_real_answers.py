"""The pages with the real dialogue, the real search and the built-in library."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from bot.case_search import CaseSearch
from bot.dialogue import Dialogue
from bot.live_searcher import LiveSearcher
from bot.readiness import Readiness
from bot.reindexing import Reindexer
from bot.session import MemorySessionStore
from bot.web import build_web_app
from cases import MemoryCaseStore, MemoryGapLog
from cases.built_in import built_in_library
from tests.bot.web.doubles import LINK


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("library")
    store = MemoryCaseStore(built_in_library())
    live = LiveSearcher(folder / "index")
    Reindexer(store, live, folder / "synonyms.txt").run(lambda _done, _of: None)
    case_search = CaseSearch(store, live)
    dialogue = Dialogue(
        case_search,
        store,
        MemorySessionStore(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)),
        MemoryGapLog(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)),
        LINK,
        secret=b"key",
    )
    app = build_web_app(
        dialogue=dialogue,
        case_search=case_search,
        store=store,
        link=LINK,
        readiness=lambda: Readiness(is_ready=True),
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("question", "case_id"),
    [
        ("电动车充电", "daxin-xiangchong"),
        ("電動車充電", "daxin-xiangchong"),
        ("广场舞噪音", "anle-dingxiang-yinzhu"),
    ],
)
def test_the_first_card_answers_the_question(
    client: TestClient, question: str, case_id: str
) -> None:
    page = client.get("/", params={"q": question}).text

    first_card = page.split('class="card"')[1]
    assert f'href="/c/{case_id}"' in first_card


@pytest.mark.parametrize("question", ["比特币价格", "帮我写一首诗"])
def test_what_no_case_answers_is_said_so(client: TestClient, question: str) -> None:
    page = client.get("/", params={"q": question}).text

    assert "没有找到" in page
    assert 'class="card"' not in page
    assert 'class="empty"' in page


def test_a_place_in_the_question_is_a_filter_that_can_be_taken_away(client: TestClient) -> None:
    page = client.get("/", params={"q": "宝安区 夜市"}).text

    assert f'href="/?q={quote("夜市")}"><span class="for-ears">不再只看</span>宝安区' in page
    assert "宝安区" in page.split('class="place"')[1]


def test_a_district_alone_lists_its_cases_with_working_pages(client: TestClient) -> None:
    page = client.get("/", params={"q": "龙岗区"}).text

    assert page.count('class="card"') == 5
    assert f'href="/browse?district={quote("龙岗区")}&amp;page=2">下一页' in page


def test_a_page_past_the_last_says_so(client: TestClient) -> None:
    asked = client.get("/", params={"q": "电动车充电", "page": "99"})
    browsed = client.get("/browse", params={"district": "龙岗区", "page": "99"})

    assert "已经是最后一页了。" in asked.text
    assert "已经是最后一页了。" in browsed.text


@pytest.mark.parametrize(
    ("text", "said"),
    [("😀", "没看到文字"), ("帮助", "这样用"), ("2", "还没有可以选的列表"), ("主题", "按主题看")],
)
def test_whatever_is_typed_there_is_a_sentence_and_a_way_on(
    client: TestClient, text: str, said: str
) -> None:
    response = client.get("/", params={"q": text})

    assert response.status_code == 200
    assert said in response.text
    assert 'role="search"' in response.text


def test_every_case_of_the_library_has_its_page(client: TestClient) -> None:
    statuses = {client.get(f"/c/{quote(case.id)}").status_code for case in built_in_library()}

    assert statuses == {200}


def test_the_api_and_the_page_agree(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "骑手租房"}).json()
    page = client.get("/", params={"q": "骑手租房"}).text

    assert answer["confidence"] == "sure"
    assert f'href="/c/{answer["hits"][0]["id"]}"' in page.split('class="card"')[1]
