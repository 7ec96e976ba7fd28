"""The sentences that people read in a chat: plain, warm, short."""

import re
from typing import Final

from bot.case_search import Found, is_quoted
from cases import FACETS

WELCOME: Final = (
    "您好，我是妙招。\n"
    "说说您遇到的难题，我帮您找别的社区是怎么解决的：谁做的、怎么做、效果怎样。\n"
    "可以试试："
)
HELP: Final = (
    "这样用：\n"
    "· 直接说难题，例如“电动车充电”“楼下跳舞太吵了”\n"
    "· 加上地方更准，例如“宝安区 夜市”\n"
    "· 回复数字看详情，回复“下一页”“上一页”翻页\n"
    "· 打开案例后，回复“相关”看类似的\n"
    "· 回复“浏览”，按主题、领域、区、期来看"
)
NOTHING_SAID: Final = "没看到文字。请用几个字说说您遇到的难题，例如“电动车充电”。"
THANKED: Final = "不客气！还有别的难题，随时说给我听。"
FAREWELL: Final = "再见，祝您一切顺利！有难题随时来找我。"
SETTLED: Final = "好的。想再找妙招，直接说难题就行。"
UNSETTLED: Final = "不好意思，没帮上忙。换个说法再试试：说清楚是什么事，例如“晚上跳舞太吵”。"
NO_HUMAN: Final = "我只会找案例，没有人工。要办事、要投诉，请打 12345；想找妙招，直接说难题。"
NO_LIST: Final = "还没有可以选的列表。请先说说您遇到的难题，例如“电动车充电”。"
NO_CASE_OPEN: Final = "还没有打开案例。请先找一个案例，打开后再回复“相关”。"
LAST_PAGE: Final = "已经是最后一页了。"
FIRST_PAGE: Final = "已经是第一页了。"
CASE_GONE: Final = "这个案例找不到了，可能已经撤下。直接说您的难题，我再找找，也可以看看："
NO_RELATED: Final = "暂时没有类似的案例。"
RELATED: Final = "类似的案例："
NO_CASES_HERE: Final = "这里还没有案例。"
EMPTY_LIBRARY: Final = "案例库里还没有案例，请管理员先导入。"
STORE_DOWN: Final = "案例库暂时连不上，请过几分钟再试。"
INDEX_DOWN: Final = "查找功能正在准备，请过几分钟再试。"
FOUND_BY_MEANING: Final = "意思相近"
DANGER: Final = "要是现在就有危险，请马上打电话：报警 110，火警 119，急救 120。"
DESPAIR: Final = "您很重要。请马上找人陪着，打 12356 心理援助热线；情况紧急，打 120 或 110。"
"""12356 is the line of the whole country, by day at least:
http://gs.people.com.cn/BIG5/n2/2024/1227/c183356-41089989.html"""

REINDEX_STARTED: Final = "开始重建索引，期间照常可以查找。"
REINDEX_UNFINISHED: Final = "索引没有建成，原来的索引照常使用。"
BROWSE: Final = "想按什么看？"
REPHRASE: Final = "可以换个说法"
BROWSE_HOW: Final = "回复名字也可以，例如“主题”。"
OPENED_HOW: Final = "回复“相关”看类似的案例。"

LONGEST_QUESTION: Final = 200
"""Characters of a question that are searched; more is not what people type but paste."""

_LONGEST_QUOTE: Final = 30
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)
"""Control characters, marks that turn the direction of a line, halves of characters."""


def found_opening(found: Found, *, was_cut: bool = False, is_noted: bool = False) -> str:
    """Say what was found and how sure that is.

    Args:
        found: The search.
        was_cut: Whether only the beginning of the question was searched.
        is_noted: Whether a question that found nothing has been counted as a gap.
    """
    lines = []
    if was_cut:
        lines.append(f"您的话有点长，我按前 {LONGEST_QUESTION} 个字来找。")
    if found.corrected:
        lines.append(f"按“{quote(found.corrected)}”为您查找。")
    if found.confidence == "none":
        lines.append(nothing_found(found.question, is_noted=is_noted))
        lines.append(f"{REPHRASE}，或者看看：")
    elif found.nothing_there:
        lines.append(f"{found.nothing_there}还没有合适的案例，先看看别处是怎么做的：")
    elif found.confidence == "maybe":
        lines.append(f"没有完全对上的，这 {found.total} 个可能相关：")
    else:
        lines.append(f"{_where(found)}找到 {found.total} 个案例：")
    return "\n".join(lines)


def nothing_found(question: str, *, is_noted: bool) -> str:
    """Say that nothing was found, and that we have noted it only if we have."""
    noted = "，已经记下，会请大家来出招" if is_noted else ""
    return f"没有找到“{quote(question)}”的案例{noted}。"


def nothing_under(value: str) -> str:
    """Say that a theme, field, place or collection has no case."""
    return f"“{quote(value)}”还没有案例，先看看别的吧。"


def nothing_in(place: str) -> str:
    """Say that a place has no case yet, above others that have."""
    return f"“{quote(place)}”还没有案例，这些地方有："


def list_closing(shown: int, *, has_next: bool) -> str:
    """Say what can be replied to a list."""
    which = "1" if shown == 1 else f"1–{shown}"
    return f"回复 {which} 看详情" + ("，回复“下一页”看更多。" if has_next else "。")


def wrong_number(shown: int) -> str:
    """Say which numbers there are."""
    return "这一页只有 1 个案例，请回复 1。" if shown == 1 else f"请回复 1 到 {shown} 之间的数字。"


def reindexed(cases: int, seconds: float) -> str:
    """Say that the index has been built anew."""
    return f"索引重建好了：{cases} 个案例，用时 {seconds:.1f} 秒。"


def went_wrong(reference: str) -> str:
    """Say calmly that something failed, and under which id an admin finds it in the log."""
    return f"刚才没有办成，请稍后再试。如果一直这样，请把编号 {reference} 告诉管理员。"


def quote(text: str) -> str:
    """Return the text to put into quotation marks: on one line, without those around it.

    Cut to a readable length, and free of what steers a screen.
    """
    text = " ".join(_UNPRINTABLE.sub(" ", text).split())
    if is_quoted(text):
        text = text[1:-1]
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _where(found: Found) -> str:
    values = [value for facet in FACETS if (value := getattr(found.wanted, facet))]
    return f"在“{'、'.join(values)}”里" if values else ""
