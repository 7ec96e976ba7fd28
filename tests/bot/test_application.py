"""Everything wired together: readiness, the key of sessions, links, logs, the terminal."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.application import make_key, open_application
from bot.card import open_case
from bot.case_search import CaseSearch
from bot.channels.terminal import write_reply
from bot.errors import DataFolderError
from bot.link import CaseLink
from bot.live_searcher import LiveSearcher
from bot.logs import set_up_logging
from bot.reply import Card, Reply
from bot.search_json import search_json
from bot.settings import Settings
from cases import Case, CaseId, MemoryCaseStore, StoreUnavailableError
from cases.built_in import built_in_library
from index import EncoderUnavailableError
from index.encoder import Vectors
from tests.bot.dialogue_double import Switch, SwitchedCaseStore

LINK = CaseLink("https://m.example.cn/")


def test_an_application_is_ready_once_there_is_an_index(tmp_path: Path) -> None:
    with open_application(Settings(data_dir=tmp_path / "new" / "data")) as application:
        before = application.readiness()
        application.reindexer.run()
        after = application.readiness()

    assert not before.is_ready
    assert before.problems == ("还没有索引。请运行 miaozhao reindex 建立索引。",)
    assert after.is_ready
    assert after.problems == ()


def test_an_application_whose_database_is_lost_is_not_ready(tmp_path: Path) -> None:
    switch = Switch()
    switch.turn_off()
    with open_application(Settings(data_dir=tmp_path)) as application:
        application.reindexer.run()
        lost = replace(application, store=SwitchedCaseStore(application.store, switch))

        readiness = lost.readiness()

    assert not readiness.is_ready
    assert len(readiness.problems) == 1


def test_messages_that_wait_in_channels_keep_others_from_the_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Flat:
        name, dimensions = "flat", 1

        def encode_questions(self, texts: Sequence[str], /) -> Vectors:
            return np.ones((len(texts), 1), dtype=np.float32)

        encode_passages = encode_questions

    monkeypatch.setattr("bot.application.make_encoder", lambda _: Flat())
    with open_application(Settings(data_dir=tmp_path), serves_many=True) as application:
        encoder = application.live.encoder
        assert encoder
        asked = encoder.encode_questions(["电动车"])
        application.lines.extend([lambda: 2, lambda: 3])
        with pytest.raises(EncoderUnavailableError):
            encoder.encode_questions(["电动车"])

    assert len(asked) == 1


def test_a_data_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with (
        pytest.raises(DataFolderError, match="不能使用（路径里有一段是文件"),
        open_application(Settings(data_dir=tmp_path / "file" / "data")),
    ):
        pytest.fail("it opened")


def test_a_database_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "database_url": f"sqlite:///{tmp_path}/no/where.db"}
    )

    with pytest.raises(StoreUnavailableError, match="文件夹不存在"), open_application(settings):
        pytest.fail("it opened")


def test_the_key_of_sessions_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with open_application(settings):
        path = tmp_path / "secret_key"
        first = path.read_bytes()
    with open_application(settings):
        second = path.read_bytes()

    assert first == second
    assert len(first) == 64
    assert path.stat().st_mode & 0o777 == 0o600


def test_who_comes_second_keeps_the_key_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    make_key(path)
    first = path.read_bytes()

    make_key(path)  # it had looked before the first one was done

    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_without_hard_links_keeps_a_key_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)

    make_key(tmp_path / "secret_key")

    assert len((tmp_path / "secret_key").read_bytes()) == 64


def test_a_key_that_is_set_is_not_written_down(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "secret_key": "sixteen-or-more-characters"}
    )

    with open_application(settings):
        pass

    assert not (tmp_path / "secret_key").exists()


def test_an_empty_key_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    with open_application(Settings(data_dir=tmp_path)):
        pass

    assert len((tmp_path / "secret_key").read_bytes()) == 64


def test_a_key_that_cannot_be_read_costs_the_sessions_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()

    with open_application(Settings(data_dir=tmp_path)) as application:
        assert application.store.count() == 0


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("https://m.example.cn", True),
        ("http://192.168.1.5:8080", True),
        ("http://127.0.0.1:8080", False),
        ("http://[::1]:8080", False),
        ("http://localhost", False),
        ("http://0.0.0.0", False),
        ("", False),
    ],
)
def test_a_link_knows_whether_others_can_open_it(address: str, *, is_public: bool) -> None:
    assert CaseLink(address).is_public is is_public


def test_a_link_is_safe_for_any_id() -> None:
    assert LINK(CaseId("路灯.1·a_b-c")) == (
        "https://m.example.cn/c/%E8%B7%AF%E7%81%AF.1%C2%B7a_b-c"
    )
    assert LINK.home == "https://m.example.cn"


@given(st.text(min_size=1))
def test_a_link_has_one_segment_for_the_case(case_id: str) -> None:
    encodable = case_id.encode("utf-8", "replace").decode()

    assert LINK(CaseId(encodable)).count("/") == 4


@pytest.fixture
def log_to_stderr() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("log_to_stderr")
def test_events_are_lines_of_json_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(logging.WARNING)

    structlog.get_logger("test").info("too_small")
    structlog.get_logger("test").warning("index_unavailable", reason="还没有索引")

    written = capsys.readouterr()
    event = json.loads(written.err)
    assert written.out == ""
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "index_unavailable", "level": "warning", "reason": "还没有索引"}


def test_the_json_of_an_answer_can_always_be_written(live_library: LiveSearcher) -> None:
    search = CaseSearch(MemoryCaseStore(built_in_library()), live_library)

    for question in ("电动车充电", "", "<script>", "比特币价格"):
        answer = search_json(search.search(question, limit=3), LINK)
        assert json.loads(json.dumps(answer)) == answer
        assert (answer["confidence"] == "none") == (answer["hits"] == [])


def test_a_card_beyond_ten_has_plain_digits() -> None:
    card = Card(
        number=11,
        case_id=CaseId("a"),
        title="题",
        place="",
        problem="",
        approach="做",
        outcome="",
        url="https://m.example.cn/c/a",
    )

    assert list(write_reply(Reply(cards=(card,)))) == [
        "",
        "11. 题",
        "   妙招：做",
        "   https://m.example.cn/c/a",
    ]


def test_an_opened_case_without_a_place_or_source_has_no_empty_lines_for_them() -> None:
    case = Case(id=CaseId("a"), title="题", approach="做")

    assert list(write_reply(Reply(opened=open_case(case, LINK)))) == [
        "题",
        "",
        "妙招：做",
        "",
        "引用：题。来源：妙招案例库，https://m.example.cn/c/a",
    ]
