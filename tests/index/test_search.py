"""What people find, through a real snapshot."""

import gc
import weakref
from collections.abc import Callable

import pytest

from index import Document, DocumentId, Searcher, WeightedText

OpenLibrary = Callable[..., Searcher]

LIBRARY = {
    "charge": "大新社区城南巷充，电动自行车充电站进楼道，居民就近充电",
    "dance": "定向音柱化解广场舞噪音扰民，投诉减少",
    "market": "翻身夜市规范流动摊贩经营，划线摆摊",
    "refund": "预付卡先学后付，培训机构退费有保障",
    "rider": "沙埔头骑手公寓，外卖员租房便宜",
    "maze": "城中村导航魔方，门牌寻址不迷路",
    "climb": "爬楼机帮助老人上下楼",
    "school": "白领夜校开办ＡＩ课程",
    "lift": "旧楼加装电梯议事会",
    "water": "自来水管网改造，水压稳定",
}


OTHERS = [
    Document(id=DocumentId(f"other-{n}"), texts=(WeightedText(text=f"路灯{n}"),)) for n in range(5)
]


@pytest.fixture(scope="module")
def library(open_library: OpenLibrary) -> Searcher:
    synonyms = "骑手 = 外卖小哥 = 快递员\n租房 = 房租 = 公寓"
    return open_library(LIBRARY, words=["大新社区", "翻身夜市"], synonyms=synonyms)


def ids(searcher: Searcher, question: str, *, limit: int = 5) -> list[str]:
    return [hit.id for hit in searcher.search(question, limit=limit).hits]


@pytest.mark.parametrize(
    "question",
    [
        "电动车充电",
        "電動車充電",
        "电瓶车充电",
        "電瓶車沒地方充電",
        "【电动车】充电！",
    ],
)
def test_any_spelling_and_any_synonym_finds_the_case(library: Searcher, question: str) -> None:
    assert library.rank(question, limit=1)[0].id == "charge"


@pytest.mark.parametrize("question", ["AI课程", "ai课程", "ＡＩ課程", "Ai 课程"])
def test_case_and_width_do_not_matter(library: Searcher, question: str) -> None:
    assert ids(library, question)[0] == "school"


@pytest.mark.parametrize(
    "question",
    ["广场舞噪音", "请问广场舞噪音怎么办", "你好，我们小区广场舞噪音有没有什么好办法呢？谢谢"],
)
def test_question_words_do_not_drown_the_topic(library: Searcher, question: str) -> None:
    hits = library.rank(question, limit=3)

    assert hits[0].id == "dance"
    assert hits == library.rank("广场舞噪音", limit=3)


def test_what_only_stands_around_is_no_match(open_library: OpenLibrary) -> None:
    library = open_library(LIBRARY | {"dance": "老师教大家用定向音柱，广场舞噪音不扰民"})

    (hit, *_) = library.search("我是老师，想请教一下广场舞噪音", limit=3).hits

    assert hit.id == "dance"
    assert "老师" not in hit.matched
    assert "噪音" in hit.matched


def test_what_only_seems_to_stand_around_is_found_where_a_case_tells_of_it(
    open_library: OpenLibrary,
) -> None:
    library = open_library(LIBRARY | {"violence": "家暴求助一站式接到就办"})

    assert ids(library, "接到家暴求助，社区工作人员第一步该做什么？")[0] == "violence"


@pytest.mark.parametrize("question", ["外卖小哥租房", "骑手房租", "快递员公寓"])
def test_synonyms_find_in_both_directions(library: Searcher, question: str) -> None:
    assert ids(library, question)[0] == "rider"


def test_an_arrow_finds_one_way_only(open_library: OpenLibrary) -> None:
    searcher = open_library(
        {"a": "罗锅巷整治", "b": "鹿角巷改造", "c": "路灯", "d": "噪声"},
        synonyms="罗锅巷 => 鹿角巷",
    )

    assert {hit.id for hit in searcher.rank("罗锅巷", limit=9)} == {"a", "b"}
    assert searcher.rank("鹿角巷", limit=9)[0].id == "b"
    assert "罗锅巷" not in searcher.search("鹿角巷", limit=9).hits[0].matched


def test_the_word_itself_wins_over_its_synonym(open_library: OpenLibrary) -> None:
    searcher = open_library(
        {"a": "单车棚", "b": "轮椅棚", "c": "路灯", "d": "夜市", "e": "水管"},
        synonyms="单车 = 轮椅",
    )

    assert [hit.id for hit in searcher.rank("单车", limit=2)] == ["a", "b"]
    assert [hit.id for hit in searcher.rank("轮椅", limit=2)] == ["b", "a"]


def test_a_lighter_synonym_counts_less(open_library: OpenLibrary) -> None:
    searcher = open_library(
        {"a": "轮椅", "b": "滑板", "c": "路灯", "d": "夜市", "e": "水管"},
        synonyms="单车 => 轮椅 @0.4\n拐杖 => 滑板 @0.8",
    )

    lighter = searcher.rank("单车", limit=1)[0].score
    heavier = searcher.rank("拐杖", limit=1)[0].score
    assert heavier >= 2 * lighter > 0  # by its weight, and because more is answered


def test_to_list_all_synonyms_does_not_beat_the_word_in_the_title(
    open_library: OpenLibrary,
) -> None:
    title = (WeightedText(text="单车驿站", weight=3), WeightedText(text="歇脚喝水，食堂打折"))
    everything = (WeightedText(text="轮椅、滑板、拐杖、推车、单车都来了，歇脚喝水"),)
    documents = [
        Document(id=DocumentId("everything"), texts=everything),
        Document(id=DocumentId("title"), texts=title),
        *OTHERS,
    ]

    searcher = open_library(documents, synonyms="单车 = 轮椅 = 滑板 = 拐杖 = 推车")

    assert [hit.id for hit in searcher.rank("单车", limit=2)] == ["title", "everything"]


def test_of_two_that_share_a_word_the_one_with_more_of_the_characters_comes_first(
    open_library: OpenLibrary,
) -> None:
    searcher = open_library(
        {"a": "雨天排队", "b": "学童排队", "c": "路灯", "d": "夜市", "e": "树"}
    )

    assert [hit.id for hit in searcher.rank("学生排队", limit=2)] == ["b", "a"]


def test_who_shares_characters_only_is_not_found(open_library: OpenLibrary) -> None:
    searcher = open_library({"a": "园林小学", "b": "夜市", "c": "路灯"})

    assert searcher.rank("学园", limit=2) == []


@pytest.mark.parametrize(("word", "synonym"), [("骑手", "外卖员"), ("电动车", "电动自行车")])
def test_the_word_itself_wins_over_a_longer_synonym(
    open_library: OpenLibrary, word: str, synonym: str
) -> None:
    searcher = open_library(
        {"a": f"{word}的难题", "b": f"{synonym}的难题", "c": "路灯", "d": "夜市"}
    )

    assert [hit.id for hit in searcher.rank(word, limit=2)] == ["a", "b"]


def test_a_mask_narrows_the_search(library: Searcher) -> None:
    among = library.mask([DocumentId("market"), DocumentId("dance"), DocumentId("nowhere")])

    assert among.sum() == 2
    assert [hit.id for hit in library.search("夜市", limit=5, among=among).hits] == ["market"]
    assert library.search("充电站", limit=5, among=among).hits == ()


def test_a_mask_is_not_changed_by_a_search(library: Searcher) -> None:
    among = library.mask([DocumentId("market")])
    before = among.copy()

    library.search("夜市摆摊", limit=5, among=among)

    assert among.tolist() == before.tolist()


def test_an_empty_mask_lets_nothing_through(library: Searcher) -> None:
    assert library.search("夜市", limit=5, among=library.mask([])).confidence == "none"


@pytest.mark.parametrize("question", ["比特币价格", "比特币居民", "帮我写一首诗", "股票居民投诉"])
def test_an_unknown_rare_word_beside_a_common_one_finds_nothing(
    library: Searcher, question: str
) -> None:
    result = library.search(question, limit=5)

    assert (result.confidence, result.hits, result.total) == ("none", (), 0)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "\n\t",
        "🚗🎉",
        "？！。",
        "\x00\x01\x1f",
        "\u200b\u200d",
        "\ud83d",
        "怎么办",
        "的",
    ],
)
def test_a_question_about_nothing_finds_nothing(library: Searcher, question: str) -> None:
    result = library.search(question, limit=5)

    assert (result.confidence, result.hits, result.total) == ("none", (), 0)
    assert library.rank(question, limit=5) == []


@pytest.mark.parametrize(
    "question", ["电" * 10_000, "a" * 10_000, "🚗" * 10_000, "x " * 5_000, "噪音" * 5_000]
)
def test_ten_thousand_characters_are_searched_like_any_other(
    library: Searcher, question: str
) -> None:
    result = library.search(question, limit=2)

    assert len(result.hits) <= 2
    assert (result.confidence == "none") == (result.hits == ())


def test_markup_is_searched_as_its_words(library: Searcher) -> None:
    assert library.search("<script>alert(1)</script>", limit=5).confidence == "none"
    assert ids(library, "<p>广场舞</p> & 噪音扰民")[0] == "dance"


def test_the_prior_decides_between_equals(open_library: OpenLibrary) -> None:
    texts = (WeightedText(text="骑手驿站"),)
    documents = [
        Document(id=DocumentId("plain"), texts=texts),
        Document(id=DocumentId("preferred"), texts=texts, prior=1.05),
        *OTHERS,
    ]

    hits = open_library(documents).rank("骑手驿站", limit=2)

    assert [hit.id for hit in hits] == ["preferred", "plain"]
    assert hits[0].score == pytest.approx(hits[1].score * 1.05)


def test_the_prior_does_not_lift_a_poor_answer_over_a_good_one(
    open_library: OpenLibrary,
) -> None:
    documents = [
        Document(id=DocumentId("good"), texts=(WeightedText(text="骑手租房有补贴"),)),
        Document(id=DocumentId("poor"), texts=(WeightedText(text="骑手歇脚喝水"),), prior=1.13),
        *OTHERS,
    ]

    assert open_library(documents).rank("骑手租房", limit=1)[0].id == "good"


def test_matched_words_are_those_of_the_question_or_their_synonyms(library: Searcher) -> None:
    (hit, *_) = library.search("请问电瓶车充电站怎么办", limit=1).hits

    assert "电动自行车" in hit.matched
    assert "充电站" in hit.matched
    assert "电瓶车" not in hit.matched
    assert "怎么办" not in hit.matched
    assert len(set(hit.matched)) == len(hit.matched)


def test_an_offset_behind_the_last_hit_gives_an_empty_page_with_the_total(
    library: Searcher,
) -> None:
    whole = library.search("夜市摆摊", limit=10)

    behind = library.search("夜市摆摊", limit=10, offset=whole.total)

    assert whole.total == len(whole.hits) >= 1
    assert (behind.hits, behind.total) == ((), whole.total)
    assert behind.confidence == whole.confidence


@pytest.mark.parametrize("question", ["广场舞", "噪音", "广场舞噪音", "投诉减少"])
def test_a_library_of_one_document_finds_it(open_library: OpenLibrary, question: str) -> None:
    searcher = open_library({"only": LIBRARY["dance"]})

    assert ids(searcher, question) == ["only"]


def test_a_library_of_one_document_does_not_find_everything(open_library: OpenLibrary) -> None:
    searcher = open_library({"only": LIBRARY["dance"]})

    assert searcher.search("电梯", limit=5).confidence == "none"


def test_a_word_that_every_document_has_finds_every_document(open_library: OpenLibrary) -> None:
    searcher = open_library({name: f"噪音{text}" for name, text in LIBRARY.items()})

    result = searcher.search("噪音", limit=20)

    assert {hit.id for hit in result.hits} == set(LIBRARY)
    assert result.confidence != "none"


def test_what_is_like_a_document_leaves_itself_out(library: Searcher) -> None:
    like = library.like(DocumentId("market"), LIBRARY["market"] + "夜校", limit=3)

    assert "market" not in like
    assert like[0] == "school"


def test_documents_without_words_are_never_found(open_library: OpenLibrary) -> None:
    searcher = open_library({"blank": "", "emoji": "🎉", "dance": LIBRARY["dance"]})

    assert [hit.id for hit in searcher.rank("广场舞 🎉", limit=5)] == ["dance"]


def test_a_searcher_names_the_snapshot_it_searches(library: Searcher) -> None:
    assert library.snapshot.ids == tuple(sorted(LIBRARY))


def test_a_searcher_that_nobody_uses_is_gone_at_once(open_library: OpenLibrary) -> None:
    searcher = open_library(LIBRARY)
    searcher.search("diandongche chongdian", limit=1)
    corrector = weakref.ref(searcher._corrector)
    arrays = weakref.ref(searcher.snapshot.priors)

    gc.disable()  # it would find what is circular, after a while
    try:
        del searcher
        assert corrector() is None
        assert arrays() is None
    finally:
        gc.enable()
