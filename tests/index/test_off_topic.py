"""What no library answers is known by its words, and means what it asks."""

import pytest

from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.off_topic import OffTopic, off_topic_document
from index.word_file import built_in

LIST = "# 天气\n今天天气怎么样\n写一首诗   # 不是案例\n"


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(Normaliser(), JiebaSegmenter([]))


def test_it_tells_how_much_of_a_question_stands_in_the_list(analyser: Analyser) -> None:
    off_topic = OffTopic(LIST, analyser)

    assert off_topic.share("今天天气") == 1.0
    assert off_topic.share("广场舞太吵") == 0.0
    assert off_topic.share("天气太吵") == pytest.approx(1 / 3)
    assert off_topic.share("") == 0.0


def test_the_list_is_a_document_of_questions_and_nothing_else() -> None:
    document = off_topic_document(LIST)

    assert document.questions == ("今天天气怎么样", "写一首诗")
    assert document.texts == ()
    assert document.passage == ""


def test_the_list_that_ships_says_nothing_twice() -> None:
    questions = off_topic_document(built_in("off_topic.txt")).questions

    assert len(questions) == len(set(questions)) > 250
