"""Runs clients that others wrote for Node.js; their packages are pinned in tests/node."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

FOLDER: Final = Path(__file__).parent / "node"
_SECONDS: Final = 60


def find_node(*, needs: str) -> str:
    """Return where Node.js is.

    Without it, or without the package that is needed, the test is skipped and says so; in
    continuous integration it fails.
    """
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules" / needs).is_dir():
        missing = "Node.js" if node is None else f"npm package {needs}"
        reason = f"{missing} is not installed: run `make test` where Node.js 18 or later is found"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return node


def run_node(script: str, given: object, *, needs: str) -> Any:  # noqa: ANN401 - whatever it wrote
    """Run a script of tests/node with JSON on its standard input; return the JSON it wrote."""
    node = find_node(needs=needs)
    done = subprocess.run(  # noqa: S603 - our own script
        [node, FOLDER / script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
