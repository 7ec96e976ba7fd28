"""Who is an admin in 企业微信: by name, by department, by tag; over real HTTP."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
import stamina
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.action import Reindex
from bot.application import open_application
from bot.channels.wecom.api import open_wecom_api
from bot.channels.wecom.roles import WecomAdmins
from bot.errors import SettingsError
from bot.message import Message
from bot.settings import Settings, read_settings
from bot.token_store import MemoryTokenStore
from tests.bot.wechat_api_server import OK, serve_api
from tests.bot.wecom_api_server import (
    AGENT_ID,
    CORP_ID,
    GET_TOKEN,
    NO_PRIVILEGE,
    SECRET,
    TAG_GET,
    USER_GET,
    WecomApiServer,
)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server() -> Iterator[WecomApiServer]:
    with serve_api(WecomApiServer()) as server:
        yield server


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def admins(server: WecomApiServer, *names: str, clock: Clock | None = None) -> WecomAdmins:
    open_api = partial(
        open_wecom_api,
        corp_id=CORP_ID,
        agent_id=AGENT_ID,
        secret=SECRET,
        base=server.url,
        tokens=MemoryTokenStore(),
        key=b"a key that opens nothing",
    )
    return WecomAdmins(frozenset(names), open_api, clock=clock or Clock())


def members(found: WecomAdmins) -> set[str]:
    everybody = ("zhangsan", "lisi", "wangwu", "stranger", "tag:3", "department:2", "")
    return {name for name in everybody if f"wecom:{name}" in found}


def test_a_member_is_named(server: WecomApiServer) -> None:
    assert members(admins(server, "wecom:zhangsan", "telegram:7")) == {"zhangsan"}
    assert server.asked == []


def test_a_department_names_its_members(server: WecomApiServer) -> None:
    assert members(admins(server, "wecom:department:2")) == {"zhangsan", "lisi"}


def test_a_tag_names_members_and_whole_departments(server: WecomApiServer) -> None:
    assert members(admins(server, "wecom:tag:3")) == {"lisi", "wangwu"}


def test_people_of_other_channels_are_not_asked_about(server: WecomApiServer) -> None:
    found = admins(server, "wecom:tag:3", "telegram:7")

    assert "telegram:7" in found
    assert "telegram:lisi" not in found
    assert 7 not in found
    assert server.asked == []


def test_what_the_api_said_counts_for_five_minutes(server: WecomApiServer) -> None:
    clock = Clock()
    found = admins(server, "wecom:department:2", clock=clock)
    assert "wecom:zhangsan" in found
    server.answer(USER_GET, {**OK, "department": [9]})

    clock.now += 299
    before = "wecom:zhangsan" in found
    clock.now += 1
    after = "wecom:zhangsan" in found

    assert (before, after) == (True, False)


@pytest.mark.parametrize("path", [USER_GET, TAG_GET])
def test_nobody_is_let_in_while_the_api_says_no(server: WecomApiServer, path: str) -> None:
    clock = Clock()
    found = admins(server, "wecom:tag:3", clock=clock)
    server.answer(path, NO_PRIVILEGE)

    with capture_logs() as logs:
        refused = "wecom:lisi" in found
    meanwhile = "wecom:lisi" in found
    clock.now += 30
    later = "wecom:lisi" in found

    assert (refused, meanwhile, later) == (False, False, True)
    assert "可见范围" in logs[0]["reason"]
    assert "lisi" not in str(logs)


def test_nobody_is_let_in_while_the_api_is_silent(
    server: WecomApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom.roles._LONGEST_SECONDS", 0.1)
    never = Event()
    server.answer(USER_GET, OK, wait_for=never)

    with capture_logs() as logs:
        is_let_in = "wecom:zhangsan" in admins(server, "wecom:department:2")
    never.set()

    assert not is_let_in
    assert logs[0]["reason"] == "企业微信没有及时应答"


def test_nonsense_from_the_api_lets_nobody_in(server: WecomApiServer) -> None:
    server.answer(USER_GET, {**OK, "department": "2"})
    server.answer(TAG_GET, {**OK, "userlist": ["lisi"], "partylist": None})

    assert "wecom:lisi" not in admins(server, "wecom:tag:3", "wecom:department:2")


async def test_asking_from_a_thread_of_a_running_program_works(server: WecomApiServer) -> None:
    found = admins(server, "wecom:department:2")

    assert await asyncio.to_thread(found.__contains__, "wecom:zhangsan")


@pytest.mark.parametrize(("member", "starts"), [("zhangsan", "reindex"), ("wangwu", None)])
def test_the_program_asks_for_the_departments_in_its_settings(
    server: WecomApiServer, tmp_path: Path, member: str, starts: str | None
) -> None:
    settings = Settings(
        data_dir=tmp_path / "data",
        admins=frozenset({"wecom:department:2"}),
        wecom_corp_id=CORP_ID,
        wecom_agent_id=AGENT_ID,
        wecom_secret=SecretStr(SECRET),
        wecom_api_base=server.url,
    )

    with open_application(settings) as application:
        reply = application.dialogue.respond(
            Message(channel="wecom", user=member, action=Reindex())
        )

    assert reply.starts == starts
    assert server.paths() == [GET_TOKEN, USER_GET]


@pytest.mark.parametrize(
    ("admins", "fault"),
    [
        ("wecom:tag:领导", "要写编号，例如 wecom:tag:3"),
        ("wecom:department:", "要写编号"),
        ("wecom:tag:3", "还要填 MIAOZHAO_WECOM_SECRET"),
    ],
)
def test_a_group_that_cannot_be_looked_up_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, admins: str, fault: str
) -> None:
    monkeypatch.setenv("MIAOZHAO_ADMINS", admins)

    with pytest.raises(SettingsError, match=fault):
        read_settings()
