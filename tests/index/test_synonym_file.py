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
from index.reduction import QueryReducer, load_weights
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
老板 用人单位        打工者 劳动者        雇员 职工            没签合同 书面劳动合同
包工头 承包人        年休假 年假          遣散费 经济补偿      降薪 劳动报酬
房东 出租人          租约 租赁合同        开发商 建设单位      订金 定金
房本 不动产登记      房贷 按揭            过户 转移登记        挡光 采光
隔壁 相邻            老公 配偶            老婆 夫妻            小孩 子女
爸爸 父母            家长 监护人          二胎 生育            身故 死亡
聘礼 彩礼            分遗产 继承          领养 收养            不养老人 赡养
借条 欠条            欠钱 债务            讨债 债权人          担保人 保证人
高利贷 民间借贷      店家 经营者          买家 消费者          退一赔三 惩罚性赔偿
虚假广告 引人误解    寄快递 托运          收件人 收货人        理赔 保险金
轿车 机动车          交警 交通警察        误诊 医疗事故        报账 报销
新农合 居民医保      小升初 招生          文凭 毕业证          户口簿 户口本
低保 最低生活保障    五保户 特困人员      参军 征兵            打官司 起诉
二审 第二审          受害人 被侵权人      精神损失 精神损害    偷车 盗窃
被打 故意伤害        坐牢 有期徒刑        投案 自首            网暴 诽谤
人肉 隐私            抄袭 著作权          征地 征收            强拆 强制拆除
种地 耕地            农田 承包地          野味 野生动物        排污 偷排
别人 他人            定义 是指            抵消 抵销            捡到 遗失物
动工 开工            竣工 完工            声屏障 隔音          公交路线 公交线
聋哑 听障            失明 视障            除夕 春节            找口饭吃 就业
僭建 违建            唐楼 旧楼            单车径 绿道          志工 志愿者
监视器 摄像头        瓦斯 燃气            停车格 停车位        安亲班 托管
地盘 工地            坑渠 下水道          残疾人士 残疾人      长辈 老人
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
借款 捐款            债权人 债务人        出租人 承租人        原告 被告
老公 老人            父母 夫妻            收养 养老            彩礼 礼品
保证人 保安          定金 押金            违约 违建            托运人 收货人
盗窃 诈骗            盗窃 抢劫            故意伤害 工伤        拘留 居留
罚款 贷款            起诉 投诉            征收 征兵            法官 警察
医生 学生            老师 律师            同学 同事            离婚 结婚
继承 传承            著作权 专利          肖像 摄像头          开除 开工
"""


def pairs(table: str) -> list[tuple[str, str]]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


def synonyms_of(word: str) -> tuple[Synonym, ...]:
    return next((found for said, found in SYNONYMS.starting_at(word, 0) if said == word), ())


def meant_by(word: str) -> set[str]:
    return {word} | {synonym.word for synonym in synonyms_of(word)}


def entries() -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield (line number, what is said, what it stands for), without weights."""
    for number, content in lines(built_in(NAME)):
        said, *meant = re.sub(r"@\s*[0-9.]+", "", content).split("=>")
        yield number, said, tuple(meant)


def words_in(*sides: str) -> list[str]:
    return [word.strip() for word in re.split("[=,]", ",".join(sides)) if word.strip()]


@pytest.mark.parametrize(("said", "official"), pairs(LINKED))
def test_an_everyday_word_finds_the_official_one(said: str, official: str) -> None:
    assert official in {word.replace(" ", "") for word in meant_by(said)}


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_words_that_only_look_alike_have_no_meaning_in_common(one: str, other: str) -> None:
    assert meant_by(one).isdisjoint(meant_by(other))


def test_every_word_is_written_the_way_that_text_is_folded() -> None:
    written = [word for _, said, meant in entries() for word in words_in(said, *meant)]

    assert [word for word in written if NORMALISER.normalise(word) != word] == []


def test_no_line_says_a_word_twice() -> None:
    repeated = {
        number: again
        for number, said, meant in entries()
        if (again := [w for w, n in Counter(words_in(said, *meant)).items() if n > 1])
    }

    assert repeated == {}


def test_no_two_one_way_lines_could_be_one() -> None:
    one_way = [words_in(said) for _, said, meant in entries() if meant and "=" not in said]

    says = Counter(frozenset(synonyms_of(words[0])) for words in one_way)

    assert [sorted(s.word for s in found) for found, times in says.items() if times > 1] == []


def test_no_one_way_line_only_repeats_what_is_said_the_other_way_round() -> None:
    mutual = [
        number
        for number, said, meant in entries()
        if meant and all(set(words_in(said)) <= meant_by(word) for word in words_in(*meant))
    ]

    assert mutual == []


def test_words_that_stand_together_for_one_are_words_by_themselves() -> None:
    phrases = {word for word in SYNONYMS.words() if " " in word}

    assert len(phrases) > 100
    assert all(not synonyms_of(phrase) for phrase in phrases)
    assert all(len(phrase) <= 20 for phrase in phrases)


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
    both_ways = [said for _, said, _ in entries() if "=" in said]

    assert [word for said in both_ways for word in words_in(said) if len(word) == 1] == []


def test_every_word_is_understood_inside_a_question() -> None:
    dictionary = {word for word in SYNONYMS.words() if len(word) > 1}
    parser = QueryParser(
        Analyser(NORMALISER, JiebaSegmenter(dictionary)),
        SYNONYMS,
        QUESTION_WORDS,
        QueryReducer(load_weights()),
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
    words = {word for word in SYNONYMS.words() if " " not in word}

    hidden = [
        (word, part)
        for word in words
        for start in range(len(word))
        for end in range(start + 4, len(word) + 1)
        if (part := word[start:end]) in words - {word} - GENERIC and word not in meant_by(part)
    ]

    assert hidden == []
