"""`miaozhao search`, `chat` and `reindex`."""

import json
import shutil

import pytest

from tests.bot.cli_double import Console
from tests.bot.dialogue_double import lines

CHARGING = "daxin-xiangchong"


def test_the_answer_as_json_has_exactly_the_keys_that_scripts_rely_on(
    filled_console: Console,
) -> None:
    outcome = filled_console.run("search", "电动车充电", "--json", "--limit", "2")

    answer = outcome.json()
    assert (outcome.code, outcome.err) == (0, "")
    assert list(answer) == ["query", "confidence", "took_ms", "corrected", "hits"]
    assert answer["query"] == "电动车充电"
    assert answer["confidence"] == "sure"
    assert answer["took_ms"] >= 0
    assert answer["corrected"] is None
    assert len(answer["hits"]) == 2
    assert list(answer["hits"][0]) == [
        "id",
        "title",
        "place",
        "summary",
        "url",
        "score",
        "matched",
    ]
    first, second = answer["hits"]
    assert first["id"] == CHARGING
    assert first["place"] == "南山区南头街道大新社区"
    assert first["url"] == f"http://127.0.0.1:8080/c/{CHARGING}"
    assert "新增充电位100多个" in first["summary"]
    assert first["score"] > second["score"] > 0
    assert "充电" in first["matched"]


def test_nothing_found_is_an_answer_without_hits(filled_console: Console) -> None:
    outcome = filled_console.run("search", "比特币价格", "--json")

    assert outcome.code == 0
    assert outcome.json()["confidence"] == "none"
    assert outcome.json()["hits"] == []


def test_an_answer_for_people_is_the_cards(filled_console: Console) -> None:
    outcome = filled_console.run("search", "广场舞", "噪音")

    assert outcome.out == (
        lines(
            """
            找到 1 个案例：

            ① 安乐社区定向音柱：化解「广场舞噪音」扰民 · 宝安区新安街道安乐社区
               难题：「跳广场舞」放音乐，声音吵到了周围居民，大家为「噪音」投诉。
               妙招：安乐社区党委给「广场舞」用上声音定向传的「定向音柱」，靠一项小小的技术创新，化解了「噪音」扰民的老难题。
               成效：投诉锐减超96%。
               http://127.0.0.1:8080/c/anle-dingxiang-yinzhu
            """
        )
        + "\n"
    )


def test_people_are_not_told_that_a_gap_was_noted(filled_console: Console) -> None:
    far = filled_console.run("search", "比特币价格")
    near = filled_console.run("search", "帮我写一首诗")
    nothing = filled_console.run("search", "……")

    assert far.out.startswith("没有找到“比特币价格”的案例。\n可以换个说法，或者试试：")
    assert near.lines[0] == "没有找到“帮我写一首诗”的案例。"
    assert near.lines[1].startswith("可以换个说法，或者试试：")
    assert nothing.out == "没看到文字。请用几个字说说您遇到的难题，例如“电动车充电”。\n"


def test_filters_narrow_the_search(filled_console: Console) -> None:
    def ids(*arguments: str) -> list[str]:
        answer = filled_console.run("search", "充电", "--json", "--limit", "50", *arguments).json()
        return [hit["id"] for hit in answer["hits"]]

    everywhere = ids()
    here = ids("--district", "南山区")
    collected = ids("--collection", "党建锦囊·民生妙招报道选编")

    assert here == [CHARGING]
    assert ids("--district", "南山") == [CHARGING]
    assert CHARGING in ids("--theme", "民之所安")
    assert ids("--theme", "所安") == ids("--theme", "民之所安")
    assert set(collected) < set(everywhere)
    assert ids("--district", "没有的区") == []
    assert ids("--theme", "民之所享", "--district", "南山区") == []


def test_many_questions_come_from_stdin_one_a_line(filled_console: Console) -> None:
    questions = "电动车充电\n\n比特币价格\r\n  广场舞噪音  \n\x00\n" + "长" * 10_000

    outcome = filled_console.run("search", "-", stdin=questions)

    answers = [json.loads(line) for line in outcome.lines]
    assert outcome.code == 0
    assert [answer["confidence"] for answer in answers] == [
        "sure",
        "none",
        "none",
        "sure",
        "none",
        "none",
    ]
    assert [answer["query"] for answer in answers[:4]] == [
        "电动车充电",
        "",
        "比特币价格",
        "  广场舞噪音  ",
    ]


def test_bytes_that_are_no_text_are_answered_like_any_question(filled_console: Console) -> None:
    several = filled_console.run("search", "-", stdin=b"\xff\xfe\n" + "充电\n".encode())
    one = filled_console.run("search", "\udcff", "--json")

    assert (several.code, len(several.lines)) == (0, 2)
    assert json.loads(several.lines[1])["confidence"] != "none"
    assert (one.code, one.json()["confidence"]) == (0, "none")


@pytest.mark.parametrize(
    "question", ["<script>", "'; DROP TABLE cases; --", "😀", "\x1b[31m", "z" * 10_000]
)
def test_strange_questions_are_answered_calmly(filled_console: Console, question: str) -> None:
    outcome = filled_console.run("search", "--json", "--", question)

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json()["query"] == question


@pytest.mark.parametrize("command", [("search", "充电"), ("search", "-"), ("chat",)])
def test_before_the_first_import_one_is_told_to_import(
    console: Console, command: tuple[str, ...]
) -> None:
    outcome = console.run(*command)

    assert outcome.failure == (
        "还没有案例，请先导入：miaozhao import 文件，或 miaozhao import --built-in"
    )


def test_a_search_before_the_first_index_says_what_to_do(filled_console: Console) -> None:
    shutil.rmtree(filled_console.data / "index")

    outcome = filled_console.run("search", "充电")

    assert outcome.failure == "还没有索引。请运行 miaozhao reindex 建立索引。"


def test_a_conversation_in_the_terminal(filled_console: Console) -> None:
    outcome = filled_console.run("chat", stdin="广场舞噪音\n1\n重建索引\n退出\n广场舞噪音\n")

    assert outcome.code == 0
    assert outcome.lines[0] == "您好，我是妙招。"
    assert outcome.out.count("找到 1 个案例：") == 1
    assert "来源：《深圳：以“党建锦囊·民生妙招”破解治理难题》" in outcome.lines
    assert "开始重建索引，期间照常可以查找。" in outcome.lines
    assert "索引已更新：83 个案例" in outcome.out
    assert outcome.lines[-1] == "再见！"


def test_a_conversation_ends_with_its_input_and_goes_on_next_time(
    filled_console: Console,
) -> None:
    first = filled_console.run("chat", stdin="广场舞噪音")
    second = filled_console.run("chat", stdin="1\n")

    assert first.lines[-1] == "再见！"
    assert "牵头：安乐社区党委" in second.lines


def test_a_reindex_says_what_came_of_it(filled_console: Console) -> None:
    outcome = filled_console.run("reindex")

    assert outcome.code == 0
    assert outcome.out.startswith("索引已更新：83 个案例，用时 ")
    assert outcome.err == ""


def test_faulty_synonyms_stop_a_reindex_and_the_search_goes_on(filled_console: Console) -> None:
    filled_console.write("data/synonyms.txt", "路灯\n")

    outcome = filled_console.run("reindex")

    assert "synonyms.txt 有误： · 第 1 行：" in outcome.failure
    assert filled_console.run("search", "电动车充电", "--json").json()["confidence"] == "sure"


def test_a_damaged_index_is_told_and_a_reindex_heals_it(filled_console: Console) -> None:
    for array in (filled_console.data / "index").rglob("*.npy"):
        array.write_bytes(b"")

    outcome = filled_console.run("search", "充电")

    assert "请运行 miaozhao reindex 重建索引" in outcome.failure
    assert filled_console.run("reindex").code == 0
    assert filled_console.run("search", "电动车充电", "--json").json()["confidence"] == "sure"


def test_a_lost_index_is_built_anew(filled_console: Console) -> None:
    shutil.rmtree(filled_console.data / "index")

    assert filled_console.run("reindex").code == 0
    assert filled_console.run("search", "电动车充电").code == 0


def test_another_process_searches_through_an_import_and_finds_the_new_case(
    filled_console: Console,
) -> None:
    with filled_console.start("search", "-") as process:

        def ask(question: str) -> dict[str, object]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{question}\n")
            process.stdin.flush()
            answer: dict[str, object] = json.loads(process.stdout.readline())
            return answer

        before = ask("荷塘观鸟望远镜")
        new = filled_console.write(
            "new.csv",
            "标题,做法,群众怎么问\n荷塘观鸟望远镜,装一架荷塘观鸟望远镜。,荷塘观鸟望远镜\n",
        )
        assert filled_console.run("import", new).code == 0
        during = []
        while ask("荷塘观鸟望远镜")["confidence"] != "sure":
            during.append(ask("电动车充电")["confidence"])
        _, complaints = process.communicate()

    assert before["confidence"] != "sure"
    assert set(during) <= {"sure"}
    assert process.returncode == 0
    assert complaints == ""
