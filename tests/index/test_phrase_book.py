"""What of a library is kept for corrections."""

import pytest

from index.analyser import Analyser
from index.jieba_segmenter import JiebaSegmenter
from index.normaliser import Normaliser
from index.phrase_book import PhraseBook
from tests.index.correction_library import lines_of


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(Normaliser(), JiebaSegmenter(["广场舞"]))


@pytest.fixture(scope="module")
def book(analyser: Analyser) -> PhraseBook:
    texts = [
        "广场舞太吵 充电桩 AI夜校 2024",
        "我们的社区广场舞和社区食堂办起来了",
        "社区食堂 龘龘 骑手来了",
    ]
    return PhraseBook(lines_of(texts, analyser))


def test_a_word_is_counted_once_a_document(book: PhraseBook) -> None:
    assert book.phrase("广场舞").count == 2
    assert book.phrase("广场舞").syllables == ("guang", "chang", "wu")


def test_two_words_side_by_side_in_two_documents_are_a_phrase(book: PhraseBook) -> None:
    assert "社区食堂" in book
    assert "社区广场舞" not in book


def test_what_stands_by_itself_is_a_phrase(book: PhraseBook) -> None:
    assert "充电桩" in book


def test_a_sign_that_nobody_reads_is_no_phrase(book: PhraseBook) -> None:
    assert "龘龘" not in book


def test_latin_words_are_kept_and_numbers_are_not(book: PhraseBook) -> None:
    assert book.latin == {"ai"}


def test_phrases_are_found_by_what_they_sound_like(book: PhraseBook) -> None:
    assert [phrase.text for phrase in book.sounding("guang cang wu")] == ["广场舞"]
    assert book.begins("guang cang")
    assert not book.begins("cang guang")
    assert book.sounding("cang guang") == []


def test_phrases_are_found_by_their_initials(book: PhraseBook) -> None:
    assert [phrase.text for phrase in book.with_initials("gcw")] == ["广场舞"]
    assert book.with_initials("xyz") == []


def test_words_are_found_by_what_they_look_like(book: PhraseBook) -> None:
    assert [phrase.text for phrase in book.looking_like("广?舞")] == ["广场舞"]
    assert book.looking_like("骑?") == []


def test_a_rare_word_gives_way_to_a_usual_one_of_its_sound(book: PhraseBook) -> None:
    assert "起手" in book.rare
    assert "旗手" not in book.rare


def test_an_empty_library_has_a_book_too(analyser: Analyser) -> None:
    empty = PhraseBook(lines_of([], analyser))

    assert empty.latin == frozenset()
    assert empty.sounding("guang cang wu") == []


def test_the_same_library_is_written_the_same(analyser: Analyser) -> None:
    texts = ["广场舞 充电桩", "充电桩 社区食堂"]

    assert lines_of(texts, analyser) == lines_of(texts[::-1], analyser)


def test_what_is_typed_without_dots_is_the_plain_syllable_where_there_is_one(
    analyser: Analyser,
) -> None:
    book = PhraseBook(lines_of(["路灯 绿道 怒 女 略 鲁 旅 努 驴"], analyser))

    assert [book.typed[typed] for typed in ("lu", "lv", "nu", "nv")] == ["lu", "lv", "nu", "nv"]
    assert book.typed["lue"] == "lve"
