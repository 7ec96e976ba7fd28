"""Second tries over the built-in library: what must be corrected, and how it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analyser import Analyser
from index.corrector import MOST_CORRECTIONS, Corrector
from tests.index.correction_library import built_in_analyser, built_in_corrector

PINYIN = """
    guangchangwu = 广场舞
    guang chang wu = 广场舞
    GuangChangWu = 广场舞
    diandongche chongdian = 电动车充电
    dian dong che chong dian = 电动车充电
    diandongchechongdian = 电动车充电
    广场wu = 广场舞
    广场 wu 太吵 = 广场舞 太吵
    电动che充电 = 电动车充电
    老ren吃饭 = 老人吃饭
    louxia tiaowu tai chao = 楼下跳舞太吵
    zaoyin = 噪音
    qishou zufang = 骑手租房
    jiazhuang dianti = 加装电梯
    gaokong paowu = 高空抛物
    lvdao = 绿道
    lüdao = 绿道
    lu dao = 绿道
    tingchewei = 停车位
    peixunban paolu = 培训班跑路
    yufuka tuiqian = 预付卡退钱
    zhaogongzuo = 找工作
    lajifenlei = 垃圾分类
    laji fenlei zenme ban = 垃圾分类怎么办
    hulan = 护栏
    xiaoqu tingche nan zenmeban = 小区停车难怎么办
    ai yexiao = ai 夜校
    lao ren shi tang = 老人食堂
    nan shan qu = 南山区
    liudong tanfan = 流动摊贩
    bai tan = 摆摊
"""

ACCENTED = """
    zaoying = 噪音
    guangcangwu = 广场舞
    lan shan qu = 南山区
    tingcewei = 停车位
    jiazuang dianti = 加装电梯
    fulan = 护栏
"""

INITIALS = """
    gcw = 广场舞
    ddccd = 电动车充电
    gkpw = 高空抛物
    jzdt = 加装电梯
    gcw太吵 = 广场舞太吵
"""

HOMOPHONES = """
    冲电 = 充电
    電動車衝電 = 电动车充电
    电动车冲电去哪里 = 电动车充电去哪里
    广场午 = 广场舞
    广场午太吵了 = 广场舞太吵了
    起手租房 = 骑手租房
    长者饭唐 = 长者饭堂
    长者食唐 = 长者食堂
    停车未 = 停车位
    停车卫 = 停车位
    冲电桩 = 充电桩
    充店桩 = 充电桩
    拖管班 = 托管班
    暑假拖管 = 暑假托管
    外买小哥 = 外卖小哥
    外卖小歌 = 外卖小哥
    骑首 = 骑手
    预付咔 = 预付卡
    流动谈贩 = 流动摊贩
    摆滩 = 摆摊
    拉圾分类 = 垃圾分类
    垃级分类 = 垃圾分类
    高空抛雾 = 高空抛物
    断头鹿 = 断头路
    网格园 = 网格员
    残障仁士 = 残障人士
    低包 = 低保
    就业帮付 = 就业帮扶
    公园绿导 = 公园绿道
    货车四机 = 货车司机
    卡骚 = 卡嫂
    噪因 = 噪音
    先学厚付 = 先学后付
    邻里就分 = 邻里纠纷
"""

SIMILAR = """
    充申桩 = 充电桩
    广舞 = 广场舞
    广场场舞 = 广场舞
"""


def pairs(examples: str) -> list[tuple[str, str]]:
    lines = [line.split(" = ") for line in examples.strip().splitlines()]
    return [(said.strip(), meant.strip()) for said, meant in lines]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return built_in_analyser()


@pytest.fixture(scope="module")
def corrector(analyser: Analyser) -> Corrector:
    return built_in_corrector(analyser)


@pytest.mark.parametrize(
    ("said", "meant", "kind"),
    [
        (said, meant, kind)
        for kind, examples in (
            ("pinyin", PINYIN),
            ("pinyin", ACCENTED),
            ("initials", INITIALS),
            ("homophone", HOMOPHONES),
            ("similar", SIMILAR),
        )
        for said, meant in pairs(examples)
    ],
)
def test_what_is_meant_comes_first(
    corrector: Corrector, analyser: Analyser, said: str, meant: str, kind: str
) -> None:
    corrections = corrector.corrections(analyser.normalise(said))

    assert corrections[0].text == meant
    assert corrections[0].kind == kind


def test_a_correction_tells_what_was_said_and_what_stands_instead(corrector: Corrector) -> None:
    (correction,) = corrector.corrections("楼下的广场午太吵")

    assert (correction.said, correction.instead) == ("广场午", "广场舞")
    assert correction.text == "楼下的广场舞太吵"


def test_several_replacements_are_told_apart(corrector: Corrector) -> None:
    correction = corrector.corrections("起手想找冲电桩")[0]

    assert correction.text == "骑手想找充电桩"
    assert (correction.said, correction.instead) == ("起手、冲电桩", "骑手、充电桩")


def test_words_side_by_side_are_one_replacement(corrector: Corrector) -> None:
    correction = corrector.corrections("louxia tiaowu")[0]

    assert (correction.said, correction.instead) == ("louxia tiaowu", "楼下跳舞")


def test_the_least_certain_kind_names_the_correction(corrector: Corrector) -> None:
    correction = corrector.corrections("gcw zaoyin")[0]

    assert correction.kind == "initials"


def test_other_choices_follow_the_best(corrector: Corrector) -> None:
    corrections = corrector.corrections("qishou zufang")

    assert [correction.text for correction in corrections] == ["骑手租房", "骑手住房"]


def test_a_library_word_in_latin_letters_is_not_read_as_pinyin(corrector: Corrector) -> None:
    assert corrector.corrections("ai") == []
    assert corrector.corrections("wifi") == []


@pytest.mark.parametrize("question", ["", "hello world", "dt", "2024", "xyzzy", "dddddddd"])
def test_letters_that_say_nothing_are_left_alone(corrector: Corrector, question: str) -> None:
    assert corrector.corrections(question) == []


def test_a_long_question_has_to_do_as_it_is(corrector: Corrector) -> None:
    assert corrector.corrections("广场午" * 30) == []


def test_warming_up_changes_no_answer(analyser: Analyser) -> None:
    cold, warm = built_in_corrector(analyser), built_in_corrector(analyser)
    warm.warm_up()

    assert warm.corrections("广场午") == cold.corrections("广场午")


@given(st.text(alphabet="广场午舞冲充电起手ai gcw2的", max_size=24))
def test_every_question_has_at_most_three_others(
    corrector: Corrector, analyser: Analyser, question: str
) -> None:
    normalised = analyser.normalise(question)

    corrections = corrector.corrections(normalised)

    texts = [correction.text for correction in corrections]
    assert len(set(texts)) == len(texts) <= MOST_CORRECTIONS
    assert normalised not in texts
