"""WeChat's expressions are no words."""

import pytest

from bot.channels.wechat.expressions import without_expressions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[微笑]", ""),
        ("[捂脸][捂脸]", ""),
        ("[Smile]", ""),
        ("/::D", ""),
        ("/:strong/:rose", ""),
        ("谢谢[玫瑰]", "谢谢"),
        ("/::<楼下太吵了[流泪]", "楼下太吵了"),
        ("电动车[充电]", "电动车[充电]"),
        ("[2]", "[2]"),
        ("看 https://m.example.cn/c/a", "看 https://m.example.cn/c/a"),
        ("和/或：路边", "和/或：路边"),
        ("", ""),
    ],
)
def test_only_words_are_left(text: str, said: str) -> None:
    assert without_expressions(text) == said
