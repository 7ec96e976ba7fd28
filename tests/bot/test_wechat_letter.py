"""What a letter of the 公众号 looks like: short enough, in whole sentences, and only text."""

import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import Ask, OpenCase
from bot.card import make_card, open_case
from bot.channels.wechat.glance import glance_within
from bot.channels.wechat.letter import LetterWriter
from bot.channels.wechat.passive_reply import Article, Letter
from bot.channels.wechat.plain_text import LONGEST_TEXT, first_sentences, plain, size, tappable
from bot.link import CaseLink
from bot.reply import Choice, Reply
from cases import Case, CaseId
from cases.built_in import built_in_library
from tests.bot.dialogue_double import Person
from tests.quality.judged_queries import made_up_library

WRITER = LetterWriter(links_pages=True, picture="https://m.example.cn/p.png")
AT_HOME = LetterWriter(links_pages=False, picture="")
LINK = CaseLink("https://m.example.cn")
QUERIES = Path(__file__).parents[1] / "quality" / "queries.tsv"
LIBRARIES = sorted(path.name for path in (QUERIES.parent / "libraries").iterdir())
SENTENCE = re.compile(r"[。！？!?…：]$")
TOLD = re.compile(r"^(?:难题|妙招|成效)：.*$", re.MULTILINE)
HEADLINE = re.compile(r"^[①②③④⑤] .+")


def without_links(text: str) -> str:
    return re.sub(r"</?a[^>]*>", "", text)


def unfinished(text: str) -> list[str]:
    """Return the lines that are neither a headline, nor a label, nor end as a sentence does."""
    tapped = [line for line in text.splitlines() if "<a " in line and not HEADLINE.match(line)]
    return [
        line
        for line in text.splitlines()
        if line and line not in tapped and not HEADLINE.match(line) and not SENTENCE.search(line)
    ]


def questions(count: int) -> list[str]:
    """Return real questions, halves of them and rubbish, the same in every run."""
    random = Random(2026)  # noqa: S311 - repeatable, not secret
    asked = [line.split("\t")[3] for line in QUERIES.read_text("utf-8").splitlines()[1:]]
    asked += [question for case in built_in_library() for question in case.asked_as]
    chosen = []
    for _ in range(count):
        question = random.choice(asked)
        kind = random.randrange(6)
        if kind == 0:
            question = question[: random.randrange(1, len(question) + 1)]
        elif kind == 1:
            question += random.choice(asked)
        elif kind == 2:
            signs = [chr(random.randrange(32, 0x9FFF)) for _ in range(random.randrange(1, 40))]
            question = "".join(signs)
        chosen.append(question)
    return chosen


def test_five_hundred_answers_fit_and_are_whole_sentences(resident: Person) -> None:
    for question in questions(500):
        letter = WRITER.write(resident.hears(question))
        if letter.article:  # half of a question was a number of the list before it
            continue
        text = letter.text

        assert 0 < size(text) <= LONGEST_TEXT, question
        assert SENTENCE.search(text), question
        assert not unfinished(text), question
        assert not [line for line in TOLD.findall(text) if line.endswith("…")], question
        assert not re.search(r"<(?!/?a[ >])", text), question


@pytest.mark.parametrize("name", LIBRARIES)
def test_full_pages_of_long_cases_tell_of_each_how_it_was_done_in_whole_sentences(
    name: str,
) -> None:
    library = made_up_library(name)
    for first in range(len(library) - 4):
        cards = tuple(
            make_card(case, number=number, link=LINK, matched=(case.title[:2], case.title[2:4]))
            for number, case in enumerate(library[first : first + 5], start=1)
        )

        text = WRITER.write(Reply(opening="找到 5 个案例：", cards=cards)).text

        assert size(text) <= LONGEST_TEXT
        assert text.count("妙招：") == 5
        assert not unfinished(text)
        assert not [line for line in TOLD.findall(text) if line.endswith("…")]


def test_every_case_opens_in_an_article_or_a_text_that_fits(resident: Person) -> None:
    for case in built_in_library():
        reply = resident.hears(action=OpenCase(case_id=case.id))
        article, text = WRITER.write(reply).article, AT_HOME.write(reply).text

        assert article
        assert size(article.description) <= LONGEST_TEXT
        assert case.title in text
        assert size(text) <= LONGEST_TEXT


def test_cards_are_shortened_and_none_is_left_out() -> None:
    whole = "居民".join("一二三四五六七八九十" * 3)
    cards = tuple(
        make_card(
            Case(
                id=CaseId("x" * 30 + str(number)),
                title=f"{number}{'很长的标题' * 7}",
                community=f"{'很长的社区名' * 3}",
                problem=f"{whole}。",
                approach=f"先做一件事。{whole}。",
                outcome="投诉下降96%。",
            ),
            number=number,
            link=LINK,
            matched=("居民", "标题", "社区"),
        )
        for number in range(1, 6)
    )

    text = WRITER.write(Reply(opening="找到 5 个案例：", cards=cards)).text

    assert size(text) <= LONGEST_TEXT
    assert all(f"{number} " in text for number in "①②③④⑤")
    assert not unfinished(text)


def test_a_card_with_room_is_told_whole() -> None:
    case = Case(id=CaseId("a"), title="标题", problem="难", approach="做", outcome="降了96%")
    card = make_card(case, number=1, link=LINK, matched=("96%",))

    assert glance_within(card, 600) == "难题：难。\n妙招：做。\n成效：降了「96%」。"
    assert glance_within(card, 44) == "妙招：做。\n成效：降了「96%」。"
    assert glance_within(card, 10) == ""


def test_marks_go_before_words_do() -> None:
    case = Case(id=CaseId("a"), title="标题", problem="难", approach="装充电桩", outcome="降了96%")
    card = make_card(case, number=1, link=LINK, matched=("充电", "桩", "96%"))

    assert glance_within(card, 50) == "妙招：装充电桩。\n成效：降了96%。"


def test_titles_are_links_unless_a_card_could_not_tell_how_it_was_done() -> None:
    def page(approach: str) -> str:
        case = Case(id=CaseId("x" * 30), title="很长的标题" * 7, approach=approach)
        cards = [replace(make_card(case, number=1, link=LINK), number=n) for n in range(1, 6)]
        return WRITER.write(Reply(opening="找到 5 个案例：", cards=tuple(cards))).text

    linked, named = page("装灯。"), page(f"先把{'住在这里的居民和商户' * 5}请来。")

    assert linked.count("<a ") == linked.count("妙招：") == 5
    assert named.count("<a ") == 0
    assert named.count("妙招：") == 5


def test_what_one_card_does_not_need_is_there_for_the_others() -> None:
    long, short = "先把居民都请来商量。" * 4, "装灯。"
    cards = tuple(
        make_card(
            Case(
                id=CaseId(f"{'x' * 30}{number}"),
                title="很长的标题" * 7,
                community="很长的社区名" * 3,
                approach=approach,
            ),
            number=number,
            link=LINK,
        )
        for number, approach in enumerate([long, short, short, long, short], start=1)
    )

    text = WRITER.write(Reply(opening="找到 5 个案例：", cards=cards)).text

    assert text.count(long) == 2


def test_markup_of_others_is_text() -> None:
    case = Case(id=CaseId("a"), title="<a href='x'>点</a>", approach="做")
    card = replace(
        make_card(case, number=1, link=LINK), approach="]]></Content>\x00\u202e<b>做</b>"
    )
    reply = Reply(opening="<i>", cards=(card,))

    text = WRITER.write(reply).text

    assert "<" not in without_links(text)
    assert "\x00" not in text
    assert "]]>" not in text


def test_too_many_choices_for_links_are_named() -> None:
    rows = tuple((Choice(label=f"地方{n}（3）", action=Ask(question="x")),) for n in range(60))

    text = WRITER.write(Reply(opening="按区看：", choices=rows)).text

    assert "地方59（3）" in text
    assert "<a" not in text
    assert size(text) <= LONGEST_TEXT


def test_more_choices_than_fit_are_cut_at_the_end_of_a_line() -> None:
    rows = tuple((Choice(label=f"很远的地方{n}", action=Ask(question="x")),) for n in range(400))

    text = WRITER.write(Reply(opening="按区看：", choices=rows)).text

    assert size(text) <= LONGEST_TEXT
    assert re.search(r"很远的地方\d+$", text)


def test_a_long_case_ends_at_a_sentence_and_says_where_the_rest_is() -> None:
    case = Case(id=CaseId("a"), title="标题", approach="这是一句话。" * 400, source="来源")
    reply = Reply(opened=open_case(case, LINK), closing="回复“相关”看类似的案例。")

    text = AT_HOME.write(reply).text

    assert size(text) <= LONGEST_TEXT
    assert "这是一句话。\n\n后面还有，全文见 https://m.example.cn/c/a 。" in text
    assert text.endswith("回复“相关”看类似的案例。")


@given(
    text=st.text("天地<>，。！\n a", max_size=80),
    longest=st.integers(min_value=3, max_value=300),
)
def test_first_sentences_fit_and_begin_the_text(text: str, longest: int) -> None:
    cut = first_sentences(text, longest)

    assert size(cut) <= longest
    assert text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize("says", ["", "a b", 'a"b', "a<b", "a&b", "a%b", "a\nb", "a#b"])
def test_what_no_address_can_hold_is_not_linked(says: str) -> None:
    assert tappable("标签", says=says) == "标签"


@given(text=st.text(st.characters(exclude_categories=())))
def test_plain_text_has_no_markup_and_can_be_sent(text: str) -> None:
    assert not set(plain(text)) & set("<>\x00\u202e\ud800")
    plain(text).encode()


@pytest.mark.parametrize(
    "letter",
    [
        Letter(),
        Letter(text="①「电动车」"),
        Letter(article=Article(title="t", description="d", picture="p", url="u")),
    ],
)
def test_a_letter_is_written_down_and_read_back(letter: Letter) -> None:
    assert Letter.from_json(letter.to_json()) == letter
