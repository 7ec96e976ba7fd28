"""A failure is one clear line on stderr and exit code 1: no traceback, no secret."""

import re
import sys
import tempfile
from pathlib import Path

import pytest

from bot.commands import console as command_console
from tests.bot.cli_double import Console

COMMANDS = (
    ("serve",),
    ("chat",),
    ("search", "充电"),
    ("export", "x.csv"),
    ("reindex",),
    ("doctor",),
)
DOWN = "postgresql://miaozhao:hunter2@127.0.0.1:1/miaozhao"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_wrong_settings_stop_every_command_and_are_told_at_once(
    console: Console, command: tuple[str, ...]
) -> None:
    console.set("PORT", "eighty")
    console.set("TELEGRAM_TOKEN", "hunter2")

    outcome = console.run(*command)

    assert outcome.failure == (
        "设置有误，请改好后再启动："
        " · MIAOZHAO_PORT：“eighty”不是端口，请写 1 到 65535 之间的整数"
        " · MIAOZHAO_TELEGRAM_TOKEN：写法不对，应为 @BotFather 给的 数字:字母，例如 123456:ABC…"
    )
    assert not console.data.exists()


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda command: command[0])
def test_a_database_that_is_down_is_told_without_its_password(
    console: Console, command: tuple[str, ...]
) -> None:
    console.set("DATABASE_URL", DOWN)

    outcome = console.run(*command)

    assert outcome.failure == (
        "数据库 miaozhao（127.0.0.1:1）连不上，请检查它是否在运行、地址和端口是否正确"
    )
    assert "hunter2" not in outcome.out + outcome.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_data_folder_that_is_a_file_is_told(console: Console, command: tuple[str, ...]) -> None:
    console.write("data", "in the way")

    outcome = console.run(*command)

    assert outcome.failure.startswith(f"数据文件夹 {console.data} 不能使用（")
    assert "MIAOZHAO_DATA_DIR" in outcome.failure


def test_a_damaged_database_is_told(filled_console: Console) -> None:
    (filled_console.data / "miaozhao.db").write_bytes(b"no database" * 1_000)

    outcome = filled_console.run("search", "充电")

    assert "不是 SQLite 数据库" in outcome.failure


def test_a_database_address_that_makes_no_sense_is_told_without_its_password(
    console: Console,
) -> None:
    console.set("DATABASE_URL", "mysql://m:hunter2@db/m")

    outcome = console.run("search", "充电")

    assert "mysql" in outcome.failure
    assert "hunter2" not in outcome.err


def test_a_real_process_fails_like_that_too(console: Console) -> None:
    console.set("DATABASE_URL", DOWN)

    outcome = console.run_apart("search", "充电")

    assert "连不上" in outcome.failure
    assert outcome.out == ""


def crash() -> None:
    raise ZeroDivisionError("hunter2")


def test_a_crash_gives_a_reference_and_keeps_the_trace_in_a_file(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.doctor.doctor", crash)
    monkeypatch.setattr(tempfile, "tempdir", str(console.folder))

    outcome = console.run("doctor")

    told = re.fullmatch(
        r"程序出错了（编号 ([0-9a-f]{8})）。请把 (\S+) 发给维护的人。", outcome.failure
    )
    assert told
    trace = Path(told[2])
    assert trace.parent == console.folder
    assert told[1] in trace.name
    assert trace.stat().st_mode & 0o077 == 0
    assert "ZeroDivisionError" in trace.read_text(encoding="utf-8")


def test_a_crash_whose_trace_cannot_be_kept_says_so(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.doctor.doctor", crash)
    monkeypatch.setattr(tempfile, "tempdir", str(console.folder / "nowhere"))

    outcome = console.run("doctor")

    assert re.fullmatch(r"程序出错了（编号 [0-9a-f]{8}），详情没能写下来。", outcome.failure)


def test_a_missing_library_is_named_with_what_to_do(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "bot.commands.doctor", None)

    outcome = console.run("doctor")

    assert outcome.failure == "缺少 bot.commands.doctor，请运行 make run 重新安装。"


def test_who_stops_a_command_sees_no_complaint(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.commands.chat.chat", stop)

    outcome = console.run("chat")

    assert (outcome.code, outcome.err) == (130, "")


def test_a_reader_who_goes_away_ends_the_search_quietly(filled_console: Console) -> None:
    with filled_console.start("search", "-") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write("充电\n" * 5)
        process.stdin.close()
        complaints = process.stderr.read()

    assert process.returncode == 1
    assert complaints == ""


def test_nothing_is_drawn_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with command_console.progress_bar("读取") as show:
        show(1, None)
        show(2, 2)

    assert capsys.readouterr() == ("", "")


def test_a_progress_bar_is_drawn_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with command_console.progress_bar("读取") as show:
        show(2, 2)

    drawn = capsys.readouterr()
    assert "读取" in drawn.err
    assert "2/2" in drawn.err
    assert drawn.out == ""
