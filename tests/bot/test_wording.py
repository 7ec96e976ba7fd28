"""How sentences quote what people typed."""

import pytest

from bot.wording import quote


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("电动车  充电\n怎么办", "电动车 充电 怎么办"),
        ("充电\x1b[31m红", "充电 [31m红"),
        ("a\x00b\x9bc", "a b c"),
        ("夜市\u202e市夜", "夜市 市夜"),
        ("电\ud800", "电"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("字" * 31, "字" * 29 + "…"),
    ],
)
def test_a_quote_is_one_short_line_that_steers_no_screen(typed: str, quoted: str) -> None:
    assert quote(typed) == quoted


def test_a_question_in_quotation_marks_is_not_quoted_twice() -> None:
    assert quote("“公厕”") == "公厕"
    assert quote("说“不”") == "说“不”"
