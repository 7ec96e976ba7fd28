"""Judges what is sent to Telegram by aiogram's models and the documented limits."""

import inspect
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import aiogram.methods
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError

_METHODS: dict[str, type[BaseModel]] = {
    model.__api_method__: model
    for _, model in inspect.getmembers(aiogram.methods, inspect.isclass)
    if issubclass(model, TelegramMethod) and model is not TelegramMethod
}
_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


def faults_of(method: str, payload: dict[str, Any]) -> list[str]:
    """Return everything that Telegram, or its documentation, would object to."""
    model = _METHODS.get(method)
    if model is None:
        return [f"{method}: no such method"]
    try:
        call = model.model_validate(payload)
    except ValidationError as error:
        return [f"{method}: {error}"]
    faults = [f"{method}: unknown field {name}" for name in _unknown_fields(call)]
    return faults + [f"{method}: {fault}" for fault in _limit_faults(payload)]


def _unknown_fields(value: object, path: str = "") -> list[str]:
    if isinstance(value, BaseModel):
        unknown = [f"{path}.{name}" for name in value.model_extra or {}]
        fields = type(value).model_fields
        return unknown + [
            fault
            for name in fields
            for fault in _unknown_fields(getattr(value, name), f"{path}.{name}")
        ]
    if isinstance(value, list | tuple):
        return [fault for item in value for fault in _unknown_fields(item, f"{path}[]")]
    return []


def _limit_faults(value: object) -> list[str]:
    """Check the limits wherever in the payload a thing stands."""
    if isinstance(value, list | tuple):
        return [fault for item in value for fault in _limit_faults(item)]
    if not isinstance(value, dict):
        return []
    faults = [fault for inner in value.values() for fault in _limit_faults(inner)]
    for name, check in _LIMITS.items():
        if name in value:
            faults += check(value[name])
    if value.get("parse_mode") == "HTML":
        faults += html_faults(value.get("text") or value.get("message_text") or "")
    if "callback_query_id" in value and len(value.get("text", "")) > 200:
        faults.append("answer longer than 200")
    return faults


def _bytes_between(least: int, most: int) -> Callable[[str], list[str]]:
    return lambda text: [] if least <= len(text.encode()) <= most else [f"length of {text!r}"]


def _command_faults(commands: list[dict[str, str]]) -> list[str]:
    return [
        f"command {command}"
        for command in commands
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"])
        or not 1 <= len(command["description"]) <= 256
    ]


def _keyboard_faults(rows: list[list[dict[str, Any]]]) -> list[str]:
    faults = [f"row of {len(row)}" for row in rows if not 1 <= len(row) <= 8]
    for row in rows:
        for button in row:
            if not button["text"].strip():
                faults.append("empty label")
            if len(button) != 2:
                faults.append(f"a button does one thing: {button}")
    return faults


def _result_faults(results: list[dict[str, Any]]) -> list[str]:
    ids = [result["id"] for result in results]
    faults = [] if len(ids) == len(set(ids)) <= 50 else [f"result ids {ids}"]
    faults += [f"result id {name!r}" for name in ids if not 1 <= len(name.encode()) <= 64]
    return faults + [f"no title: {result}" for result in results if not result["title"]]


def url_faults(url: str) -> list[str]:
    """Return what is wrong with the address of a button or a link."""
    parts = urlsplit(url)
    is_fine = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    is_fine = is_fine and parts.hostname not in {"127.0.0.1", "0.0.0.0"}
    return [] if is_fine else [f"address {url!r}"]


def html_faults(text: str) -> list[str]:
    """Return what Telegram would not parse, or would find too long or empty."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    faults = list(reader.faults)
    if reader.open_tags:
        faults.append(f"not closed: {reader.open_tags}")
    if "&" in _ENTITY.sub("", text):
        faults.append("an & that is not escaped")
    if "<" in re.sub(r"</?[a-z-]+(?: href=\"[^\"<>]*\")?>", "", text):
        faults.append("a < that is not escaped")
    if not plain(text).strip():
        faults.append("empty")
    if max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2) > 4096:
        faults.append("longer than 4096")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text):
        faults.append("characters that cannot be sent")
    return faults


def plain(text: str) -> str:
    """Return what a reader sees."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.seen)


_LIMITS: dict[str, Callable[[Any], list[str]]] = {
    "callback_data": _bytes_between(1, 64),
    "commands": _command_faults,
    "inline_keyboard": _keyboard_faults,
    "next_offset": _bytes_between(0, 64),
    "results": _result_faults,
    "secret_token": lambda secret: (
        [] if re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret) else ["secret"]
    ),
    "start_parameter": _bytes_between(1, 64),
    "url": url_faults,
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open_tags: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.faults.append(f"tag {tag}")
        if tag == "a":
            href = dict(attrs).get("href") or ""
            self.faults += url_faults(href)
        elif attrs:
            self.faults.append(f"attributes of {tag}")
        self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            self.faults.append(f"</{tag}> in the wrong place")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")
