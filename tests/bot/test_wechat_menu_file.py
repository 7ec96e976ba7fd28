"""The menu of a file: ours is good, and every fault of another one is told at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.action import Ask
from bot.channels.wechat.menu_file import MenuFileError, menu_faults, menu_lines, read_menu
from bot.channels.wechat.menu_keys import read_menu_key
from tests.bot.dialogue_double import Person

KNOWN_KEYS = "help、browse、browse:theme、ask:问题、case:编号"
HELP = {"type": "click", "name": "怎么用", "key": "help"}


def menu(*columns: object) -> dict[str, object]:
    return {"button": list(columns)}


def under(*entries: object) -> dict[str, object]:
    return {"name": "找妙招", "sub_button": list(entries)}


def test_our_menu_is_whole_and_without_fault() -> None:
    ours = read_menu(None)

    assert list(menu_faults(ours)) == []
    assert len(ours["button"]) == 3
    assert list(menu_lines(ours))[:2] == ["找妙招", "  · 电动车充电 → ask:电动车充电"]
    assert list(menu_lines(ours))[-1] == "怎么用 → help"


def test_what_our_menu_asks_is_found_in_the_built_in_library(resident: Person) -> None:
    keys = [entry["key"] for column in read_menu(None)["button"] for entry in entries(column)]
    questions = [action for key in keys if isinstance(action := read_menu_key(key), Ask)]

    assert len(questions) == 5
    for question in questions:
        assert "找到" in resident.reads(question.question)


def entries(column: dict[str, Any]) -> list[dict[str, Any]]:
    return column.get("sub_button") or [column]


def test_a_menu_of_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "menu.json"
    wanted = menu(
        under(
            {"type": "view", "name": "网页版", "url": "https://m.example.cn/"},
            {"type": "scancode_push", "name": "扫一扫", "key": "scan", "sub_button": []},
            {"type": "miniprogram", "name": "小程序", "url": "http://m.example.cn", "appid": "wx1",
             "pagepath": "pages/index"},
            {"type": "media_id", "name": "图片", "media_id": "m"},
            {"type": "article_id", "name": "文章", "article_id": "a"},
        ),
        HELP,
    )  # fmt: skip
    path.write_text(json.dumps(wanted), encoding="utf-8-sig")

    assert read_menu(path) == wanted


def tapped(**fields: object) -> dict[str, object]:
    return menu({**HELP, **fields})


def web_page(url: str) -> dict[str, object]:
    return menu({"type": "view", "name": "网页", "url": url})


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ([], '最外层应为 {"button": [ … ]}'),
        ({"button": {}}, '最外层应为 {"button": [ … ]}'),
        (menu(), "有 0 列，应为 1 到 3 列"),
        (menu(*[HELP] * 4), "有 4 列，应为 1 到 3 列"),
        (menu("怎么用"), "第 1 列应为 { … }"),
        (tapped(name=" "), "第 1 列没有 name"),
        (
            tapped(name="社区里的妙招"),
            "第 1 列“社区里的妙招”的名字有 18 个字节，最多 16 个（一个汉字 3 个字节）",
        ),
        (tapped(key=5), "第 1 列“怎么用”缺少 key"),
        (tapped(key="ask:" + "问" * 42), "第 1 列“怎么用”的 key 有 130 个字节，最多 128 个"),
        (
            tapped(key="V1001"),
            f"第 1 列“怎么用”的 key “V1001”妙招不认识，可以写 {KNOWN_KEYS}",
        ),
        (tapped(type="miniprogram"), "第 1 列“怎么用”缺少 url、appid、pagepath"),
        (
            web_page("m.example.cn"),
            "第 1 列“网页”的 url “m.example.cn”不是网址，要以 http:// 或 https:// 开头",
        ),
        (
            web_page("http://[::1"),
            "第 1 列“网页”的 url “http://[::1”不是网址，要以 http:// 或 https:// 开头",
        ),
        (
            web_page("https://a.cn/" + "a" * 1012),
            "第 1 列“网页”的 url 有 1025 个字节，最多 1024 个",
        ),
    ],
)
def test_a_fault_of_a_column_is_told_with_its_place(wrong: object, fault: str) -> None:
    assert list(menu_faults(wrong)) == [fault]


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (under(*[HELP] * 6), "的 sub_button 应为 1 到 5 项的列表"),
        (under() | {"sub_button": "x"}, "的 sub_button 应为 1 到 5 项的列表"),
        (under(HELP) | {"type": "click"}, "有 sub_button，就不能再有 type"),
        (under(5), "第 1 项应为 { … }"),
        (under(under(HELP) | HELP), "第 1 项“怎么用”不能再有 sub_button，菜单只有两级"),
        (under(HELP, {**HELP, "key": ""}), "第 2 项“怎么用”缺少 key"),
        (
            under({**HELP, "name": "字" * 21}),
            f"第 1 项“{'字' * 21}”的名字有 63 个字节，最多 60 个（一个汉字 3 个字节）",
        ),
    ],
)
def test_a_fault_below_a_column_is_told_with_its_place(column: object, fault: str) -> None:
    assert list(menu_faults(menu(column))) == [f"第 1 列“找妙招”{fault}"]


def test_a_type_that_is_not_known_is_told_the_known_ones() -> None:
    (fault,) = menu_faults(menu({**HELP, "type": "tap"}))

    assert fault.startswith("第 1 列“怎么用”的 type 应为其中一个：click、view、")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps(menu({"type": "click"}, {"name": "网页", "type": "view"})))

    with pytest.raises(MenuFileError) as caught:
        read_menu(path)

    assert caught.value.faults == ("第 1 列没有 name", "第 1 列缺少 key", "第 2 列“网页”缺少 url")
    assert str(caught.value).startswith("menu.json 里的菜单不能用：\n第 1 列没有 name；\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"button": [,]}', "第 1 行第 13 个字附近不合 JSON 的写法"),
        (b"", "第 1 行第 1 个字附近不合 JSON 的写法"),
        ("菜单".encode("gbk"), "不是 UTF-8 编码，请另存为 UTF-8"),
        (b"[" * 100_000, "套得太深"),
        (None, "没有这个文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "menu.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(MenuFileError) as caught:
        read_menu(path)

    assert caught.value.faults == (said,)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MenuFileError, match="读不了（那里是一个文件夹）"):
        read_menu(tmp_path)


def test_halves_of_characters_are_told() -> None:
    halves = json.loads('{"name": "\\ud800", "type": "click", "key": "help"}')

    assert list(menu_faults(menu(halves))) == ["里面有写不出来的字符，请重新输入"]


def test_the_lines_show_what_each_entry_does() -> None:
    shown = menu_lines(
        menu(
            under({"type": "view", "name": "网页版", "url": "https://m.example.cn/"}),
            {"type": "media_id", "name": "图片", "media_id": "m"},
            {"name": "空", "sub_button": []},
        )
    )

    assert list(shown) == ["找妙招", "  · 网页版 → https://m.example.cn/", "图片 → m", "空"]
