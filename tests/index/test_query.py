"""What a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.query import QueryParser
from index.reduction import QueryReducer, load_weights
from index.synonyms import read_synonyms

NORMALISER = Normaliser()
SYNONYMS = read_synonyms(
    ("synonyms.txt", "电动车 = 电瓶车\n电动车充电 => 充电站\nwi-fi = 无线网"),
    normalise=NORMALISER.normalise,
)
PARSER = QueryParser(
    Analyser(NORMALISER, JiebaSegmenter(SYNONYMS.words())),
    SYNONYMS,
    frozenset({"怎么办", "的", "请问"}),
    QueryReducer(load_weights()),
)
QUESTIONS = st.text(
    st.sampled_from("电动车瓶充站广场舞噪音怎么办请问的ab1 -wifi，🚗"), max_size=30
)


def said(question: str) -> list[str]:
    return [concept.text for concept in PARSER.parse(question).concepts]


def test_question_words_are_left_out() -> None:
    assert said("请问电瓶车的噪音怎么办") == ["电瓶车", "噪音"]


def test_the_longest_entry_of_the_synonyms_is_one_concept() -> None:
    query = PARSER.parse("电动车充电")

    (concept,) = query.concepts
    assert [(way.text, way.weight) for way in concept.alternatives] == [
        ("电动车充电", 1.0),
        ("充电站", 0.8),
    ]


def test_a_synonym_must_end_where_a_word_ends() -> None:
    parser = QueryParser(
        Analyser(NORMALISER, JiebaSegmenter(["广场舞"])),
        read_synonyms(("synonyms.txt", "广场 = 空地"), normalise=NORMALISER.normalise),
        frozenset(),
        QueryReducer(load_weights()),
    )

    (concept,) = parser.parse("广场舞").concepts

    assert [way.text for way in concept.alternatives] == ["广场舞"]


def test_what_stands_around_is_told_from_what_is_asked() -> None:
    query = PARSER.parse("我是老师，想请教一下电瓶车噪音")

    assert query.asked == query.content.replace(" ", "") == "电瓶车噪音"
    assert query.content_share == 1.0
    assert "老师" in {concept.text for concept in query.concepts if not concept.is_asked}
    assert query.beside == PARSER.parse("电瓶车噪音").beside


def test_a_question_can_be_taken_as_a_whole() -> None:
    query = PARSER.parse("我是老师，想请教一下电瓶车噪音", whole=True)

    assert query.asked == query.normalised
    assert all(concept.is_asked for concept in query.concepts)


def test_what_is_said_around_and_asked_is_asked() -> None:
    query = PARSER.parse("噪音的事想请教一下，你好，电瓶车噪音噪音")

    assert all(concept.is_asked for concept in query.concepts if concept.text == "噪音")


@given(QUESTIONS)
def test_what_is_asked_is_part_of_the_question(question: str) -> None:
    query = PARSER.parse(question)

    assert query.asked in query.normalised
    assert 0.0 <= query.content_share <= 1.0


def test_neighbouring_concepts_are_joined_by_the_pair_across() -> None:
    assert PARSER.parse("电瓶车噪音").beside.bigrams == ("车噪",)


@pytest.mark.parametrize("question", ["ai噪音", "噪音ai", "噪音 电瓶车", "噪音的电瓶车", "噪音"])
def test_what_no_document_could_hold_as_a_pair_joins_nothing(question: str) -> None:
    assert PARSER.parse(question).beside.bigrams == ()


def test_the_characters_that_were_typed_count_and_no_synonym_s() -> None:
    query = PARSER.parse("请问电瓶车的噪音怎么办")

    assert query.beside.characters == tuple("电瓶车噪音")
    assert not any(way.terms.characters for c in query.concepts for way in c.alternatives)


def test_what_is_said_again_counts_once() -> None:
    once, twice = (PARSER.parse(question) for question in ("电瓶车噪音", "电瓶车噪音，电瓶车！"))

    assert twice.concepts == once.concepts
    assert twice.content_share == 1.0


def test_a_wording_with_a_space_is_no_more_than_all_that_was_typed() -> None:
    query = PARSER.parse("Wi-Fi")

    assert [concept.text for concept in query.concepts] == ["wi fi"]
    assert query.content_share == 1.0


@pytest.mark.parametrize("question", ["", "  ", "🚗！？", "怎么办", "\x00\x07"])
def test_a_question_without_a_topic_asks_for_nothing(question: str) -> None:
    query = PARSER.parse(question)

    assert query.concepts == ()
    assert query.content_share == 0.0


@given(QUESTIONS)
def test_concepts_stand_in_text_order_where_they_say(question: str) -> None:
    query = PARSER.parse(question)

    ends = [0, *(concept.end for concept in query.concepts)]
    for concept, done in zip(query.concepts, ends, strict=False):
        assert done <= concept.start
        assert query.normalised[concept.start : concept.end] == concept.text
        assert concept.alternatives[0].weight == 1.0


@given(QUESTIONS)
def test_the_share_of_the_topic_is_between_nothing_and_all(question: str) -> None:
    query = PARSER.parse(question)

    assert 0.0 <= query.content_share <= 1.0
    assert bool(query.concepts) == (query.content_share > 0.0)
