"""A 智能机器人 stays connected, over a real WebSocket to a server that speaks its frames."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from bot.message import Message
from bot.reply import Reply
from tests.bot.wecom_bot_double import SECRET, BotServer, Pauses, connecting, text


class Parrot:
    """A dialogue that says what it was told."""

    def respond(self, message: Message, /) -> Reply:
        return Reply(opening=f"听到：{message.text}")


@pytest.fixture
async def server() -> AsyncIterator[BotServer]:
    async with BotServer().running() as server:
        yield server


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


connected = partial(connecting, dialogue=Parrot())


async def answers(server: BotServer) -> bool:
    """Whether the bot answers a message on the newest connection."""
    request = await server.message(**text("在吗"))
    frame = await server.next_frame()
    return bool(frame["headers"]["req_id"] == request)


async def test_the_bot_subscribes_and_answers(server: BotServer, pauses: Pauses) -> None:
    async with connected(server.url, pauses):
        await server.connected()

        assert await answers(server)


@pytest.mark.parametrize("code", [1000, 1001, 1011, 4000])
async def test_it_comes_back_when_the_server_closes_the_connection(
    server: BotServer, pauses: Pauses, code: int
) -> None:
    async with connected(server.url, pauses):
        await server.connected()

        await server.close(code)
        await server.connected()

        assert await answers(server)
    assert pauses.taken == [1.0]


async def test_it_comes_back_when_the_line_is_cut(server: BotServer, pauses: Pauses) -> None:
    async with connected(server.url, pauses):
        await server.connected()

        server.cut()
        await server.connected()

        assert await answers(server)


async def test_it_comes_back_when_nobody_answers_its_heartbeat(
    server: BotServer, pauses: Pauses
) -> None:
    server.answers_heartbeats = False
    async with connected(server.url, pauses, heartbeat_seconds=0.05):
        await server.connected()

        await server.connected()

    assert pauses.taken[0] == 1.0


async def test_an_answered_heartbeat_keeps_the_connection(
    server: BotServer, pauses: Pauses
) -> None:
    async with connected(server.url, pauses, heartbeat_seconds=0.2):
        await server.connected()
        for _ in range(4):
            await server.heartbeat()

        assert await answers(server)
    assert not pauses.taken


async def test_pauses_grow_to_a_minute_while_nobody_is_there(
    pauses: Pauses, unused_tcp_port: int
) -> None:
    async with connected(f"ws://127.0.0.1:{unused_tcp_port}", pauses):
        taken = [await pauses.next() for _ in range(9)]

    assert taken == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_pauses_begin_anew_after_a_connection_that_lasted(
    server: BotServer, pauses: Pauses
) -> None:
    hours = iter(range(0, 10**6, 3600))
    async with connected(server.url, pauses, clock=lambda: float(next(hours))):
        for _ in range(3):
            await server.connected()
            await server.close()
        await server.connected()

    assert pauses.taken == [1, 1, 1]


async def test_a_wrong_secret_is_one_clear_line(server: BotServer, pauses: Pauses) -> None:
    with capture_logs() as logs:
        async with connected(server.url, pauses, secret="wrong"):  # noqa: S106 - it opens nothing
            accepted = [await server.subscription() for _ in range(3)]

    assert not any(accepted)
    errors = [line for line in logs if line["log_level"] == "error"]
    assert len(errors) == 1
    assert "MIAOZHAO_WECOM_BOT_SECRET" in errors[0]["reason"]
    assert "853000" in errors[0]["reason"]
    assert set(pauses.taken) == {300.0}
    assert "wrong" not in str(logs)


async def test_a_bot_that_was_replaced_stands_back(server: BotServer, pauses: Pauses) -> None:
    with capture_logs() as logs:
        async with connected(server.url, pauses):
            await server.connected()
            await server.event("disconnected_event", **{"from": None})
            await server.connected()

    assert pauses.taken == [300.0]
    assert "同一个 Bot ID" in next(x["reason"] for x in logs if x["log_level"] == "error")


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        "7",
        "null",
        "[" * 100_000,
        {},
        {"cmd": ["aibot_msg_callback"]},
        {"headers": 7},
        {"headers": {"req_id": ["x"]}},
        {"headers": {"req_id": "nobody-asked"}, "errcode": 0},
        {"cmd": "aibot_msg_callback", "headers": {"req_id": "1"}, "body": 7},
        {"cmd": "aibot_msg_callback", "headers": {"req_id": "1"}, "body": {"from": {"userid": 7}}},
        {"cmd": "aibot_event_callback", "headers": {"req_id": "1"}, "body": {"event": []}},
        {"cmd": "something_new", "headers": {"req_id": "1"}, "body": {"msgtype": "new"}},
    ],
)
async def test_a_frame_that_is_none_does_no_harm(
    server: BotServer, pauses: Pauses, frame: object
) -> None:
    async with connected(server.url, pauses):
        await server.connected()

        await server.send(frame)

        assert await answers(server)
    assert not pauses.taken


async def test_an_address_that_is_none_is_tried_again(pauses: Pauses) -> None:
    with capture_logs() as logs:
        async with connected("ws://127.0.0.1:1/\x00", pauses):
            await pauses.next()

    assert logs[0]["event"] == "wecom bot is not connected, trying again"


async def test_stopping_lets_an_answer_finish_and_says_goodbye(
    server: BotServer, pauses: Pauses
) -> None:
    async with connected(server.url, pauses) as bot:
        await server.connected()
        await server.message(**text("最后一问"))
        frame = await server.next_frame()

        await bot.stop()

    assert "最后一问" in frame["body"]["stream"]["content"]
    assert not pauses.taken


async def test_what_people_say_is_in_no_log(
    server: BotServer,
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    with capture_logs() as logs:
        async with connected(server.url, pauses):
            await server.connected()
            await server.message(**text("我家的难处"))
            await server.next_frame()
            await server.send({"headers": {"req_id": "x"}, "body": "我家的难处"})
            assert await answers(server)

    written = f"{logs}{caplog.text}{capfd.readouterr()}"
    assert "难处" not in written
    assert SECRET not in written


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Return a file with the certificate and the key of 127.0.0.1, vouched for by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "authority.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def tls_of(authority: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    return context


async def test_a_server_that_nobody_vouches_for_is_told_nothing(
    authority: Path, pauses: Pauses
) -> None:
    with capture_logs() as logs:
        async with (
            BotServer().running(tls_of(authority)) as server,
            connected(server.url, pauses),
        ):
            await pauses.next()
            assert not server.has_subscriptions()

    assert "CERTIFICATE_VERIFY_FAILED" in logs[0]["reason"]


async def test_an_authority_of_the_machines_own_is_trusted(
    authority: Path, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with (
        BotServer().running(tls_of(authority)) as server,
        connected(server.url, pauses),
    ):
        await server.connected()

        assert await answers(server)


async def test_a_server_that_says_nothing_is_left(
    pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom.long_connection._OPENING_SECONDS", 0.05)

    async def keep_quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(keep_quiet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with capture_logs() as logs:
            async with connected(f"ws://127.0.0.1:{port}", pauses):
                await pauses.next()

    assert logs[0]["reason"] == "没有回应"


async def test_even_a_mistake_of_ours_does_not_end_the_attempts(
    server: BotServer, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistakes = iter([RuntimeError("a mistake")])

    def trip_once(*_: object) -> None:
        for mistake in mistakes:
            raise mistake

    monkeypatch.setattr("bot.channels.wecom.long_connection._event_of", trip_once)
    with capture_logs() as logs:
        async with connected(server.url, pauses):
            await server.connected()
            await server.connected()

    assert "a mistake" in next(x["traceback"] for x in logs if x["log_level"] == "error")


async def test_a_flood_is_not_worked_on(
    server: BotServer, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom.ai_bot._MOST_AT_ONCE", 0)
    with capture_logs() as logs:
        async with connected(server.url, pauses, heartbeat_seconds=0.05):
            await server.connected()
            await server.message(**text("充电"))
            await server.heartbeat()
            await server.heartbeat()

    assert "wecom bot is flooded, message left out" in [line["event"] for line in logs]
