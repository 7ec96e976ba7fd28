"""The synonym file that ships: what it links, what it keeps apart, and that it stays tidy."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.query import QueryParser
from index.synonyms import Synonym, read_synonyms
from index.word_file import built_in, lines

NAME: Final = "synonyms.txt"
NORMALISER: Final = Normaliser()
SYNONYMS: Final = read_synonyms((NAME, built_in(NAME)), normalise=NORMALISER.normalise)
QUESTION_WORDS: Final = frozenset(word for _, word in lines(built_in("question_words.txt")))
GENERIC: Final = {"服务中心"}
"""Names that longer names may hide: who types them does not mean those."""

LINKED: Final = """
电瓶车 电动自行车    小电驴 电动自行车    电单车 电动车        拉线充电 飞线充电
泊车 停车            违停 乱停车          没车位 停车难        潮汐停车 错时停车
单车 自行车          塞车 拥堵            黑灯瞎火 路灯        水浸 内涝
巴士 公交车          的士 出租车          沙井盖 井盖          过马路 斑马线
太吵 噪音            睡不着觉 噪音        噪声 噪音            跳舞 广场舞
半夜施工 夜间施工    按喇叭 鸣笛          臭死 异味            后巷 巷子
走鬼 流动摊贩        地摊 摆摊            乱摆卖 占道经营      街市 农贸市场
士多 小卖部          夜宵 夜市            分垃圾 垃圾分类      清洁工 环卫工人
收破烂 废品回收      湿垃圾 厨余垃圾      扫马路 环卫          余泥 建筑垃圾
野狗 流浪狗          毛孩子 宠物          不拴绳 文明养犬      狗屎 犬粪
楼上扔东西 高空抛物  掉下来 高空坠物      探头 监控            着火 火灾
煤气罐 液化气        煤气 燃气            楼道杂物 堆杂物      火患 消防隐患
装电梯 加装电梯      爬不动 加装电梯      楼梯房 没电梯        破房子 危房
违建 违法建筑        渗水 漏水            物管 物业            管理费 物业费
业委会 业主委员会    握手楼 城中村        农民房 城中村        房中房 群租房
公屋 公租房          按金 押金            打工仔 务工人员      入户 落户
迷路 导航            找路 寻址            外卖小哥 骑手        送外卖的 外卖员
小哥 新就业群体      歇会儿 驿站          卡友 货车司机        饭堂 食堂
老人饭堂 长者饭堂    食饭 吃饭            便宜 优惠            找工作 就业
揾工 就业            裁员 再就业          散工 零工            工钱 工资
讨薪 欠薪            带货 直播带货        残障人士 残疾人      腿脚不便 行动不便
聋哑人 听障          退伍兵 退役军人      揭不开锅 救助        宝妈 全职妈妈
神兽 孩子            没人带 托管          看娃 托管            冇人睇 看护
放假 寒暑假          四点半 课后服务      遛娃 亲子            补习班 培训机构
银发族 老年人        阿婆 长者            独居 独居老人        敬老院 养老院
没人陪 陪伴          老年痴呆 认知障碍    不会用手机 数字鸿沟  打疫苗 接种疫苗
睇医生 看病          高血压 慢性病        压力大 心理健康      社区医院 社康
退钱 退费            跑路 预付            不给退 退款          充值卡 预付卡
被坑 消费者权益      被骗 反诈            骗子 诈骗            办照 办证
跑断腿 一次办        排长队 排队          市长热线 12345       踢皮球 推诿
老手艺 传统技艺      手信 特产            过年 春节            遛弯 散步
街坊 邻居            吵架 纠纷            评理 调解            义工 志愿者
攒积分 积分兑换      善款 捐款            居委 居委会          街办 街道办
楼栋长 楼长          网格长 网格员        党群中心 党群服务中心 暖气 供暖
"""

APART: Final = """
停车 停电            停水 停电            停车 充电            老人 老师
老人 年轻人          老人 残疾人          物业 物流            物业 业委会
保安 保姆            保安 警察            骑手 歌手            骑手 货车司机
骑手 环卫工          电动车 电动汽车      电动车 电梯          电梯 扶手
电瓶 电瓶车          单车 电单车          自行车 电动自行车    公交车 出租车
公交站 充电站        充电桩 停车位        停车场 球场          广场 广场舞
广场舞 舞狮          噪音 臭味            漏水 漏气            漏水 停水
垃圾分类 积分        垃圾桶 垃圾分类      垃圾房 危房          违停 违建
违建 危房            群租房 公租房        租房 买房            房租 工资
城中村 古村          食堂 学堂            食堂 长者饭堂        早餐 晚餐
就业 创业            就业 毕业            失业 就医            工资 公积金
医保 社保            医院 法院            医院 养老院          养老 养犬
养老金 奖学金        养狗 流浪狗          流浪狗 流浪汉        流浪狗 流浪猫
孩子 老人            托育 托运            托管 监管            学校 驾校
幼儿园 公园          暑假 请假            图书馆 麻将馆        培训班 夜校
退费 学费            退费 退休            退役军人 退休金      预付卡 医保卡
诈骗 消费纠纷        投诉 起诉            办证 居住证          排队 消防队
志愿者 消费者        调解 理解            邻居 居委会          街道 街市
党员 网格员          网格员 外卖员        社工 零工            公益 公园
高空抛物 高空作业    火灾 水灾            燃气 空气            摆摊 摊牌
半夜 半年            过年 过期            煤气 天气            路灯 电灯
"""


def pairs(table: str) -> list[tuple[str, str]]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


def synonyms_of(word: str) -> tuple[Synonym, ...]:
    return next((found for said, found in SYNONYMS.starting_at(word, 0) if said == word), ())


def meant_by(word: str) -> set[str]:
    return {word} | {synonym.word for synonym in synonyms_of(word)}


def entries() -> Iterator[tuple[int, str, str, str]]:
    """Yield (line number, left side, right side, weight); an = line is all left side."""
    for number, content in lines(built_in(NAME)):
        words, _, weight = content.partition("@")
        left, _, right = words.partition("=>")
        yield number, left, right, weight


def words_in(side: str) -> list[str]:
    return [word.strip() for word in re.split("[=,]", side) if word.strip()]


@pytest.mark.parametrize(("said", "official"), pairs(LINKED))
def test_an_everyday_word_finds_the_official_one(said: str, official: str) -> None:
    assert official in meant_by(said)


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_words_that_only_look_alike_have_no_meaning_in_common(one: str, other: str) -> None:
    assert meant_by(one).isdisjoint(meant_by(other))


def test_every_word_is_written_the_way_that_text_is_folded() -> None:
    written = [word for _, left, right, _ in entries() for word in words_in(left + "," + right)]

    assert [word for word in written if NORMALISER.normalise(word) != word] == []


def test_no_line_says_a_word_twice() -> None:
    repeated = {
        number: again
        for number, left, right, _ in entries()
        if (again := [w for w, n in Counter(words_in(left + "," + right)).items() if n > 1])
    }

    assert repeated == {}


def test_no_two_one_way_lines_could_be_one() -> None:
    says = Counter(
        (frozenset(words_in(right)), weight) for _, _, right, weight in entries() if right
    )

    assert [sorted(words) for (words, _), times in says.items() if times > 1] == []


def test_no_one_way_line_only_repeats_what_is_said_the_other_way_round() -> None:
    mutual = [
        number
        for number, left, right, _ in entries()
        if right and all(set(words_in(left)) <= meant_by(word) for word in words_in(right))
    ]

    assert mutual == []


def test_words_that_find_each_other_weigh_the_same_both_ways() -> None:
    weights = {
        (word, synonym.word): synonym.weight
        for word in SYNONYMS.words()
        for synonym in synonyms_of(word)
    }

    lopsided = [
        (one, other)
        for (one, other), weight in weights.items()
        if weights.get((other, one), weight) != weight
    ]

    assert lopsided == []


def test_no_question_word_is_expanded_or_looked_for() -> None:
    assert SYNONYMS.words() & QUESTION_WORDS == set()


def test_a_single_character_is_only_ever_widened_one_way() -> None:
    both_ways = [left for _, left, right, _ in entries() if not right]

    assert [word for left in both_ways for word in words_in(left) if len(word) == 1] == []


def test_every_word_is_understood_inside_a_question() -> None:
    dictionary = {word for word in SYNONYMS.words() if len(word) > 1}
    parser = QueryParser(
        Analyser(NORMALISER, JiebaSegmenter(dictionary)), SYNONYMS, QUESTION_WORDS
    )

    missed = [
        word
        for word in SYNONYMS.words()
        if synonyms_of(word)
        and word not in {concept.text for concept in parser.parse(f"请问{word}怎么办").concepts}
    ]

    assert missed == []


def test_no_long_word_hides_an_unrelated_shorter_one_from_the_index() -> None:
    """A word is indexed with its parts of two and three characters, not with longer ones."""
    words = SYNONYMS.words()

    hidden = [
        (word, part)
        for word in words
        for start in range(len(word))
        for end in range(start + 4, len(word) + 1)
        if (part := word[start:end]) in words - {word} - GENERIC and word not in meant_by(part)
    ]

    assert hidden == []
