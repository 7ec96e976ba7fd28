"""Texts made short: sentences that are true and whole, and no more than fits."""

from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.shortening import shorten, truncate, whole_sentences

characters = st.sampled_from("社区充电车位投诉下降多个。，；！？\n 、：:,.0123456789%“”（）但在后")
words = st.text(characters, max_size=300)
longest = st.integers(min_value=1, max_value=100)

TOLD: Final = "社区腾出一间旧粮站办食堂，引入本地的餐饮企业，六十岁以上半价，菜单每周轮换一次。"


@given(words, longest)
@example("全年新增车位1,234个左右", 9)
def test_what_fits_is_kept_and_what_does_not_is_begun(text: str, most: int) -> None:
    one_line = " ".join(text.split())

    for short in (shorten, truncate):
        shown = short(text, most)

        assert len(shown) <= most
        if len(one_line) <= most:
            assert shown == one_line
        else:
            assert shown[-1] in "。！？…"
            assert one_line.startswith(shown[:-1])


@given(words, longest, longest)
def test_whole_sentences_end_as_sentences_do_with_all_marks_closed(
    text: str, most: int, least: int
) -> None:
    told = whole_sentences(text, most, shortest=least)

    assert len(told) <= most
    if told and told != text:
        assert len(told) >= least
        assert told[-1] in "。！？"
        assert told.count("“") <= told.count("”")
        assert told.count("（") <= told.count("）")


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("先清场。再装桩。最后通电验收。", 15, "先清场。再装桩。最后通电验收。"),
        ("先清场地。再装充电桩。最后通电验收。", 13, "先清场地。再装充电桩。"),
        ("先清出一块场地；再装十个充电桩；最后通电验收。", 17, "先清出一块场地；再装十个充电桩。"),
        (TOLD, 30, "社区腾出一间旧粮站办食堂，引入本地的餐饮企业。"),
        (TOLD, 35, "社区腾出一间旧粮站办食堂，引入本地的餐饮企业，六十岁以上半价。"),
        ("一句很长而没有句号，但是有逗号的话语", 14, "一句很长而没有句号…"),
        ("一句很长而什么标点也没有的话", 8, "一句很长而什么…"),
        ("投诉量同比下降96%以上", 9, "投诉量同比下降…"),
        ("全年新增车位1,234个左右", 9, "全年新增车位…"),
        ("每天早上8:30开门晚上关", 9, "每天早上…"),
        ("第一行\n第二行", 20, "第一行 第二行"),
    ],
)
def test_a_short_text_is_whole_sentences_else_cut_at_a_clause_and_never_within_a_number(
    text: str, most: int, shown: str
) -> None:
    assert shorten(text, most) == shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("针对居民反映强烈的停车难，社区划出车位。", id="an occasion"),
        pytest.param("如果老人连续一天不用水，网格员就上门看。", id="a condition"),
        pytest.param("夜里在小区的三个出入口外，保安轮流值守。", id="a place"),
        pytest.param("二〇二四年的夏天到来之前，水管全部换新。", id="a time"),
        pytest.param("全街道的老人都可免费乘坐，但需提前预约。", id="taken back"),
        pytest.param("党员带头把杂物搬下楼去，才有人跟着搬走。", id="what it needs"),
        pytest.param("社区开办“爷爷奶奶来吃饭，孩子来写作业”屋。", id="in quotation marks"),
        pytest.param("旧岗亭（原来是门卫值班室，已经闲置）改成驿站。", id="in brackets"),
        pytest.param("靠一项小小的技术创新，化解了这个老难题。", id="a means"),
        pytest.param("先请商户到楼上住户家里坐一晚，再商量装烟道。", id="the first of two"),
        pytest.param("街道办起的「惠残爱心小屋」，让残疾人有活干。", id="no predicate"),
        pytest.param("新增车位共计有一千零一十，", id="nothing left out"),
    ],
)
def test_no_sentence_ends_where_the_author_had_more_to_say(text: str) -> None:
    assert whole_sentences(text, len(text) - 1) == ""


def test_a_clause_waits_for_what_it_leads_to() -> None:
    text = "为了让老人吃上热饭，社区办起了食堂，六十岁以上半价，八十岁以上免费送餐上门。"

    assert whole_sentences(text, 20) == "为了让老人吃上热饭，社区办起了食堂。"
    assert whole_sentences(text, 15) == ""


def test_what_a_colon_announces_stays_together_where_anything_else_is_left() -> None:
    text = "街道办起三家长者饭堂，饭钱三方分担：政府补一些，老人出一些，企业让一些。"

    assert whole_sentences(text, 33) == "街道办起三家长者饭堂。"
    assert whole_sentences(text[11:], 22) == "饭钱三方分担：政府补一些，老人出一些。"


def test_too_little_is_not_worth_it() -> None:
    assert whole_sentences("社区牵头。腾出旧粮站办起老年食堂。", 10) == "社区牵头。"
    assert whole_sentences("社区牵头。腾出旧粮站办起老年食堂。", 10, shortest=6) == ""
