"""What a corrector must leave alone: ordinary words, in the library or not."""

import pytest

from cases.built_in import built_in_library
from index.analyser import Analyser
from index.corrector import Corrector
from index.dictionary import pair_counts
from tests.index.correction_library import (
    built_in_analyser,
    built_in_corrector,
    case_text,
    lines_of,
)

ORDINARY = """
    景点 经典 旅游景点 网红景点 打卡 微信 微信群 抖音 快手 网购 团购 拼车 网约车 高铁 地铁 公交
    机场 奶茶 咖啡 火锅 烧烤 麻将 棋牌 钓鱼 瑜伽 健身 健身房 游泳 篮球 足球 羽毛球 乒乓球 露营
    徒步 蹦迪 天气 下雨 台风 降温 股票 基金 彩票 房价 油价 菜价 电影 电视剧 明星 唱歌 歌词 小说
    作业 考试 高考 数学 英语 语文 作文 翻译 编程 代码 手机 电脑 平板 充电宝 充电站 充电器 耳机
    相机 打印机 路由器 冰箱 空调 洗衣机 电视 沙发 窗帘 床垫 衣柜 厨房 卫生间 阳台 装修 搬家 租房
    买房 贷款 房贷 首付 结婚 离婚 彩礼 婚礼 怀孕 产检 疫苗 感冒 发烧 头疼 牙疼 体检 中医 针灸
    按摩 减肥 护肤 化妆 理发 猫粮 狗粮 遛狗 猫砂 宠物医院 鹦鹉 乌龟 金鱼 花盆 多肉 种菜 浇花
    快递 驿站 外卖 打车 代驾 停车场 签证 护照 身份证 户口本 居住证 社保卡 医保 公积金 退休金
    养老金 失业金 工伤 劳动仲裁 律师 法院 报警 派出所 消防 救护车 急诊 挂号 住院 手术 骨折 失眠
    抑郁 焦虑 戒烟 戒酒 家暴 诈骗 传销 网贷 钢琴 吉他 书法 绘画 围棋 象棋 舞蹈 太极 武术 跆拳道
    夏令营 游乐园 动物园 博物馆 图书馆 电影院
"""

QUESTIONS = """
    今天天气怎么样
    明天会不会下雨
    附近有什么好吃的
    你是谁
    你会说英语吗
    帮我写一首诗
    给我讲个笑话
    怎么做红烧肉
    世界杯谁赢了
    一加一等于几
    广场人太多
    充电站在哪里
    居民去哪里办事
    社区听证会怎么开
    五方联起手来
    有账可查
    路断了走不过去
    大屏指挥平台怎么建
    各种投诉堆在一起
    没人查也没人修
    推不了轮椅
    我家的狗丢了怎么办
    怎么学游泳
    孩子不爱吃饭
    他是我朋友
    有事想找人聊聊
    想去看看房子
    猫爬到树上下不来
    买的鞋子质量太差
    机票怎么改签
"""


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return built_in_analyser()


@pytest.fixture(scope="module")
def corrector(analyser: Analyser) -> Corrector:
    return built_in_corrector(analyser)


@pytest.mark.parametrize("said", [*ORDINARY.split(), *QUESTIONS.split()])
def test_ordinary_words_stay_as_they_are(corrector: Corrector, said: str) -> None:
    assert corrector.corrections(said) == []


def test_what_half_of_the_library_says_is_hardly_ever_a_typo_for_the_other_half(
    analyser: Analyser,
) -> None:
    library = built_in_library()
    corrected, asked = [], 0
    for half in (0, 1):
        texts = [case_text(case) for case in library[half::2]]
        corrector = Corrector(lines_of(texts, analyser), analyser)
        unseen = {analyser.normalise(q) for case in library[1 - half :: 2] for q in case.asked_as}
        asked += len(unseen)
        corrected += [question for question in unseen if corrector.corrections(question)]

    assert len(corrected) < 0.01 * asked, corrected


@pytest.mark.parametrize(
    "said",
    [
        "jintian tianqi",
        "jin tian tian qi",
        "jintian tianqi zenmeyang",
        "ni chifan le ma",
        "mingtian xiayu ma",
    ],
)
def test_pinyin_of_other_things_is_not_put_together_from_characters(
    analyser: Analyser, said: str
) -> None:
    texts = [
        "天天 有人 进 出，吃饭 不 方便，怎么 样 的 都 有，里 外 不 分",
        "第三 期 进 来 了，天天 吃饭，雨 下 大 了，名 额 满 了 吗",
        "羊 在 里 面，今年 一 期，天天 忙 吗",
    ]
    corrector = Corrector(lines_of(texts, analyser), analyser)

    assert corrector.corrections(said) == []


def test_characters_may_link_words_of_pinyin(analyser: Analyser) -> None:
    texts = ["广场舞 太 大声，大家 说 很 吵", "太 多，吵 了 一 晚，广场舞"]
    corrector = Corrector(lines_of(texts, analyser), analyser)

    (best, *_) = corrector.corrections("guangchangwu tai chao")

    assert best.text == "广场舞太吵"


def test_a_phrase_does_not_join_halves_of_what_is_typed_as_words(analyser: Analyser) -> None:
    corrector = Corrector(lines_of(["天天 来", "天天 去"], analyser), analyser)

    assert corrector.corrections("jintian tianqi") == []
    assert [found.text for found in corrector.corrections("tian tian")] == ["天天"]


def test_the_usual_words_of_the_dictionary_are_no_typos(corrector: Corrector) -> None:
    usual = [word for word, count in pair_counts().items() if count >= 1000]

    corrected = [word for word in usual if corrector.corrections(word)]

    assert len(usual) > 3000
    assert corrected == []
