"""What is told beside an answer: how a build went, and what took long the last time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot import wording
from bot.channels.wechat.conversation import Conversation
from bot.channels.wechat.incoming import Incoming, read_incoming
from bot.channels.wechat.letter import LetterWriter
from bot.channels.wechat.passive_reply import Letter
from bot.channels.wechat.rebuilding import Rebuilding
from bot.errors import ReindexRunningError
from bot.message import Message
from bot.reply import OpenedCase, Reply
from cases import Case, CaseId
from index import IndexingError

OPENED = OpenedCase(
    case=Case(id=CaseId("a"), title="标题", approach="做法"),
    sections=(("妙招", "做法"),),
    url="https://m.example.cn/c/a",
    citation="",
)


@dataclass(frozen=True, kw_only=True)
class Report:
    cases: int = 83
    seconds: float = 4.2


@dataclass
class Builder:
    fault: Exception | None = None

    def run(self) -> Report:
        if self.fault:
            raise self.fault
        return Report()


@dataclass
class ScriptedDialogue:
    reply: Reply
    forgotten: int = 0

    def respond(self, _message: Message, /) -> Reply:
        return self.reply

    def forget(self, _message: Message, /) -> None:
        self.forgotten += 1


def text(content: str = "问") -> Incoming:
    fields = {"ToUserName": "gh", "FromUserName": "o", "CreateTime": "1", "MsgType": "text"}
    return read_incoming(fields | {"Content": content})


def conversation(
    reply: Reply,
    *,
    kept: Letter | None = None,
    builder: Builder | None = None,
    keep_for: Callable[[str, Letter], None] = lambda _user, _letter: None,
) -> Conversation:
    return Conversation(
        ScriptedDialogue(reply),
        LetterWriter(links_pages=True, picture="p"),
        Rebuilding(builder or Builder()),
        waiting_for=lambda _user: kept,
        keep_for=keep_for,
    )


def test_a_short_note_stands_before_the_answer() -> None:
    letter = conversation(Reply(opening="答"), kept=Letter(text="建好了。")).compose(text())

    assert letter.text == "建好了。\n\n答"


def test_a_short_note_stands_in_an_article() -> None:
    reply = Reply(opened=OPENED, closing="回复“相关”。")

    letter = conversation(reply, kept=Letter(text="建好了。")).compose(text())

    assert letter.article
    assert letter.article.description.endswith("回复“相关”。\n建好了。")


def test_a_long_answer_that_was_kept_is_told_instead() -> None:
    kept = Letter(text="上次的结果。" * 60)

    assert conversation(Reply(opening="答"), kept=kept).compose(text()) == kept


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (None, wording.reindexed(83, 4.2)),
        (ReindexRunningError(), str(ReindexRunningError())),
        (IndexingError("秘密"), wording.REINDEX_UNFINISHED),
        (RuntimeError("秘密"), f"{wording.REINDEX_UNFINISHED}编号 "),
    ],
)
def test_how_a_build_went_is_kept_for_the_admin(fault: Exception | None, told: str) -> None:
    has_ended = threading.Event()
    heard: list[tuple[str, str]] = []

    def keep_for(user: str, letter: Letter) -> None:
        heard.append((user, letter.text))
        has_ended.set()

    letter = conversation(
        Reply(opening="开始。", starts="reindex"), builder=Builder(fault), keep_for=keep_for
    ).compose(text("重建索引"))
    has_ended.wait()

    assert letter.text == "开始。"
    assert heard[0][0] == "o"
    assert heard[0][1].startswith(told)
    assert "秘密" not in heard[0][1]
