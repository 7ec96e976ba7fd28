"""Cantonese into Mandarin, and Mandarin left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.built_in import built_in_library
from index.colloquial import read_cantonese, to_mandarin
from index.dictionary import pair_counts
from index.errors import WordFileError
from index.normaliser import Normaliser

NORMALISER = Normaliser()

CANTONESE = """
    細路仔冇人睇 = 小孩没人看管
    阿婆冇人照顧 = 老人没人照顾
    楼下好嘈点算 = 楼下很吵怎么办
    喺邊度可以叉電 = 在哪里可以充电
    返工冇位泊車 = 上班没有停车位
    培训班执笠走佬点样攞返钱 = 培训班倒闭跑路怎么退钱
    搵工 = 找工作
    后生仔想租屋，人工唔高 = 年轻人想租房 工资不高
    夜晚啲人跳舞嘈到我瞓唔着 = 晚上些人跳舞吵到我睡不着
    街市好污糟 = 菜市场很脏
    边度有饭堂俾老人家食饭 = 哪里有饭堂给老人家吃饭
    送外賣嘅冇地方休息 = 外卖员没有地方休息
    落雨水浸冇人理 = 下雨积水没人管
    老人行唔郁樓梯，裝𨋢要幾多錢 = 老人走不动楼梯 装电梯要多少钱
    邊個幫手湊細路 = 谁帮忙带孩子
    佢哋成日掟嘢 = 他们整天扔
    屋企漏水點算好 = 家漏水怎么办
    我想学揸车 = 我想学开车
"""

MANDARIN = """
    步行街人太多
    人工智能夜校
    单车乱停放
    夜晚没有路灯
    今日停水通知
    巴士多久来一趟
    女士多半不知道
    周边度假
    旁边个体户
    交叉电缆
    而家庭困难的
    房屋企业
    详细路线
    十几平方米
    和平过渡
    好耐用的灯
    十分钟意见箱
    亚里士多德
    小区太嘈杂
    恐吓电话
    起飞发放
    阿婆没人照顾
    收工后去哪里
    穿着草鞋
    清点算账
    重点解决
    老豆腐
    公平竞争
    企业登记
    惊喜
"""


@pytest.mark.parametrize("line", CANTONESE.strip().splitlines())
def test_cantonese_becomes_mandarin(line: str) -> None:
    said, meant = line.strip().split(" = ")

    assert to_mandarin(NORMALISER.normalise(said)) == meant


@pytest.mark.parametrize("text", MANDARIN.split())
def test_mandarin_stays_as_it_is(text: str) -> None:
    assert to_mandarin(text) == text


def test_every_text_of_the_library_stays_as_it_is() -> None:
    changed = []
    for case in built_in_library():
        for text in (case.title, case.problem, case.approach, case.outcome, *case.asked_as):
            normalised = NORMALISER.normalise(text)
            changed += [normalised] * (to_mandarin(normalised) != normalised)

    assert changed == []


def test_the_usual_words_of_the_dictionary_stay_as_they_are() -> None:
    usual = [word for word, count in pair_counts().items() if count >= 30]

    assert len(usual) > 20_000
    assert [word for word in usual if to_mandarin(word) != word] == []


@given(st.lists(st.sampled_from(sorted(w for w, n in pair_counts().items() if n > 300))))
def test_mandarin_words_in_a_row_stay_mandarin(words: list[str]) -> None:
    text = " ".join(words)

    assert to_mandarin(text) == text


def test_doubtful_words_wait_for_a_sure_one() -> None:
    words = read_cantonese("w.txt", "冇 = 没有\n? 行街 = 逛街\n步行街")

    assert words.sure == {"冇": "没有"}
    assert words.doubtful == {"行街": "逛街"}
    assert words.mandarin == {"步行街"}


@pytest.mark.parametrize("text", ["冇 = 没有\n? 冇 = 无", "冇 =", "= 没有", "冇, = 没有"])
def test_a_faulty_line_is_named(text: str) -> None:
    with pytest.raises(WordFileError, match=r"第 [12] 行"):
        read_cantonese("w.txt", text)
