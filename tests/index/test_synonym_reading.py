"""The synonym file: every kind of line, every fault, and the files that ship."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.built_in import built_in_library
from index import Vocabularies, WordFileError
from index.normaliser import Normaliser
from index.synonyms import DEFAULT_WEIGHT, Synonyms, read_synonyms
from index.word_file import built_in, lines

NORMALISER = Normaliser()


def read(*texts: str) -> Synonyms:
    named = ((f"file-{number}.txt", text) for number, text in enumerate(texts, start=1))
    return read_synonyms(*named, normalise=NORMALISER.normalise)


def expanded(synonyms: Synonyms, word: str) -> dict[str, float]:
    """Return what else is looked for, by word."""
    for found, others in synonyms.starting_at(word, 0):
        if found == word:
            return {other.word: other.weight for other in others}
    return {}


def faults_of(*texts: str) -> tuple[str, ...]:
    with pytest.raises(WordFileError) as caught:
        read(*texts)
    return caught.value.faults


def test_words_joined_by_equals_find_each_other() -> None:
    synonyms = read("电动车 = 电瓶车=电单车")

    assert expanded(synonyms, "电动车") == {"电瓶车": DEFAULT_WEIGHT, "电单车": DEFAULT_WEIGHT}
    assert expanded(synonyms, "电单车") == {"电动车": DEFAULT_WEIGHT, "电瓶车": DEFAULT_WEIGHT}


@pytest.mark.parametrize(
    "line", ["走鬼 => 流动摊贩, 小贩", "走鬼=>流动摊贩，小贩", "走鬼 =>流动摊贩、小贩"]
)
def test_an_arrow_goes_one_way(line: str) -> None:
    synonyms = read(line)

    assert set(expanded(synonyms, "走鬼")) == {"流动摊贩", "小贩"}
    assert expanded(synonyms, "小贩") == {}
    assert synonyms.words() == {"走鬼", "流动摊贩", "小贩"}


def test_several_words_may_stand_before_an_arrow() -> None:
    synonyms = read("跑路, 卷款 => 退费")

    assert expanded(synonyms, "跑路") == expanded(synonyms, "卷款") == {"退费": DEFAULT_WEIGHT}


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("跑路 => 退费 @0.5", 0.5),
        ("跑路 => 退费@1", 1.0),
        ("跑路 = 退费 @ .25", 0.25),
        ("跑路 => 退费  # 说明 @0.1", DEFAULT_WEIGHT),
    ],
)
def test_a_line_may_have_its_own_weight(line: str, weight: float) -> None:
    assert expanded(read(line), "跑路") == {"退费": weight}


def test_words_that_find_each_other_may_find_more_together() -> None:
    synonyms = read("小孩 = 孩子 @0.9 => 子女 => 未成年人, 学生 @0.4")

    assert expanded(synonyms, "小孩") == {
        "孩子": 0.9,
        "子女": DEFAULT_WEIGHT,
        "未成年人": 0.4,
        "学生": 0.4,
    }
    assert set(expanded(synonyms, "孩子")) == {"小孩", "子女", "未成年人", "学生"}
    assert expanded(synonyms, "子女") == {}


def test_what_is_meant_may_be_several_words() -> None:
    assert expanded(read("辞退 => 解除 劳动合同"), "辞退") == {"解除 劳动合同": DEFAULT_WEIGHT}


def test_blank_lines_and_comments_say_nothing() -> None:
    assert read("", "# 电动车 = 电瓶车\n\n   \n").words() == set()


def test_words_are_folded_like_text() -> None:
    assert expanded(read("電動車 = ＡＩ·車"), "电动车") == {"ai 车": DEFAULT_WEIGHT}


@pytest.mark.parametrize("line", ["a@b = 车", "走鬼 => a=b", "车，  a！b = 店"])
def test_signs_inside_a_word_are_folded_in_any_file(line: str) -> None:
    in_any = read(f"{line}\n電車 = 巴士").words() - {"电车", "巴士"}

    assert read(line).words() == in_any


def test_entries_come_longest_first() -> None:
    synonyms = read("充电 = 补电\n充电站 = 充电桩")

    assert [word for word, _ in synonyms.starting_at("去充电站", 1)] == ["充电站", "充电"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("电动车", "只有一个词"),
        ("电动车 =", "有一个词是空的"),
        ("= 电动车", "有一个词是空的"),
        ("=>", "有一个词是空的"),
        ("走鬼 => 小贩,", "有一个词是空的"),
        ("！ = 电动车", "有一个词是空的"),
        ("电动车 = 電動車", "同一个词写了两次"),
        ("走鬼 => 走鬼", "只有一个词"),
        ("走鬼 => 小贩 =>", "有一个词是空的"),
        ("走鬼 => 小贩 => 小贩 @0.4", "同一个词写了两次"),
        ("走鬼 = 小贩 => 走鬼", "同一个词写了两次"),
        ("走鬼 @0 => 小贩", "权重 0 不对"),
        ("跑路 => 退费 @0", "权重 0 不对"),
        ("跑路 => 退费 @1.5", "权重 1.5 不对"),
        ("跑路 => 退费 @0.5.5", "权重 0.5.5 不对"),
        ("跑路 => 退费 @...", "权重 ... 不对"),
    ],
)
def test_a_faulty_line_is_told_with_its_number(line: str, reason: str) -> None:
    (fault,) = faults_of(f"# 说明\n\n{line}\n停车 = 泊车")

    assert fault.startswith("第 3 行：")
    assert reason in fault


@pytest.mark.parametrize("second", ["电动车 = 电单车", "电单车 = 电瓶车", "电动车 => 单车"])
def test_a_word_on_two_lines_contradicts_itself(second: str) -> None:
    (fault,) = faults_of(f"电动车 = 电瓶车\n\n{second}")

    assert fault.startswith("第 3 行：")
    assert "第 1 行已经有了，请并成一行" in fault


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(WordFileError) as caught:
        read("只有一个\n停车 = 泊车\n停车 = 泊位\n跑路 => 退费 @9")

    assert [fault.partition("：")[0] for fault in caught.value.faults] == [
        "第 1 行",
        "第 3 行",
        "第 4 行",
    ]
    message = str(caught.value)
    assert message.startswith("file-1.txt 有误：")
    assert all(fault in message for fault in caught.value.faults)


def test_a_word_in_a_later_file_replaces_its_line_in_an_earlier_one() -> None:
    synonyms = read("电动车 = 电瓶车\n停车 = 泊车", "电动车 => 单车 @0.3")

    assert expanded(synonyms, "电动车") == {"单车": 0.3}
    assert set(expanded(synonyms, "电瓶车")) == {"电动车"}
    assert set(expanded(synonyms, "停车")) == {"泊车"}


@given(st.text(st.sampled_from("电动车停=>,，@0.5# \n"), max_size=60))
def test_any_text_is_read_or_refused_with_line_numbers(text: str) -> None:
    faults: tuple[str, ...] = ()
    try:
        synonyms = read(text)
    except WordFileError as error:
        faults = error.faults
        synonyms = read()

    assert all(fault.startswith("第 ") for fault in faults)
    for word in synonyms.words():
        assert word not in expanded(synonyms, word)
        assert all(0.0 < weight <= 1.0 for weight in expanded(synonyms, word).values())


def test_the_built_in_synonyms_load_and_keep_every_character() -> None:
    text = built_in("synonyms.txt")

    synonyms = read(text)

    assert len(synonyms.words()) > 100
    assert all(word in text for word in synonyms.words())
    assert expanded(synonyms, "电瓶车")["电动自行车"] == DEFAULT_WEIGHT


def test_every_built_in_question_word_survives_normalisation_and_stands_once() -> None:
    words = [word for _, word in lines(built_in("question_words.txt"))]

    assert all(NORMALISER.normalise(word) == word for word in words)
    assert len(set(words)) == len(words)


def test_no_question_word_is_a_topic_of_the_library() -> None:
    ignored = {word for _, word in lines(built_in("question_words.txt"))}
    tags = {NORMALISER.normalise(tag) for case in built_in_library() for tag in case.tags}

    assert len(tags) > 50
    assert ignored & tags == set()


def test_no_question_word_has_synonyms() -> None:
    ignored = {word for _, word in lines(built_in("question_words.txt"))}

    assert ignored & read(built_in("synonyms.txt")).words() == set()


FINGERPRINT = Vocabularies(words=frozenset({"大新社区"}), synonyms="电动车 = 电瓶车").fingerprint()


@pytest.mark.parametrize(
    ("words", "synonyms"),
    [
        ({"大新社区", "安乐社区"}, "电动车 = 电瓶车"),
        ({"安乐社区"}, "电动车 = 电瓶车"),
        (set(), "电动车 = 电瓶车"),
        ({"大新社区"}, "电动车 = 电单车"),
        ({"大新社区"}, ""),
        ({"大新社区", "电动车 = 电瓶车"}, ""),
        ({"大新", "社区"}, "电动车 = 电瓶车"),
    ],
)
def test_the_fingerprint_changes_with_any_word(words: set[str], synonyms: str) -> None:
    changed = Vocabularies(words=frozenset(words), synonyms=synonyms)

    assert changed.fingerprint() != FINGERPRINT


@pytest.mark.parametrize("name", ["synonyms.txt", "question_words.txt"])
def test_the_fingerprint_changes_with_a_file_that_ships(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.builder.built_in", lambda n: built_in(n) + ("新词\n" if n == name else "")
    )

    changed = Vocabularies(words=frozenset({"大新社区"}), synonyms="电动车 = 电瓶车")

    assert changed.fingerprint() != FINGERPRINT


def test_the_fingerprint_does_not_depend_on_the_order_of_words() -> None:
    words = [f"词{number}" for number in range(50)]

    one, other = Vocabularies(words=frozenset(words)), Vocabularies(words=frozenset(words[::-1]))

    assert one.fingerprint() == other.fingerprint()
