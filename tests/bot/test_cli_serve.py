"""`miaozhao serve` as a real process: it answers, takes up what others build, and ends."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from bot.commands.serve import listen
from bot.settings import Settings
from tests.bot.cli_double import Console

NEW_CASE = (
    "编号,标题,做法,群众怎么问\nslide,荷塘观鸟望远镜,装一架荷塘观鸟望远镜。,荷塘观鸟望远镜\n"
)

Get = Callable[[str], httpx2.Response]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(console: Console) -> Iterator[tuple[subprocess.Popen[str], Get]]:
    """Run the service until the block ends; the block may end it itself."""
    port = free_port()
    console.set("PORT", str(port))
    with console.start("serve") as process:
        assert process.stdout
        try:
            while "妙招已启动" not in (line := process.stdout.readline()):
                assert line, "the service ended before it began"
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield process, client.get
        finally:
            if process.poll() is None:
                process.kill()


def search(get: Get, question: str) -> dict[str, Any]:
    answer: dict[str, Any] = get(f"/api/search?q={quote(question)}").json()
    return answer


def test_the_service_answers_takes_up_a_new_index_and_ends_when_told(
    filled_console: Console,
) -> None:
    with serving(filled_console) as (process, get):
        alive, ready = get("/healthz"), get("/readyz")
        page = get(f"/?q={quote('电动车充电')}")
        found = search(get, "电动车充电")
        before = search(get, "荷塘观鸟望远镜")

        imported = filled_console.run("import", filled_console.write("new.csv", NEW_CASE))
        meanwhile = set()
        while (after := search(get, "荷塘观鸟望远镜"))["confidence"] != "sure":
            meanwhile.add(search(get, "电动车充电")["confidence"])
            time.sleep(0.05)  # while people ask without a pause, the swap takes its time

        process.send_signal(signal.SIGTERM)
        out, log = process.communicate()

    assert (alive.status_code, ready.status_code, page.status_code) == (200, 200, 200)
    assert "大新社区" in page.text
    assert list(found) == ["query", "confidence", "took_ms", "corrected", "hits"]
    assert found["hits"][0]["id"] == "daxin-xiangchong"
    assert before["confidence"] != "sure"
    assert imported.code == 0
    assert meanwhile <= {"sure"}
    assert after["hits"][0]["id"] == "slide"
    assert process.returncode == 0
    assert "Traceback" not in out + log
    events = [json.loads(line) for line in log.splitlines()]
    assert "snapshot_swapped" in {event["event"] for event in events}
    assert "充电" not in log


def test_a_first_start_builds_what_is_missing_and_ends_at_a_key_press(console: Console) -> None:
    with serving(console) as (process, get):
        ready, empty = get("/readyz"), search(get, "充电")
        process.send_signal(signal.SIGINT)
        out, log = process.communicate()

    assert ready.status_code == 200
    assert empty["confidence"] == "none"
    assert process.returncode == 0
    assert "Traceback" not in out + log


def test_a_taken_port_is_told_before_anything_starts(console: Console) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        console.set("PORT", str(port))

        outcome = console.run("serve")

    assert outcome.failure == (
        f"不能在 127.0.0.1:{port} 提供服务（端口已被占用）。请用 MIAOZHAO_PORT 换一个端口。"
    )
    assert not (console.data / "index").exists()


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("no.such.host.invalid", "找不到这个主机名"),
        ("no..host", "不是主机名"),
        ("192.0.2.1", "本机没有这个地址"),
    ],
)
def test_a_host_that_is_not_ours_is_told(console: Console, host: str, reason: str) -> None:
    console.set("HOST", host)

    outcome = console.run("serve")

    assert outcome.failure == (
        f"不能在 {host} 提供服务（{reason}）。请检查 MIAOZHAO_HOST，例如 127.0.0.1 或 0.0.0.0。"
    )


def test_an_answer_on_a_kept_connection_does_not_wait_for_an_acknowledgement() -> None:
    settings = Settings(port=free_port())

    with (
        listen(settings) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as connection,
    ):
        option = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert option
