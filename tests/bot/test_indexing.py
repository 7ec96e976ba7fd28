"""What the index sees of a case."""

from bot.indexing import case_document
from cases import Case, CaseId

SENTENCE = "社区把危房改成了充电站。"


def test_a_case_with_nothing_but_a_full_text_means_what_its_pieces_mean() -> None:
    case = Case(id=CaseId("a"), title="充电站", body=SENTENCE * 30)

    document = case_document(case, newest_year=2025)

    assert "".join(document.details) == case.body


def test_the_parts_of_a_case_say_enough_of_it() -> None:
    case = Case(id=CaseId("a"), title="充电站", approach=SENTENCE, body=SENTENCE * 30)

    document = case_document(case, newest_year=2025)

    assert document.details == ()
    assert SENTENCE in document.questions
