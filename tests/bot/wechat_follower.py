"""Somebody who follows the 公众号, and WeChat itself: every library here was written by others."""

import hashlib
import itertools
import json
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Final, Protocol

import httpx2
import xmltodict
from wechatpy.crypto import WeChatCrypto
from werobot.crypto import MessageCrypt

from bot.application import Application
from bot.channels.wechat import Gate, LetterWriter, MessageCodec, PassiveChannel
from bot.channels.wechat.plain_text import LONGEST_TEXT
from bot.web import build_server, build_web_app
from tests.node_clients import FOLDER, find_node

TOKEN: Final = "miaozhao"  # noqa: S105 - opens nothing
AES_KEY: Final = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID: Final = "wx1234567890abcdef"
ACCOUNT: Final = "gh_1"
ADMIN: Final = "oAdmin"

Fields = dict[str, str]

_numbers = itertools.count(7_000_000_000_000_000_000)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: the fields of the answer, opened and parsed; none of `success`."""

    status: int
    raw: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text, which WeChat would show: within its limit, to the right person."""
        assert self.fields["MsgType"] == "text", self.fields
        content: str = self.fields["Content"]
        assert len(content.encode()) <= LONGEST_TEXT
        return content

    @property
    def article(self) -> Mapping[str, str]:
        assert self.fields["MsgType"] == "news", self.fields
        assert self.fields["ArticleCount"] == "1"
        item: Mapping[str, str] = self.fields["Articles"]["item"]
        return item


class Library(Protocol):
    """Sends a message in one mode and reads what comes back."""

    def send(self, url: str, message: str, *, timestamp: str, nonce: str) -> tuple[int, str, str]:
        """Return status, what came back, and the answer in it, opened."""
        ...


class PlainMode:
    """No encryption: only the query is signed."""

    def send(self, url: str, message: str, *, timestamp: str, nonce: str) -> tuple[int, str, str]:
        parts = "".join(sorted([TOKEN, timestamp, nonce]))
        signature = hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()
        query = {"timestamp": timestamp, "nonce": nonce, "signature": signature}
        response = httpx2.post(url, params=query, content=message.encode())
        is_message = response.text.startswith("<xml>")
        return response.status_code, response.text, response.text if is_message else ""


class SafeMode:
    """Sealed by a Python library; in compatible mode the plain message stands beside it."""

    def __init__(self, library: str, *, is_compatible: bool = False) -> None:
        self._wechatpy = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        self._werobot = MessageCrypt(TOKEN, AES_KEY, APP_ID)
        self._library = library
        self._is_compatible = is_compatible

    def send(self, url: str, message: str, *, timestamp: str, nonce: str) -> tuple[int, str, str]:
        query, body = self.seal(message, timestamp=timestamp, nonce=nonce)
        response = httpx2.post(url, params=query, content=body.encode())
        return response.status_code, response.text, self.open(response.text)

    def seal(self, message: str, *, timestamp: str, nonce: str) -> tuple[Fields, str]:
        if self._library == "wechatpy":
            written = self._wechatpy.encrypt_message(message, nonce, timestamp)
        else:
            written = self._werobot.encrypt_message(message, timestamp, nonce)
        sealed = xmltodict.parse(written)["xml"]
        query = {
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": "o1",
            "encrypt_type": "aes",
            "msg_signature": sealed["MsgSignature"],
        }
        beside = xmltodict.parse(message)["xml"] if self._is_compatible else {}
        fields = {"ToUserName": ACCOUNT, **beside, "Encrypt": sealed["Encrypt"]}
        return query, xmltodict.unparse({"xml": fields}, full_document=False)

    def open(self, text: str) -> str:
        if not text.startswith("<xml>"):
            return ""
        outer = xmltodict.parse(text)["xml"]
        signature, timestamp, nonce = outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        if self._library == "wechatpy":
            opened: str = self._wechatpy.decrypt_message(text, signature, timestamp, nonce)
            return opened
        message: bytes = self._werobot.decrypt_message(
            timestamp, nonce, signature, outer["Encrypt"]
        )
        return message.decode()


class NodeLibrary:
    """A library from npm, in a Node process that seals, posts and opens."""

    def __init__(self, process: "subprocess.Popen[str]", library: str) -> None:
        self._process = process
        self._library = library

    def send(self, url: str, message: str, *, timestamp: str, nonce: str) -> tuple[int, str, str]:
        task = {
            "library": self._library,
            "token": TOKEN,
            "key": AES_KEY,
            "id": APP_ID,
            "url": url,
            "query": {"encrypt_type": "aes"},
            "message": message,
            "nonce": nonce,
            "timestamp": timestamp,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(task)}\n")
        self._process.stdin.flush()
        result = json.loads(self._process.stdout.readline())
        assert "error" not in result, result
        return result["status"], result["text"], result["answer"]


@contextmanager
def node() -> Iterator["subprocess.Popen[str]"]:
    """Run Node with the npm clients."""
    with subprocess.Popen(  # noqa: S603 - our own script
        [find_node(needs="wxcrypt"), FOLDER / "wechat_follower.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@dataclass(kw_only=True)
class Follower:
    """Who writes to the 公众号."""

    url: str
    library: Library
    name: str = field(default_factory=lambda: f"o{secrets.token_hex(8)}")

    def sends(self, fields: Mapping[str, str], *, at: float | None = None) -> Answer:
        """Send a message or event, signed anew as WeChat does each time."""
        created = str(int(time.time() if at is None else at))
        whole = {
            "ToUserName": ACCOUNT,
            "FromUserName": self.name,
            "CreateTime": created,
            **fields,
        }
        status, raw, opened = self.library.send(
            self.url,
            xmltodict.unparse({"xml": whole}, full_document=False),
            timestamp=str(int(time.time())),
            nonce=str(secrets.randbits(40)),
        )
        if not opened:
            return Answer(status=status, raw=raw)
        answer = xmltodict.parse(opened)["xml"]
        assert (answer["ToUserName"], answer["FromUserName"]) == (self.name, ACCOUNT)
        assert answer["CreateTime"].isdigit()
        return Answer(status=status, raw=raw, fields=answer)

    def says(self, text: str, **fields: str) -> Answer:
        return self.sends(text_message(text) | fields)

    def does(self, event: str, **fields: str) -> Answer:
        return self.sends({"MsgType": "event", "Event": event, **fields})


def text_message(text: str) -> Fields:
    return {"MsgType": "text", "Content": text, "MsgId": str(next(_numbers))}


@contextmanager
def serving(
    application: Application, *, aes_key: str = AES_KEY, links_pages: bool = True
) -> Iterator[str]:
    """Serve the 公众号 over HTTP until the block ends; return its address."""
    channel = PassiveChannel(
        Gate(MessageCodec(token=TOKEN, aes_key=aes_key, receive_id=APP_ID)),
        dialogue=application.dialogue,
        reindexer=application.reindexer,
        receipts=application.receipts,
        secret=application.secret,
        writer=LetterWriter(
            links_pages=links_pages, picture="https://m.example.cn/static/article.png"
        ),
    )
    server = build_server(
        build_web_app(
            dialogue=application.dialogue,
            case_search=application.case_search,
            store=application.store,
            link=application.link,
            readiness=application.readiness,
            callbacks={"/wechat": channel},
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/wechat"
        finally:
            server.should_exit = True
            thread.join()
            channel.close()
