"""The pages in a real Chromium, from a real server."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.readiness import Readiness
from bot.web import build_server, build_web_app
from tests.bot.web.doubles import (
    LINK,
    ListedCases,
    ScriptedDialogue,
    charging_case,
    filled_store,
)

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = (
    "/",
    "/?q=充电",
    "/?q=zzz",
    "/c/chongdian-2",
    "/browse",
    "/browse?district=南山区",
    "/help",
)
LONG_TITLE = "ProjectWithAnUnbreakableEnglishNameThatIsWiderThanAnyPhone充电"

UNREADABLE = """
() => {
  const channels = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    if (!walker.currentNode.data.trim() || box.width < 2 || element.closest(".skip")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(channels(style.color)), light(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    if (contrast < 7 || size < 15) {
      faults.push([walker.currentNode.data.trim(), contrast.toFixed(2), size]);
    }
  }
  return faults;
}
"""

UNTAPPABLE = """
() => [...document.querySelectorAll("a, button, input:not([type=hidden])")]
  .filter((element) => !element.closest(".skip"))
  .map((element) => [element.textContent || element.name, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 44 || box.width < 44))
  .map(([name, box]) => [name, box.width, box.height])
"""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    cases = [charging_case(number) for number in range(1, 8)]
    cases[1] = charging_case(2, title=LONG_TITLE)
    app = build_web_app(
        dialogue=ScriptedDialogue(cases),
        case_search=ListedCases(cases),
        store=filled_store(cases),
        link=LINK,
        readiness=lambda: Readiness(is_ready=True),
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = build_server(app)
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    serving.join()
    listening.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "no chromium here: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(FLAGS), env={**os.environ, "HOME": str(home)}
        )
        yield browser
        browser.close()


def phone(browser: Browser, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own options
    return browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, **options)


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """A page on a phone that lets no request leave the origin and tolerates no script error."""
    strangers: list[str] = []
    complaints: list[str] = []
    with phone(browser, base_url=origin) as context:
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(origin) else strangers.append(request.url)
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" else None,
        )
        yield page
    assert strangers == []
    assert complaints == []


@pytest.fixture
def plain_page(browser: Browser, origin: str) -> Iterator[Page]:
    """A page on a phone without JavaScript."""
    with phone(browser, base_url=origin, java_script_enabled=False) as context:
        yield context.new_page()


def ask(page: Page, question: str) -> None:
    page.get_by_role("searchbox").fill(question)
    page.get_by_role("button", name="找妙招").click()


@pytest.mark.parametrize("kind", ["page", "plain_page"])
def test_a_resident_asks_turns_the_page_and_opens_a_case(
    request: pytest.FixtureRequest, kind: str
) -> None:
    page: Page = request.getfixturevalue(kind)
    page.goto("/")

    ask(page, "充电")
    expect(page.locator(".card")).to_have_count(5)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("link", name="看全文").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("第7个巷子里的电动车充电点")
    expect(page.get_by_role("link", name="看原文")).to_be_visible()


@pytest.mark.parametrize("kind", ["page", "plain_page"])
def test_typing_a_number_or_a_page_word_works(request: pytest.FixtureRequest, kind: str) -> None:
    page: Page = request.getfixturevalue(kind)
    page.goto("/?q=充电")

    ask(page, "下一页")
    expect(page.locator(".card")).to_have_count(2)
    ask(page, "2")

    expect(page.get_by_role("heading", level=1)).to_have_text("第7个巷子里的电动车充电点")


def test_a_resident_leafs_through_a_district(plain_page: Page) -> None:
    plain_page.goto("/")

    plain_page.get_by_role("link", name="翻一翻").click()
    plain_page.get_by_role("link", name="南山区").click()
    plain_page.get_by_role("link", name="下一页").click()

    expect(plain_page.locator(".card")).to_have_count(2)


def test_the_example_is_one_tap(page: Page) -> None:
    page.goto("/")

    page.get_by_role("link", name="电动车充电").tap()

    expect(page.get_by_role("searchbox")).to_have_value("电动车充电")
    expect(page.get_by_role("status")).to_contain_text("找到")


def test_the_citation_is_copied_with_one_tap(page: Page, origin: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    page.goto("/c/chongdian-1")

    page.get_by_role("button", name="复制引用").tap()

    expect(page.locator("#copied")).to_have_text("已复制，可以粘贴到报告里了。")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").text_content()


def test_without_a_clipboard_the_citation_is_copied_by_selection(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto("/c/chongdian-1")

    page.get_by_role("button", name="复制引用").tap()

    expect(page.locator("#copied")).to_have_text("已复制，可以粘贴到报告里了。")


def test_where_nothing_can_copy_the_citation_is_selected(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.execCommand = () => false;"
    )
    page.goto("/c/chongdian-1")

    page.get_by_role("button", name="复制引用").tap()

    expect(page.locator("#copied")).to_contain_text("已选中")
    selected = page.evaluate("getSelection().toString()")
    assert selected == page.locator("#citation").inner_text()


def test_without_javascript_there_is_no_dead_button(plain_page: Page) -> None:
    plain_page.goto("/c/chongdian-1")

    expect(plain_page.get_by_role("button", name="复制引用")).to_be_hidden()
    expect(plain_page.get_by_text("长按上面的文字就能复制。")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(page: Page, address: str) -> None:
    page.goto(address)

    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", PAGES)
def test_every_text_is_large_and_has_a_contrast_of_seven(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)

    assert page.evaluate(UNREADABLE) == []
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(UNREADABLE) == []


@pytest.mark.parametrize("address", PAGES)
def test_everything_to_tap_is_as_large_as_a_finger(page: Page, address: str) -> None:
    page.goto(address)

    assert page.evaluate(UNTAPPABLE) == []


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(page: Page) -> None:
    page.goto("/?q=充电")

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_screen_readers_find_landmarks_and_names(page: Page) -> None:
    page.goto("/?q=充电")

    for landmark in ("banner", "main", "search", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_label("您遇到了什么难题？")).to_have_count(1)
    names = page.eval_on_selector_all("a, button", "all => all.map((one) => one.innerText)")
    assert all(name.strip() for name in names)


def test_a_printed_case_is_the_case_alone(page: Page) -> None:
    page.goto("/c/chongdian-1")

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("来源", exact=True)).to_be_visible()
    expect(page.locator("form, .cover, .related").filter(visible=True)).to_have_count(0)


def test_a_question_of_ten_thousand_characters_is_answered(page: Page, origin: str) -> None:
    response = page.request.get("/", params={"q": "充电" * 5_000})

    assert response.status == 200
    assert "找到" in response.text()


def test_a_share_card_is_complete(page: Page) -> None:
    page.goto("/c/chongdian-1")

    card: dict[str, str] = json.loads(
        page.evaluate(
            "JSON.stringify(Object.fromEntries([...document.querySelectorAll('[property]')]"
            ".map((meta) => [meta.getAttribute('property'), meta.content])))"
        )
    )

    assert set(card) >= {"og:title", "og:description", "og:image", "og:url", "og:type"}
