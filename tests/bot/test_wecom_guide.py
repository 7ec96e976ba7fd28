"""docs/wecom.md says what the program does."""

import re
from pathlib import Path
from typing import Final

import pytest

from bot.channels.wecom import api_refusals, markdown, sending_pace, template_card
from bot.channels.wecom.app import LONGEST_TEXT
from bot.settings import Settings

GUIDE: Final = (Path(__file__).parents[2] / "docs" / "wecom.md").read_text("utf-8")
TROUBLES: Final = re.sub(r"\(http[^)]*\)", "", GUIDE.partition("## 八")[2])


def test_every_setting_in_the_guide_exists() -> None:
    named = set(re.findall(r"MIAOZHAO_([A-Z_]+)", GUIDE))

    assert named <= {name.upper() for name in Settings.model_fields}
    assert {name.upper() for name in Settings.model_fields if "wecom" in name} <= named


@pytest.mark.parametrize("code", sorted(set(re.findall(r"\b\d{5,6}\b", TROUBLES))))
def test_every_error_code_in_the_guide_is_explained(code: str) -> None:
    assert f"企业微信没有接受：{''!r}" not in str(api_refusals.wecom_refusal(int(code), ""))


@pytest.mark.parametrize(
    "limit",
    [
        f"{markdown.LONGEST_BYTES} 字节",
        f"{template_card.MOST_BUTTONS} 个按钮",
        f"{LONGEST_TEXT} 字节",
        f"{sending_pace.A_MINUTE} 条/分钟",
        f"{sending_pace.AN_HOUR} 条/小时",
    ],
)
def test_the_limits_in_the_guide_are_ours(limit: str) -> None:
    assert limit in GUIDE
