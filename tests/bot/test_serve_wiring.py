"""What `miaozhao serve` connects and no answer shows."""

import asyncio
import socket
from pathlib import Path
from unittest.mock import Mock

import pytest

from bot.application import open_application
from bot.commands import serve
from bot.settings import Settings


def test_messages_that_wait_in_wechat_and_wecom_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "encoder": "none",
            "wechat_token": "AAAAA",
            "wecom_token": "AAAAA",
            "wecom_aes_key": "a" * 43,
            "wecom_corp_id": "ww1",
        }
    )

    class Server:
        async def serve(self, **_: object) -> None:
            counted.extend(waiting() for waiting in application.lines)

    monkeypatch.setattr(serve, "build_server", lambda _: Server())
    with open_application(settings) as application, socket.socket() as listening:
        asyncio.run(serve._serve(application, Mock(), settings, listening))

    assert counted == [0, 0]
