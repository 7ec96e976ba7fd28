"""How many encrypted WeChat messages one `miaozhao serve` answers, also while it reindexes.

    .venv/bin/python bench/wechat_load.py [--cases 2000] [--rate 300] [--seconds 20]
                                          [--words] [--distinct] [--folder FOLDER]

A library of its own on SQLite, one server process, one client process that seals every message
before the clock starts and sends them at a steady rate, however slow the answers are. Then the
same while `miaozhao reindex` runs beside the server again and again, and while an admin has it
run from the chat; before each run one case changes, for an index that says the same is not loaded
again. Six messages of nine are questions: some 300 different ones, or, with
--distinct, each another one. Times depend on the machine, whose cores server and client share;
the processor time of both is told beside them.
"""

import argparse
import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlencode

import httpx
import numpy as np

from bot.channels.wechat import MessageCodec
from bot.channels.wechat.once_only import LATER
from cases import Case, CaseId
from cases.built_in import built_in_library
from cases.sql import SqlCaseStore, open_database

CODEC: Final = MessageCodec(
    token="miaozhao",  # noqa: S106 - of a server that lives as long as the measurement
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    receive_id="wx1234567890abcdef",
)
PEOPLE: Final = 500
BEFORE: Final = ("", "请问", "你好，", "我们小区", "我家楼下", "社区里", "老人说", "想问一下")
AFTER: Final = ("，还有", "，另外", "，怎么办？", "。", "，谁管？")
CONNECTIONS: Final = 64
ADMIN: Final = "oAdmin"
PROGRAM: Final = Path(sys.executable).with_name("miaozhao")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A sealed message, ready to be sent."""

    wire: bytes


def synthetic_cases(count: int) -> Iterator[Case]:
    """Yield cases whose texts are shuffled from the built-in library, the same in every run."""
    random = Random(2026)  # noqa: S311 - repeatable, not secret
    library = list(built_in_library())
    for number in range(count):
        title, problem, approach, outcome, place = (random.choice(library) for _ in range(5))
        yield Case(
            id=CaseId(f"s{number:06}"),
            title=f"{title.title[:60]}（{number}）",
            problem=problem.problem,
            approach=approach.approach,
            outcome=outcome.outcome,
            city=place.city,
            district=place.district,
            street=place.street,
            community=place.community,
            tags=title.tags,
            asked_as=title.asked_as,
        )


def seal(user: str, content: str) -> Request:
    """Return a text message as WeChat posts it in safe mode."""
    now, nonce = str(int(time.time())), secrets.token_hex(6)
    message = (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{user}</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>text</MsgType><Content>{content}</Content>"
        f"<MsgId>{secrets.randbits(63)}</MsgId></xml>"
    )
    sealed = CODEC.seal(message)
    query = {
        "timestamp": now,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": CODEC.sign(now, nonce, sealed),
    }
    body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    target = f"/wechat?{urlencode(query)}"
    head = f"POST {target} HTTP/1.1\r\nHost: m\r\nContent-Length: {len(body)}\r\n\r\n"
    return Request(wire=head.encode() + body)


def conversation(random: Random, count: int, *, distinct: bool) -> list[Request]:
    """Return questions, openings and turned pages of many people, as a mixed crowd sends them."""
    questions = [question for case in built_in_library() for question in case.asked_as]

    def ask() -> str:
        question = random.choice(questions)
        if not distinct:
            return question
        return f"{random.choice(BEFORE)}{question}{random.choice(AFTER)}{random.choice(questions)}"

    says = [ask] * 6 + [lambda: "2", lambda: "n", lambda: "相关"]
    return [seal(f"o{random.randrange(PEOPLE)}", random.choice(says)()) for _ in range(count)]


async def send_all(port: int, requests: Sequence[Request], rate: int) -> None:
    """Send at a steady rate over kept connections; print how long answers took."""
    due: asyncio.Queue[tuple[float, Request] | None] = asyncio.Queue()
    took: list[float] = []
    kinds: Counter[str] = Counter()

    async def keep_sending() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (item := await due.get()) is not None:
            began, request = item
            writer.write(request.wire)
            answer = await _read_answer(reader)
            took.append((time.perf_counter() - began) * 1_000)  # a late start counts as slowness
            kinds[answer] += 1
        writer.close()

    connections = [asyncio.create_task(keep_sending()) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for number, request in enumerate(requests):
        at = start + number / rate
        await asyncio.sleep(max(at - time.perf_counter(), 0))
        due.put_nowait((at, request))
    for _ in connections:
        due.put_nowait(None)
    await asyncio.gather(*connections)
    seconds = time.perf_counter() - start
    p50, p99, worst = np.percentile(took, [50, 99, 100])
    print(
        f"  {len(took) / seconds:6.0f} a second   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   "
        f"worst {worst:6.0f} ms   {dict(kinds)}",
        flush=True,
    )


async def _read_answer(reader: asyncio.StreamReader) -> str:
    """Read one response and return what it is: nothing else of HTTP is needed here."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
    body = await reader.readexactly(length)
    if b"<Encrypt>" not in body:
        return f"{head[9:12]} {body[:20].decode(errors='replace')}"
    opened = CODEC.open(body.partition(b"<Encrypt><![CDATA[")[2].partition(b"]]>")[0].decode())
    return "later" if LATER.text in opened else "answered"


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is ready, and stop it at the end."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [PROGRAM, "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/readyz").is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return the processor time that the server has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a server is sent."""

    port: int
    rate: int
    seconds: int
    distinct: bool
    random: Random

    def put_on(self, server: subprocess.Popen[bytes], *first: Request) -> None:
        """Send it, and tell what it cost."""
        requests = [
            *first,
            *conversation(self.random, self.rate * self.seconds, distinct=self.distinct),
        ]
        before, before_here = cpu_seconds(server), time.process_time()
        asyncio.run(send_all(self.port, requests, self.rate))
        used, used_here = cpu_seconds(server) - before, time.process_time() - before_here
        print(
            f"  a message costs {used * 1_000 / len(requests):.2f} ms of a processor in the "
            f"server, {used_here * 1_000 / len(requests):.2f} ms in the client; "
            f"load average {os.getloadavg()[0]:.1f}",
            flush=True,
        )


def measure(load: Load, environment: dict[str, str]) -> None:
    """Measure quietly, then beside reindexes in another process, then in the server's own."""
    with served(environment, load.port) as server:
        print("warming up")
        replace(load, seconds=1).put_on(server)
        print(f"{load.rate} a second, nothing else")
        load.put_on(server)
        print("beside `miaozhao reindex`")
        with reindexing(environment) as count:
            load.put_on(server)
        print(f"  reindexed {count()} times meanwhile")
        print("until the last index is taken up")
        replace(load, seconds=5, rate=50).put_on(server)
        print("while an admin reindexes from the chat")
        change_a_case(environment)
        load.put_on(server, seal(ADMIN, "重建索引"))


def change_a_case(environment: dict[str, str]) -> None:
    """Give the first case another title, as an editor would."""
    database = open_database(f"sqlite:///{environment['MIAOZHAO_DATA_DIR']}/miaozhao.db")
    title = f"改过的标题 {secrets.token_hex(4)}"
    SqlCaseStore(database).save([replace(case, title=title) for case in synthetic_cases(1)])
    database.close()


@contextmanager
def reindexing(environment: dict[str, str]) -> Iterator[Callable[[], int]]:
    """Reindex in another process, again and again; yield a function that counts how often."""
    finished = 0
    ends = threading.Event()

    def reindex() -> None:
        nonlocal finished
        while not ends.is_set():
            change_a_case(environment)
            subprocess.run([PROGRAM, "reindex"], env=environment, check=True, capture_output=True)  # noqa: S603 - our own program
            finished += 1

    thread = threading.Thread(target=reindex)
    thread.start()
    try:
        yield lambda: finished
    finally:
        ends.set()
        thread.join()


def main() -> None:
    """Build the library, serve it and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--rate", type=int, default=300, help="messages a second")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--words", action="store_true", help="without meaning")
    parser.add_argument("--distinct", action="store_true", help="ask each question once")
    parser.add_argument("--folder", help="keep the library here, and use it again next time")
    wanted = parser.parse_args()
    kept = nullcontext(wanted.folder) if wanted.folder else tempfile.TemporaryDirectory()
    with kept as folder:
        port = free_port()
        environment = os.environ | {
            "MIAOZHAO_DATA_DIR": folder,
            "MIAOZHAO_PORT": str(port),
            "MIAOZHAO_PUBLIC_URL": "https://miaozhao.example.cn",
            "MIAOZHAO_ADMINS": f"wechat:{ADMIN}",
            "MIAOZHAO_WECHAT_TOKEN": "miaozhao",
            "MIAOZHAO_WECHAT_APP_ID": "wx1234567890abcdef",
            "MIAOZHAO_WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "MIAOZHAO_ENCODER": "none" if wanted.words else "auto",
        }
        if not Path(folder, "miaozhao.db").exists():
            Path(folder).mkdir(parents=True, exist_ok=True)
            database = open_database(f"sqlite:///{folder}/miaozhao.db")
            SqlCaseStore(database).save(synthetic_cases(wanted.cases))
            database.close()
        print(f"{wanted.cases:,} cases, {'words only' if wanted.words else 'words and meaning'}")
        began = time.perf_counter()
        subprocess.run([PROGRAM, "reindex"], env=environment, check=True, capture_output=True)  # noqa: S603 - our own program
        print(f"indexed in {time.perf_counter() - began:.0f} s")
        load = Load(
            port=port,
            rate=wanted.rate,
            seconds=wanted.seconds,
            distinct=wanted.distinct,
            random=Random(7),  # noqa: S311 - repeatable, not secret
        )
        measure(load, environment)


if __name__ == "__main__":
    main()
