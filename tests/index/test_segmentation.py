"""Two engines that cut alike, and leave nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import Case
from cases.built_in import built_in_library
from index.analyser import Analyser, bigrams, characters
from index.jieba_segmenter import Engine, JiebaSegmenter
from index.normaliser import Normaliser

OWN_WORDS = ("城南巷充", "ai夜校", "先学后付", "3d打印", "爬楼机", "七有", "民生妙招", "大新社区")
FREQUENT = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能"
    "下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加"
    "量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与"
    "关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者"
    "最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少"
    "图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光"
    "车充站区街道社区居民小区停车充电夜校广场舞噪音骑手老人孩子医院垃圾电梯楼道"
)
CHINESE = st.text(st.sampled_from(FREQUENT), max_size=40)
MIXED = st.text(st.sampled_from(FREQUENT + "ab12 é々カ㐀𠮷"), max_size=30)

NORMALISER = Normaliser()
ENGINES: tuple[Engine, ...] = ("rjieba", "jieba")
SEGMENTERS = {engine: JiebaSegmenter(OWN_WORDS, engine=engine) for engine in ENGINES}
ANALYSER = Analyser(NORMALISER, SEGMENTERS["rjieba"])


@pytest.fixture(scope="module")
def library_texts() -> list[str]:
    return [NORMALISER.normalise(text) for case in built_in_library() for text in texts_of(case)]


def texts_of(case: Case) -> list[str]:
    texts = (case.title, case.problem, case.approach, case.outcome, case.summary, case.body)
    return [*texts, *case.tags, *case.asked_as, case.place, case.lead]


def test_both_engines_cut_the_built_in_library_alike(library_texts: list[str]) -> None:
    rjieba, jieba = SEGMENTERS["rjieba"], SEGMENTERS["jieba"]

    assert len(library_texts) > 1_000
    for text in library_texts:
        assert rjieba.cut(text) == jieba.cut(text)
        assert rjieba.cut_for_search(text) == jieba.cut_for_search(text)


def test_both_engines_cut_alike_with_the_words_of_the_library(library_texts: list[str]) -> None:
    own = [text for text in library_texts if 1 < len(text) <= 12 and " " not in text]
    rjieba, jieba = (JiebaSegmenter(own, engine=engine) for engine in ENGINES)

    for text in library_texts:
        assert rjieba.cut_for_search(text) == jieba.cut_for_search(text)


@given(CHINESE | MIXED | st.text().map(NORMALISER.normalise))
def test_both_engines_cut_any_normalised_text_alike(text: str) -> None:
    normalised = NORMALISER.normalise(text)
    rjieba, jieba = SEGMENTERS["rjieba"], SEGMENTERS["jieba"]

    assert rjieba.cut(normalised) == jieba.cut(normalised)
    assert rjieba.cut_for_search(normalised) == jieba.cut_for_search(normalised)


@pytest.mark.parametrize("engine", ENGINES)
@given(text=CHINESE | MIXED)
def test_words_joined_give_the_text(engine: Engine, text: str) -> None:
    normalised = NORMALISER.normalise(text)

    assert "".join(SEGMENTERS[engine].cut(normalised)) == normalised


@given(CHINESE | MIXED)
def test_tokens_stand_where_they_say_and_leave_out_only_spaces(text: str) -> None:
    normalised = NORMALISER.normalise(text)

    tokens = ANALYSER.tokens(normalised)

    assert all(normalised[offset:].startswith(word) for offset, word in tokens)
    assert "".join(word for _, word in tokens) == normalised.replace(" ", "")


@given(CHINESE | MIXED)
def test_the_words_for_search_hold_every_word_of_the_plain_cut(text: str) -> None:
    normalised = NORMALISER.normalise(text)

    assert {word for _, word in ANALYSER.tokens(normalised)} <= set(ANALYSER.words(normalised))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("email投诉", ["email", "投诉"]),
        ("fai waimai", ["fai", "waimai"]),
        ("ai夜校", ["ai", "夜校", "ai夜校"]),
        ("ai课", ["ai", "课"]),
    ],
)
def test_a_latin_word_is_not_cut_by_a_shorter_one(
    engine: Engine, text: str, words: list[str]
) -> None:
    analyser = Analyser(NORMALISER, JiebaSegmenter([*OWN_WORDS, "ai"], engine=engine))

    assert list(analyser.words(text)) == words
    assert [text[at : at + len(word)] for at, word in analyser.tokens(text)] == [
        word for _, word in analyser.tokens(text)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_own_words_stay_whole_in_any_order_of_the_list(engine: Engine) -> None:
    backwards = JiebaSegmenter(reversed(OWN_WORDS), engine=engine)

    text = "大新社区的城南巷充和先学后付"

    assert backwards.cut(text) == ["大新社区", "的", "城南巷充", "和", "先学后付"]
    assert SEGMENTERS[engine].cut(text) == backwards.cut(text)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("电动车", ["电动", "动车"]),
        ("电", ["电"]),
        ("ai夜校", ["ai", "夜校"]),
        ("停 车位", ["停", "车位"]),
        ("96小时", ["96", "小时"]),
        ("", []),
        (" ", []),
    ],
)
def test_bigrams_are_neighbours_within_a_run(text: str, pairs: list[str]) -> None:
    assert list(bigrams(text)) == pairs


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("电动车", ["电", "动", "车"]),
        ("ai夜校", ["夜", "校"]),
        ("停 96小时", ["停", "小", "时"]),
        ("", []),
    ],
)
def test_characters_are_those_that_mean_something_alone(text: str, alone: list[str]) -> None:
    assert list(characters(text)) == alone


@given(CHINESE | MIXED)
def test_no_text_but_a_blank_one_is_without_terms(text: str) -> None:
    normalised = NORMALISER.normalise(text)

    terms = ANALYSER.terms(normalised)

    assert bool(terms.words) == bool(terms.bigrams) == bool(normalised)


UNTOUCHED = """
import logging, sys, tempfile
import index
from index.jieba_segmenter import JiebaSegmenter
assert "jieba" not in sys.modules and "rjieba" not in sys.modules, "imported by importing index"
for engine in ("rjieba", "jieba"):
    JiebaSegmenter(["城南巷充"], engine=engine).cut("城南巷充")
import jieba
assert not jieba.dt.initialized and "城南巷充" not in jieba.dt.FREQ, "global tokenizer touched"
assert not jieba.user_word_tag_tab
assert jieba.default_logger.level == logging.WARNING
assert not logging.getLogger().handlers
"""


def test_segmenting_leaves_the_global_tokenizer_and_the_temporary_folder_alone(
    tmp_path: Path,
) -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-W", "ignore::SyntaxWarning", "-c", UNTOUCHED],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
    )

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
