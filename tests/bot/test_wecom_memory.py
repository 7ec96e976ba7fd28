"""What a 智能机器人 keeps in mind is bounded, and what it forgets does no harm."""

from bot.action import Ask
from bot.channels.wecom.recent import Recent
from bot.channels.wecom.template_card import CardBody, CardsShown, card_for
from bot.reply import Choice, Reply


def a_card() -> CardBody:
    choices = tuple(Choice(label=word, action=Ask(question=word)) for word in ("甲", "乙"))
    shown = card_for(Reply(choices=(choices,)))
    assert shown is not None
    return shown


def test_a_message_is_new_once() -> None:
    recent: Recent[str] = Recent()

    assert [recent.begins("a"), recent.begins("a"), recent.begins("b")] == [True, False, True]


def test_messages_without_an_id_are_all_new() -> None:
    recent: Recent[str] = Recent()

    assert [recent.begins(""), recent.begins("")] == [True, True]
    recent.keep("", "an answer for nobody")
    assert recent.take("") is None


def test_the_oldest_of_two_thousand_messages_is_forgotten() -> None:
    recent: Recent[str] = Recent()
    for number in range(2_001):
        recent.begins(str(number))

    assert not recent.begins("1")
    assert recent.begins("0")


def test_an_answer_that_did_not_arrive_is_taken_once() -> None:
    recent: Recent[str] = Recent()
    recent.begins("a")
    recent.keep("a", "answer")

    assert [recent.take("a"), recent.take("a")] == ["answer", None]


def test_the_oldest_of_five_hundred_cards_is_not_ticked_any_more() -> None:
    cards = CardsShown()
    shown = [a_card() for _ in range(501)]
    for card in shown:
        cards.remember(card)

    key = shown[0]["button_list"][0]["key"]
    assert cards.ticked(shown[0]["task_id"], key) is None
    assert cards.ticked(shown[500]["task_id"], key) is not None


def test_a_button_is_ticked_once_and_only_if_it_is_there() -> None:
    cards = CardsShown()
    card = a_card()
    cards.remember(card)
    key = card["button_list"][0]["key"]

    ticked = cards.ticked(card["task_id"], key)

    assert ticked is not None
    assert [button["text"] for button in ticked["button_list"]] == ["✓ 甲", "乙"]
    assert cards.ticked(card["task_id"], key) is None
    assert cards.ticked(card["task_id"], "another") is None
