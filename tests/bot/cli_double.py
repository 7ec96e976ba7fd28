"""Run `miaozhao` as people do: in this process for its words, as a real one for its life."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import cli

PROGRAM = Path(sys.executable).with_name("miaozhao")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    def json(self) -> Any:  # noqa: ANN401 - whatever the command wrote
        return json.loads(self.out)

    @property
    def failure(self) -> str:
        """The one line that a failed command writes on stderr."""
        assert self.code == 1, self
        (line,) = self.err.splitlines()
        assert line.startswith("错误：")
        assert "Traceback" not in self.out + self.err
        return line.removeprefix("错误：")


class Console:
    """A shell with a data folder, in which `miaozhao` runs within this process."""

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(folder)
        monkeypatch.setattr("os.nice", lambda _more: 0, raising=False)  # the tests stay urgent
        self.set("DATA_DIR", folder / "data")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def set(self, name: str, value: str | Path) -> None:
        self._monkeypatch.setenv(f"MIAOZHAO_{name}", str(value))

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *arguments: str | Path, stdin: str | bytes = b"") -> Outcome:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        self._monkeypatch.setattr(sys, "argv", ["miaozhao", *map(str, arguments)])
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        structlog.reset_defaults()  # the log went to the captured stderr, which is closed soon
        out, err = self._capsys.readouterr()
        return Outcome(code=int(ended.value.code or 0), out=out, err=err)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start a real process with the settings of this shell, its streams on pipes."""
        return subprocess.Popen(  # noqa: S603 - our own program
            [PROGRAM, *map(str, arguments)],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            cwd=self.folder,
            text=True,
            encoding="utf-8",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run_apart(self, *arguments: str | Path) -> Outcome:
        """Run a real process to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate()
        return Outcome(code=process.returncode, out=out, err=err)
