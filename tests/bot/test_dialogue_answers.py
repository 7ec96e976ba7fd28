"""What people read when they ask, open, turn pages and browse: the built-in library's answers."""

import pytest

from bot import wording
from bot.action import Ask, Browse, OpenCase, OpenNumber, ShowRelated
from bot.reply import Reply
from cases import CaseId, MemoryGapLog
from tests.bot.dialogue_double import Person, choices_of, lines

CHARGING = CaseId("daxin-xiangchong")
SPEAKERS = CaseId("anle-dingxiang-yinzhu")


def how_sure(reply: Reply) -> str | None:
    return reply.found.confidence if reply.found else None


@pytest.mark.parametrize("greeting", ["你好", "您好！", "hi", "/start", "在吗？", "早上好"])
def test_a_greeting_is_answered_with_three_examples_to_tap(
    resident: Person, greeting: str
) -> None:
    said = resident.reads(greeting)

    assert said == lines(
        """
        您好，我是妙招。
        说说您遇到的难题，我帮您找别的社区是怎么解决的：谁做的、怎么做、效果怎样。
        可以试试：

        可以回复：电动车充电 · 广场舞太吵 · 骑手租房 · 浏览全部
        """
    )


def test_every_example_of_the_greeting_is_answered_surely(resident: Person) -> None:
    greeting = resident.hears("你好")

    answers = [
        resident.hears(action=choice.action)
        for choice in choices_of(greeting)
        if isinstance(choice.action, Ask)
    ]

    assert [how_sure(answer) for answer in answers] == ["sure", "sure", "sure"]


def test_an_answer_is_a_case_at_a_glance(resident: Person) -> None:
    said = resident.reads("广场舞噪音")

    assert said == lines(
        """
        找到 1 个案例：

        ① 安乐社区定向音柱：化解「广场舞噪音」扰民 · 宝安区新安街道安乐社区
           难题：「跳广场舞」放音乐，声音吵到了周围居民，大家为「噪音」投诉。
           妙招：安乐社区党委给「广场舞」用上声音定向传的「定向音柱」，靠一项小小的技术创新，化解了「噪音」扰民的老难题。
           成效：投诉锐减超96%。
           https://m.example.cn/c/anle-dingxiang-yinzhu

        回复 1 看详情。
        """
    )


@pytest.mark.parametrize(
    ("question", "case_id"),
    [
        ("电动车充电", CHARGING),
        ("电瓶车没地方充电", CHARGING),
        ("電動車充電", CHARGING),
        ("/search 电动车充电", CHARGING),
        ("广场舞噪音", SPEAKERS),
        ("预付卡退费难", "futian-xianxue-houfu"),
        ("骑手租房", "shaputou-qishou-youhui"),
        ("城中村找不到路", "shilong-daohang-mofang"),
        ("请问电瓶车没地方充电怎么办？", CHARGING),
    ],
)
def test_everyday_words_find_the_case_surely(
    resident: Person, question: str, case_id: str
) -> None:
    answer = resident.hears(question)

    assert how_sure(answer) == "sure"
    assert answer.cards[0].case_id == case_id
    assert len(answer.cards) <= 5


@pytest.mark.parametrize("question", ["比特币价格", "帮我写一首诗"])
def test_what_no_case_answers_is_said_noted_and_not_invented(
    resident: Person, gaps: MemoryGapLog, question: str
) -> None:
    answer = resident.hears(question)

    assert how_sure(answer) == "none"
    assert answer.cards == ()
    assert answer.opening == (
        f"没有找到“{question}”的案例，已经记下，会请大家来出招。\n可以换个说法，或者看看："
    )
    assert [gap.question for gap in gaps.most_asked(10)] == [question]


def test_nothing_found_offers_near_topics_that_lead_on(resident: Person) -> None:
    answer = resident.hears("帮我写一首诗")

    topics = [c for c in choices_of(answer) if isinstance(c.action, Ask)]
    assert topics
    assert all(resident.hears(action=topic.action).cards for topic in topics)
    assert choices_of(answer)[-1].action == Browse()


def test_what_may_fit_is_called_that(resident: Person) -> None:
    answer = next(
        reply
        for question in ("11", "房子", "孩子", "停车", "老人", "路灯不亮了", "邻居家的狗")
        if how_sure(reply := resident.hears(question)) == "maybe"
    )

    assert answer.found
    assert answer.opening == f"没有完全对上的，这 {answer.found.total} 个可能相关："


@pytest.mark.parametrize(
    "said",
    [
        *("你好", "帮助", "浏览", "1", "下一页", "更多案例", "相关", "回到列表", "民之所安"),
        *("谢谢", "再见", "算了", "没事了", "好的", "嗯", "哦", "OK", "知道了"),
    ],
)
def test_only_questions_that_found_nothing_are_noted(
    resident: Person, gaps: MemoryGapLog, said: str
) -> None:
    resident.hears(said)

    assert gaps.most_asked(10) == []


@pytest.mark.parametrize("number", ["1", "①", "１", "第1个", "看 1", "1.", "1、"])
def test_a_number_opens_the_case_in_full(resident: Person, number: str) -> None:
    resident.hears("广场舞噪音")

    said = resident.reads(number)

    assert said == lines(
        """
        安乐社区定向音柱：化解广场舞噪音扰民
        宝安区新安街道安乐社区

        难题：跳广场舞放音乐，声音吵到了周围居民，大家为噪音投诉。

        妙招：安乐社区党委给广场舞用上声音定向传的「定向音柱」，靠一项小小的技术创新，化解了噪音扰民的老难题。

        成效：投诉锐减超96%。

        牵头：安乐社区党委
        来源：《深圳：以“党建锦囊·民生妙招”破解治理难题》
        原文：https://www.gdzz.gov.cn/zgxc/gddt/content/post_24542.html
        引用：安乐社区定向音柱：化解广场舞噪音扰民（宝安区新安街道安乐社区）：投诉锐减超96%。来源：《深圳：以“党建锦囊·民生妙招”破解治理难题》，https://www.gdzz.gov.cn/zgxc/gddt/content/post_24542.html

        可以回复：相关案例 · 回到列表

        回复“相关”看类似的案例。
        """
    )


def test_a_number_that_is_not_there_is_told_which_there_are(resident: Person) -> None:
    before = resident.hears("2").opening
    resident.hears("广场舞噪音")
    beyond_one = resident.hears("2").opening
    listed = resident.hears("电动车充电")
    beyond_many = resident.hears("9").opening

    assert before == wording.NO_LIST
    assert beyond_one == "这一页只有 1 个案例，请回复 1。"
    assert beyond_many == f"请回复 1 到 {len(listed.cards)} 之间的数字。"


def test_related_cases_follow_the_opened_one_and_can_be_opened(resident: Person) -> None:
    too_early = resident.hears("相关").opening
    resident.hears("电动车充电")
    resident.hears("1")

    related = resident.hears("相关")
    opened = resident.hears("①")

    assert too_early == wording.NO_CASE_OPEN
    assert related.opening == "类似的案例："
    assert 1 <= len(related.cards) <= 5
    assert CHARGING not in [card.case_id for card in related.cards]
    assert opened.opened
    assert opened.opened.case.id == related.cards[0].case_id


def test_the_way_back_from_a_case_is_its_list(resident: Person) -> None:
    listed = resident.hears("电动车充电")
    opened = resident.presses("①", listed)

    again = resident.presses("回到列表", opened)

    assert again.cards == listed.cards
    assert again.choices == listed.choices


def test_the_way_back_can_be_typed(resident: Person) -> None:
    too_early = resident.hears("回到列表").opening
    listed = resident.hears("电动车充电")
    resident.hears("1")

    again = resident.hears("回到列表")

    assert too_early == wording.NO_LIST
    assert again.cards == listed.cards


def test_the_original_words_can_be_asked_for_by_typing(resident: Person) -> None:
    too_early = resident.hears("按原话找").opening
    corrected = resident.hears("diandongche chongdian")
    typed = resident.hears("按原话找")

    assert too_early == wording.NO_LIST
    assert corrected.found
    assert corrected.found.corrected
    assert typed.found
    assert typed.found.question == "“diandongche chongdian”"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("谢谢！", wording.THANKED),
        ("多谢", wording.THANKED),
        ("辛苦了", wording.THANKED),
        ("再见", wording.FAREWELL),
        ("晚安～", wording.FAREWELL),
        ("算了", wording.SETTLED),
        ("退出", wording.SETTLED),
        ("OK", wording.SETTLED),
    ],
)
def test_politeness_is_answered_in_kind_with_a_way_on(
    resident: Person, said: str, answer: str
) -> None:
    reply = resident.hears(said)

    assert reply.opening == answer
    assert [choice.action for choice in choices_of(reply)] == [Browse()]


def test_politeness_leaves_the_list_where_it_is(resident: Person) -> None:
    listed = resident.hears("电动车充电")
    resident.hears("谢谢")

    opened = resident.hears("第一个").opened

    assert opened
    assert opened.case.id == listed.cards[0].case_id


@pytest.mark.parametrize("said", ["区块链发币怎么玩", "主题", "浏览", "你好"])
def test_a_number_does_not_mean_a_list_from_before_another_answer(
    resident: Person, said: str
) -> None:
    resident.hears("电动车充电")
    resident.hears(said)

    assert resident.hears("2").opening == wording.NO_LIST


def test_after_a_case_the_next_one_is_asked_for(resident: Person) -> None:
    listed = resident.hears("电动车充电")
    resident.hears("二")
    opened = resident.hears("下一个").opened

    assert opened
    assert opened.case.id == listed.cards[2].case_id
    assert resident.hears("99").opening == f"请回复 1 到 {len(listed.cards)} 之间的数字。"


def test_a_case_opened_without_a_list_has_no_way_back(resident: Person) -> None:
    opened = resident.hears(action=OpenCase(case_id=CHARGING))

    assert [choice.label for choice in choices_of(opened)] == ["相关案例"]


def test_pages_are_turned_up_to_both_ends_and_no_further(resident: Person) -> None:
    first = resident.hears("民之所安")
    second = resident.hears("下一页")
    third = resident.hears("更多")
    last = resident.hears("下一页")
    beyond = resident.hears("下一页").opening
    back = resident.hears("上一页")
    resident.hears("上一页")
    start = resident.hears("上页")
    before = resident.hears("上一页").opening

    assert [len(page.cards) for page in (first, second, third, last)] == [5, 5, 5, 1]
    shown = [card.case_id for page in (first, second, third, last) for card in page.cards]
    assert len(set(shown)) == 16
    assert beyond == wording.LAST_PAGE
    assert back == third
    assert start == first
    assert before == wording.FIRST_PAGE


def test_an_answer_of_several_pages_is_turned_like_a_list(resident: Person) -> None:
    first = next(
        reply
        for question in ("老人", "居民", "孩子", "充电")
        if (reply := resident.hears(question)).found and reply.found.total > 5
    )
    second = resident.presses("下一页", first)
    opened = resident.hears("1")
    again = resident.presses("回到列表", opened)

    assert not {card.case_id for card in first.cards} & {card.case_id for card in second.cards}
    assert again.cards == second.cards
    assert resident.hears("上一页").cards == first.cards


def test_there_is_no_page_to_turn_before_the_first_list(resident: Person) -> None:
    assert resident.hears("下一页").opening == wording.NO_LIST
    assert resident.hears("上一页").opening == wording.NO_LIST


def test_an_old_button_of_a_page_that_is_no_more_says_so(resident: Person) -> None:
    assert resident.hears(action=Ask(question="广场舞噪音", page=7)).opening == wording.LAST_PAGE
    beyond = Browse(facet="theme", value="民之所安", page=99)
    assert resident.hears(action=beyond).opening == wording.LAST_PAGE


@pytest.mark.parametrize("said", ["/nothing_of_the_kind", "/search", "重建索引"])
def test_a_command_that_there_is_not_is_answered_with_help(
    resident: Person, gaps: MemoryGapLog, said: str
) -> None:
    assert resident.hears(said) == resident.hears("帮助")
    assert gaps.most_asked(1) == []


def test_help_says_what_can_be_said(resident: Person) -> None:
    assert resident.reads("帮助") == lines(
        """
        这样用：
        · 直接说难题，例如“电动车充电”“楼下跳舞太吵了”
        · 加上地方更准，例如“宝安区 夜市”
        · 回复数字看详情，回复“下一页”“上一页”翻页
        · 打开案例后，回复“相关”看类似的
        · 回复“浏览”，按主题、领域、区、期来看

        可以回复：浏览全部
        """
    )


@pytest.mark.parametrize("said", ["", "   ", "\n", "😀👍", "\x00\x07\x1b", "……", "？！", "\u200b"])
def test_what_says_nothing_is_asked_for_words(resident: Person, said: str) -> None:
    assert resident.hears(said) == Reply(opening=wording.NOTHING_SAID)


def test_a_long_text_is_searched_by_its_beginning(resident: Person) -> None:
    answer = resident.hears("电动车充电" * 2_000)

    assert answer.opening.startswith("您的话有点长，我按前 200 个字来找。\n找到 ")
    assert answer.cards[0].case_id == CHARGING


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE cases; --",
        "{{ 7 * 7 }}",
        "% _ \\",
        "电\ud800",
        "a\x00b",
        "z" * 10_000,
        "\u202e充电",
        "_*[]()~`>#",
    ],
)
def test_strange_text_is_answered_in_one_calm_screen(resident: Person, said: str) -> None:
    answer = resident.hears(said)

    assert answer.opening
    assert len(answer.opening) < 200
    assert resident.hears("电动车充电").cards[0].case_id == CHARGING


def test_typed_numbers_and_pages_are_actions_too(resident: Person) -> None:
    resident.hears("电动车充电")

    assert resident.hears(action=OpenNumber(number=1)).opened
    assert resident.hears(action=ShowRelated(case_id=CaseId("nowhere"))).opening == (
        wording.NO_RELATED
    )
