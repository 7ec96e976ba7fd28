"""The menu under the chat: read from a file and checked whole before it is sent.

The file holds what WeChat's own interface takes, so that examples from anywhere and the output
of `miaozhao wechat menu show --json` can be used as they are:
https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bot.channels.wechat.menu_keys import LONGEST_KEY_BYTES, read_menu_key
from bot.errors import BotError
from bot.system_faults import reason_of

_MOST_COLUMNS: Final = 3
_MOST_ENTRIES: Final = 5
_LONGEST_NAME_BYTES: Final = 16  # of a column
_LONGEST_ENTRY_NAME_BYTES: Final = 60
_LONGEST_URL_BYTES: Final = 1024
_LONGEST_QUOTE: Final = 30

_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "click": ("key",),
    "view": ("url",),
    "miniprogram": ("url", "appid", "pagepath"),
    **dict.fromkeys(
        (
            "scancode_push",
            "scancode_waitmsg",
            "pic_sysphoto",
            "pic_photo_or_album",
            "pic_weixin",
            "location_select",
        ),
        ("key",),
    ),
    **dict.fromkeys(("media_id", "view_limited"), ("media_id",)),
    **dict.fromkeys(("article_id", "article_view_limited"), ("article_id",)),
}
"""What an entry can do, and what it has to say for that."""

Menu = dict[str, Any]
"""As WeChat takes it: `{"button": [...]}`."""


class MenuFileError(BotError):
    """A menu cannot be sent.

    Attributes:
        faults: One clause for each: where, what is wrong, what now.
    """

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        """Keep the faults; the message has one a line."""
        self.faults = tuple(faults)
        super().__init__(f"{path.name} 里的菜单不能用：\n" + "；\n".join(self.faults))


def read_menu(path: Path | None) -> Menu:
    """Return the menu of a file, or ours if there is none.

    Raises:
        MenuFileError: With every fault.
    """
    if path is None:
        menu: Menu = json.loads(_packaged())
        return menu
    try:
        menu = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise MenuFileError(path, ["没有这个文件"]) from error
    except OSError as error:
        raise MenuFileError(path, [f"读不了（{reason_of(error)}）"]) from error
    except UnicodeDecodeError as error:
        raise MenuFileError(path, ["不是 UTF-8 编码，请另存为 UTF-8"]) from error
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 个字"
        raise MenuFileError(path, [f"{place}附近不合 JSON 的写法"]) from error
    except RecursionError as error:
        raise MenuFileError(path, ["套得太深"]) from error
    faults = list(menu_faults(menu))
    if faults:
        raise MenuFileError(path, faults)
    return menu


def menu_faults(menu: object) -> Iterator[str]:
    """Yield what WeChat, or this program, would not take in a menu."""
    columns = menu.get("button") if isinstance(menu, dict) else None
    if not isinstance(columns, list):
        yield '最外层应为 {"button": [ … ]}'
        return
    if not _is_writable(menu):
        yield "里面有写不出来的字符，请重新输入"
        return
    if not 1 <= len(columns) <= _MOST_COLUMNS:
        yield f"有 {len(columns)} 列，应为 1 到 {_MOST_COLUMNS} 列"
    for number, column in enumerate(columns, start=1):
        yield from _column_faults(f"第 {number} 列", column)


def menu_lines(menu: Menu) -> Iterator[str]:
    """Yield the menu as people read it: a column a line, its entries below."""
    for column in menu["button"]:
        yield _line(column)
        for entry in _entries(column):
            yield f"  · {_line(entry)}"


def _column_faults(where: str, column: object) -> Iterator[str]:
    if not isinstance(column, dict):
        yield f"{where}应为 {{ … }}"
        return
    where += _named(column)
    yield from _name_faults(where, column, _LONGEST_NAME_BYTES)
    entries = _entries(column)
    if not entries:
        yield from _deed_faults(where, column)
        return
    if not isinstance(entries, list) or len(entries) > _MOST_ENTRIES:
        yield f"{where}的 sub_button 应为 1 到 {_MOST_ENTRIES} 项的列表"
        return
    if "type" in column:
        yield f"{where}有 sub_button，就不能再有 type"
    for number, entry in enumerate(entries, start=1):
        yield from _entry_faults(f"{where}第 {number} 项", entry)


def _entry_faults(where: str, entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"{where}应为 {{ … }}"
        return
    where += _named(entry)
    if _entries(entry):
        yield f"{where}不能再有 sub_button，菜单只有两级"
    yield from _name_faults(where, entry, _LONGEST_ENTRY_NAME_BYTES)
    yield from _deed_faults(where, entry)


def _name_faults(where: str, entry: Menu, longest: int) -> Iterator[str]:
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        yield f"{where}没有 name"
    elif _bytes(name) > longest:
        yield f"{where}的名字有 {_bytes(name)} 个字节，最多 {longest} 个（一个汉字 3 个字节）"


def _deed_faults(where: str, entry: Menu) -> Iterator[str]:
    """Yield what is wrong with what happens at a tap."""
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in _NEEDED:
        yield f"{where}的 type 应为其中一个：{'、'.join(_NEEDED)}"
        return
    missing = [
        name
        for name in _NEEDED[kind]
        if not isinstance(entry.get(name), str) or not entry[name].strip()
    ]
    if missing:
        yield f"{where}缺少 {'、'.join(missing)}"
    if "key" in _NEEDED[kind] and "key" not in missing:
        yield from _key_faults(where, kind, entry["key"])
    if "url" in _NEEDED[kind] and "url" not in missing:
        yield from _url_faults(where, entry["url"])


def _key_faults(where: str, kind: str, key: str) -> Iterator[str]:
    if _bytes(key) > LONGEST_KEY_BYTES:
        yield f"{where}的 key 有 {_bytes(key)} 个字节，最多 {LONGEST_KEY_BYTES} 个"
    elif kind == "click" and read_menu_key(key) is None:
        yield (
            f"{where}的 key “{_cut(key)}”妙招不认识，可以写 help、browse、"
            "browse:theme、ask:问题、case:编号"
        )


def _url_faults(where: str, url: str) -> Iterator[str]:
    if _bytes(url) > _LONGEST_URL_BYTES:
        yield f"{where}的 url 有 {_bytes(url)} 个字节，最多 {_LONGEST_URL_BYTES} 个"
    elif not _is_web_address(url):
        yield f"{where}的 url “{_cut(url)}”不是网址，要以 http:// 或 https:// 开头"


def _entries(column: Menu) -> Any:  # noqa: ANN401 - what stands in the file, checked by the caller
    """Return what stands under a column; WeChat gives an empty list to those without any."""
    return column.get("sub_button") or []


def _line(entry: Menu) -> str:
    deed = entry.get("key") or entry.get("url") or entry.get("media_id") or entry.get("article_id")
    return f"{entry.get('name', '')} → {deed}" if deed else str(entry.get("name", ""))


def _named(entry: Menu) -> str:
    name = entry.get("name")
    return f"“{_cut(name)}”" if isinstance(name, str) and name.strip() else ""


def _is_web_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _is_writable(menu: object) -> bool:
    try:
        json.dumps(menu, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _bytes(text: str) -> int:
    return len(text.encode())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _packaged() -> str:
    return files("bot.channels.wechat").joinpath("menu.json").read_text(encoding="utf-8")
