"""The pages, asked without a browser."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from bot.action import Ask, OpenCase, Welcome
from bot.link import CaseLink
from bot.message import Message
from bot.readiness import Readiness
from bot.reply import Reply
from bot.session import Session
from bot.web import build_web_app
from bot.wording import LONGEST_QUESTION
from cases import CaseId
from tests.bot.web.doubles import (
    ListedCases,
    ScriptedDialogue,
    charging_case,
    filled_store,
)


def hidden_list(page: str) -> str:
    found = re.search(r'name="last" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def test_the_start_page_greets_and_offers_examples(
    client: TestClient, dialogue: ScriptedDialogue
) -> None:
    page = client.get("/").text

    assert "您好，我是妙招。" in page
    assert f'href="/?q={quote("电动车充电")}"' in page
    assert [message.action for message in dialogue.heard] == [Welcome()]


def test_a_question_is_answered_with_cards_and_stays_in_the_box(client: TestClient) -> None:
    page = client.get("/", params={"q": "充电"}).text

    assert "找到 7 个妙招。" in page
    assert page.count('class="card"') == 5
    assert 'name="q" type="search" value="充电"' in page
    assert 'href="/c/chongdian-5"' in page


def test_words_that_were_found_and_figures_stand_out(client: TestClient) -> None:
    page = client.get("/", params={"q": "充电"}).text

    assert "电动车没地方<mark>充电</mark>" in page
    assert '投诉下降<b class="figure">96%</b>' in page


def test_the_next_page_is_a_link(client: TestClient, dialogue: ScriptedDialogue) -> None:
    first = client.get("/", params={"q": "充电"}).text
    second = client.get("/", params={"q": "充电", "page": "2"}).text

    assert f'href="/?q={quote("充电")}&amp;page=2">下一页' in first
    assert second.count('class="card"') == 2
    assert dialogue.heard[-1].action == Ask(question="充电", page=2)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "²", ""])
def test_a_page_that_is_none_is_the_first(
    client: TestClient, dialogue: ScriptedDialogue, page: str
) -> None:
    client.get("/", params={"q": "充电", "page": page})

    assert dialogue.heard[-1].text == "充电"
    assert dialogue.heard[-1].action is None


def test_a_number_typed_below_a_list_opens_that_case(client: TestClient) -> None:
    last = hidden_list(client.get("/", params={"q": "充电", "page": "2"}).text)

    response = client.get("/", params={"q": "2", "last": last})

    assert response.status_code == 303
    assert response.headers["location"] == "/c/chongdian-7"


def test_next_page_typed_below_a_list_turns_the_page(client: TestClient) -> None:
    last = hidden_list(client.get("/", params={"q": "充电"}).text)

    response = client.get("/", params={"q": "下一页", "last": last})

    assert response.headers["location"] == f"/?q={quote('充电')}&page=2"


def test_a_new_question_below_a_list_gets_an_address_without_the_list(client: TestClient) -> None:
    last = hidden_list(client.get("/", params={"q": "充电"}).text)

    response = client.get("/", params={"q": "广场舞", "last": last})

    assert response.headers["location"] == f"/?q={quote('广场舞')}"


def test_a_list_that_cannot_be_read_is_left_alone(client: TestClient) -> None:
    response = client.get("/", params={"q": "2", "last": "[[[["})

    assert response.headers["location"] == "/?q=2"


def test_a_filter_in_the_question_can_be_taken_away(client: TestClient) -> None:
    page = client.get("/", params={"q": "南山 充电"}).text

    assert f'<a href="/?q={quote("充电")}"><span class="for-ears">不再只看</span>南山区' in page


def test_title_and_heading_promise_only_what_was_found(client: TestClient) -> None:
    found = client.get("/", params={"q": "充电"}).text
    missing = client.get("/", params={"q": "zzz"}).text

    assert "<title>充电：妙招</title>" in found
    assert '<h1 class="for-ears">“充电”的妙招</h1>' in found
    assert "<title>没有找到“zzz”：妙招</title>" in missing
    assert '<h1 class="for-ears">没有找到“zzz”</h1>' in missing
    assert "zzz”的妙招" not in missing


def test_the_foot_of_a_page_claims_nothing_about_where_cases_come_from(
    client: TestClient,
) -> None:
    page = client.get("/").text

    assert "公开报道" not in page
    assert "真实案例" not in page


def test_nothing_found_offers_near_topics_and_a_picture(client: TestClient) -> None:
    page = client.get("/", params={"q": "zzz"}).text

    assert "没有找到“zzz”。" in page
    assert 'class="empty"' in page
    assert f'href="/?q={quote("电动车充电")}"' in page


def test_an_overlong_question_is_cut_calmly(
    client: TestClient, dialogue: ScriptedDialogue
) -> None:
    response = client.get("/", params={"q": "x" * 10_000})

    assert response.status_code == 200
    assert dialogue.heard[-1].text == "x" * (LONGEST_QUESTION + 1)


def test_the_box_takes_one_character_more_than_is_searched_so_that_the_cut_is_said(
    client: TestClient,
) -> None:
    assert f'maxlength="{LONGEST_QUESTION + 1}"' in client.get("/").text


@pytest.mark.parametrize("text", ["\x00\x01\x1f", " \n\t ", "\u2028"])
def test_a_question_of_nothing_visible_is_the_start_page(client: TestClient, text: str) -> None:
    page = client.get("/", params={"q": text}).text

    assert "您好，我是妙招。" in page


@pytest.mark.parametrize("address", ["/?q={}", "/c/{}", "/browse?district={}", "/browse?by={}"])
def test_what_people_type_is_escaped_everywhere(client: TestClient, address: str) -> None:
    page = client.get(address.format(quote('<script>alert("1")</script>', safe=""))).text

    assert "<script>alert" not in page


def test_what_a_case_says_is_escaped() -> None:
    case = charging_case(title="<b>充电</b>", approach='"><img src=x onerror=1>')
    app = build_web_app(
        dialogue=ScriptedDialogue([case]),
        case_search=ListedCases([case]),
        store=filled_store([case]),
        link=CaseLink("https://miaozhao.example.cn"),
        readiness=lambda: Readiness(is_ready=True),
    )

    with TestClient(app) as client:
        pages = client.get("/?q=充电").text + client.get(f"/c/{case.id}").text

    assert "<b>充电" not in pages
    assert "<img" not in pages


def test_a_case_page_tells_everything(client: TestClient) -> None:
    page = client.get("/c/chongdian-1").text

    assert "<h1>第1个巷子里的电动车充电点</h1>" in page
    assert f'href="/browse?theme={quote("民之所安")}"' in page
    assert f'href="/browse?collection={quote("第一期")}"' in page
    assert "大新社区党委" in page
    assert 'href="https://news.example.cn/1?a=1&amp;b=2" rel="noopener noreferrer">看原文' in page
    assert 'id="citation">第1个巷子里的电动车充电点（南山区南头街道大新社区）' in page
    assert 'href="/c/chongdian-2"' in page


def test_a_case_page_can_be_shared(client: TestClient) -> None:
    page = client.get("/c/chongdian-1").text
    picture = re.search(r'property="og:image" content="https://miaozhao.example.cn([^"]+)"', page)

    assert '<link rel="canonical" href="https://miaozhao.example.cn/c/chongdian-1">' in page
    assert '<meta property="og:title" content="第1个巷子里的电动车充电点">' in page
    assert 'property="og:description" content="新增充电口76个，投诉下降96%。在巷子里' in page
    assert picture is not None
    assert client.get(picture[1]).headers["content-type"] == "image/png"


@pytest.mark.parametrize("case_id", ["nothing", "%00", "..%2f..%2fetc", "a" * 300, "%ff"])
def test_an_unknown_case_is_a_friendly_404(client: TestClient, case_id: str) -> None:
    response = client.get(f"/c/{case_id}")

    assert response.status_code == 404
    assert "没有找到这一页。" in response.text
    assert 'role="search"' in response.text


def test_a_case_that_is_not_public_is_not_there() -> None:
    case = charging_case(status="草稿")
    app = build_web_app(
        dialogue=ScriptedDialogue([case]),
        case_search=ListedCases([case]),
        store=filled_store([case]),
        link=CaseLink("http://127.0.0.1:8080"),
        readiness=lambda: Readiness(is_ready=True),
    )

    with TestClient(app) as client:
        response = client.get(f"/c/{case.id}")

    assert response.status_code == 404
    assert case.title not in response.text


def test_browsing_counts_cases_by_facet(client: TestClient) -> None:
    page = client.get("/browse").text

    assert "共收录 7 个妙招" in page
    assert "民之所安<small>7 个</small>" in page
    assert 'id="collection"' in page


def test_browsing_one_facet_shows_that_one_alone(client: TestClient) -> None:
    page = client.get("/browse", params={"by": "street"}).text

    assert "南头街道<small>7 个</small>" in page
    assert "民之所安" not in page


def test_the_cases_under_a_value_are_paged(client: TestClient) -> None:
    first = client.get("/browse", params={"district": "南山区"}).text
    second = client.get("/browse", params={"district": "南山区", "page": "2"}).text

    assert first.count('class="card"') == 5
    assert f'href="/browse?district={quote("南山区")}&amp;page=2">下一页' in first
    assert "第 2 页" in second
    assert second.count('class="card"') == 2


def test_a_number_typed_below_a_browsed_list_opens_that_case(client: TestClient) -> None:
    last = hidden_list(client.get("/browse", params={"district": "南山区"}).text)

    opened = client.get("/", params={"q": "③", "last": last})
    turned = client.get("/", params={"q": "下一页", "last": last})

    assert opened.headers["location"] == "/c/chongdian-3"
    assert turned.headers["location"] == f"/browse?district={quote('南山区')}&page=2"


def test_a_theme_that_the_start_page_offers_has_its_page_even_without_cases(
    client: TestClient,
) -> None:
    theme = client.get("/browse", params={"theme": "民之所盼"})
    misplaced = client.get("/browse", params={"district": "民之所盼"})

    assert theme.status_code == 200
    assert "<small>0 个妙招</small>" in theme.text
    assert misplaced.status_code == 404


def test_a_value_without_cases_is_a_404(client: TestClient) -> None:
    assert client.get("/browse", params={"district": "月球区"}).status_code == 404


def test_an_empty_library_says_so() -> None:
    app = build_web_app(
        dialogue=ScriptedDialogue([]),
        case_search=ListedCases([]),
        store=filled_store([]),
        link=CaseLink("http://127.0.0.1:8080"),
        readiness=lambda: Readiness(is_ready=True),
    )

    with TestClient(app) as client:
        page = client.get("/browse").text

    assert "这里还没有妙招。" in page


def test_help_says_what_the_dialogue_says(client: TestClient) -> None:
    page = client.get("/help").text

    assert "写一句话就行。" in page


def test_a_message_that_opens_a_case_leads_to_its_page() -> None:
    case = charging_case()

    class AlwaysOpens:
        def respond(self, _message: Message, /) -> Reply:
            return ScriptedDialogue([case]).respond(
                Message(channel="web", action=OpenCase(case_id=case.id))
            )

    app = build_web_app(
        dialogue=AlwaysOpens(),
        case_search=ListedCases([case]),
        store=filled_store([case]),
        link=CaseLink("http://127.0.0.1:8080"),
        readiness=lambda: Readiness(is_ready=True),
    )

    with TestClient(app, follow_redirects=False) as client:
        response = client.get("/?q=1")

    assert response.headers["location"] == f"/c/{case.id}"


def test_behind_a_path_every_link_begins_with_it() -> None:
    case = charging_case()
    app = build_web_app(
        dialogue=ScriptedDialogue([case]),
        case_search=ListedCases([case]),
        store=filled_store([case]),
        link=CaseLink("https://example.cn/miaozhao/"),
        readiness=lambda: Readiness(is_ready=True),
    )

    with TestClient(app) as client:
        pages = client.get("/?q=充电").text + client.get(f"/c/{case.id}").text

    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', pages)
    assert addresses
    assert all(address.startswith("/miaozhao/") for address in addresses)


@pytest.mark.parametrize("address", ["/", "/?q=x", "/c/chongdian-1", "/browse", "/healthz"])
def test_head_answers_like_get_without_a_body(client: TestClient, address: str) -> None:
    response = client.head(address)

    assert response.status_code == 200
    assert response.text == ""


def test_the_hidden_list_is_the_session_of_the_page(client: TestClient) -> None:
    last = hidden_list(client.get("/", params={"q": '充"电'}).text)

    session = Session.from_json(last)

    assert session.question == '充"电'
    assert session.shown[0] == CaseId("chongdian-1")
