"""What no library answers means what it asks."""

from index.off_topic import off_topic_document
from index.word_file import built_in

LIST = "# 天气\n今天天气怎么样\n写一首诗   # 不是案例\n"


def test_the_list_is_a_document_of_questions_and_nothing_else() -> None:
    document = off_topic_document(LIST)

    assert document.questions == ("今天天气怎么样", "写一首诗")
    assert document.texts == ()
    assert document.passage == ""


def test_the_list_that_ships_says_nothing_twice() -> None:
    questions = off_topic_document(built_in("off_topic.txt")).questions

    assert len(questions) == len(set(questions)) > 250
