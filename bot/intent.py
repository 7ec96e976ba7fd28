"""What a typed text asks for."""

import re
import unicodedata
from typing import Final, Literal

from bot.action import (
    Action,
    Ask,
    Browse,
    Help,
    NextPage,
    OpenNumber,
    PreviousPage,
    Reindex,
    Welcome,
)
from bot.reply import NUMBERS
from cases import Facet

SmallTalk = Literal["thanks", "farewell", "settled", "unsettled", "human"]
"""Said out of politeness: it asks for nothing, and is no gap in the library."""

_ORDINALS: Final = "一二三四五六七八九十"
_NUMBER: Final = re.compile(
    r"(?:看|打开|选)?\s*"
    rf"(?:第?\s*(?P<digits>[1-9]|10)|第\s*(?P<ordinal>[{_ORDINALS}]))"
    r"\s*(?:个|条|号|项)?[.。、)]?"
)
_CHOICE: Final = re.compile(
    r"(?:我?(?:要|想|想要)?(?:看看|看|打开|点开|点|选)?)\s*第?\s*[(\[【+]?\s*"
    rf"(?:(?P<digits>\d{{1,2}})|(?P<ordinal>[两{_ORDINALS}]))"
    r"(?:\s*[-~,、和\s]\s*\d{1,2})?"
    r"\s*[)\]】]?\s*(?:个|条|号|项|篇)?(?:案例)?[吧呢呀啊]?[.。、)]?"
)
"""What people type to choose from a list that they see; of several, the first."""

_LAST: Final = frozenset({"最后一个", "最后一条", "最后那个"})
_NEIGHBOURS: Final = {"下一个": 1, "下个": 1, "上一个": -1, "上个": -1}
_KEYCAP: Final = str.maketrans("", "", "\ufe0f\u20e3")
"""What makes a key of a digit: 2️⃣."""

_COMMAND: Final = re.compile(r"/(search|s)(?:@\w+)?\s+(.+)", re.DOTALL)
_SLASH: Final = re.compile(r"/(\w+)(?:@\w+)?")
_TRAILING: Final = " 。.！!？?~～，,"
_AS_TOLD: Final = re.compile(r"回复\s*[“\"]?(.+?)[”\"]?")
"""What people type who take “回复 2 看详情” by the word."""


_GREETINGS: Final = (
    "start",
    "你好",
    "您好",
    "你好啊",
    "你好呀",
    "您好啊",
    "您好呀",
    "大家好",
    "hi",
    "hello",
    "hey",
    "嗨",
    "哈喽",
    "哈啰",
    "在吗",
    "在不在",
    "有人吗",
    "早",
    "早上好",
    "早安",
    "上午好",
    "中午好",
    "下午好",
    "晚上好",
)

_SMALL_TALK: Final[dict[str, SmallTalk]] = {
    **dict.fromkeys(
        (
            *("谢谢", "谢谢你", "谢谢您", "谢谢啦", "谢了", "多谢", "多谢师傅", "感谢"),
            *("辛苦了", "真棒", "很好", "不错", "太好了", "thanks", "thank you"),
        ),
        "thanks",
    ),
    **dict.fromkeys(("再见", "拜拜", "晚安", "bye", "goodbye", "回头见"), "farewell"),
    **dict.fromkeys(
        ("算了", "退出", "没事", "没事了", "不用了", "好", "好的", "好吧", "行", "可以"), "settled"
    ),
    **dict.fromkeys(
        (
            "嗯",
            "嗯嗯",
            "哦",
            "噢",
            "ok",
            "okay",
            "知道了",
            "明白了",
            "收到",
            "哈哈",
            "哈哈哈",
            "呵呵",
        ),
        "settled",
    ),
    **dict.fromkeys(
        (
            *(
                "没用",
                "没有用",
                "不对",
                "不是",
                "都不是",
                "答非所问",
                "什么意思",
                "不是这个",
                "不是我要的",
            ),
            *("看不懂", "没看懂", "看不明白", "不懂", "听不懂"),
        ),
        "unsettled",
    ),
    **dict.fromkeys(
        (
            *("人工", "转人工", "人工客服", "人工服务", "找人工", "我要人工", "客服", "联系客服"),
            *("电话", "联系电话", "电话多少", "怎么联系", "联系方式", "找真人"),
        ),
        "human",
    ),
}

SAID_RELATED: Final = frozenset({"相关", "相关案例", "类似", "类似案例"})
"""Words, as `plain_words` writes them, that ask for cases like the one that is open."""

SAID_BACK: Final = frozenset({"回到列表", "返回列表", "返回"})
"""Words that ask for the list again from which a case was opened."""

SAID_AS_TYPED: Final = frozenset({"按原话找"})
"""Words that ask for the last question again, without correcting it."""

_SAID: Final[dict[str, Action]] = {
    **dict.fromkeys(
        (
            "n",
            "next",
            "下一页",
            "下页",
            "翻页",
            "更多",
            "更多案例",
            "继续",
            "还有吗",
            "还有别的吗",
            "还有其他的吗",
            "再来一些",
            "换一批",
        ),
        NextPage(),
    ),
    **dict.fromkeys(("p", "prev", "上一页", "上页", "返回上一页"), PreviousPage()),
    **dict.fromkeys(
        (
            "帮助",
            "help",
            "使用帮助",
            "怎么用",
            "使用说明",
            "说明",
            "你是谁",
            "你能做什么",
            "你会什么",
        ),
        Help(),
    ),
    **dict.fromkeys(_GREETINGS, Welcome()),
    **dict.fromkeys(
        (
            "浏览",
            "浏览全部",
            "browse",
            "目录",
            "分类",
            "全部",
            "全部案例",
            "案例",
            "妙招",
            "案例库",
        ),
        Browse(),
    ),
    **dict.fromkeys(("重建索引", "reindex"), Reindex()),
}

FACET_NAMES: Final[dict[Facet, str]] = {
    "theme": "主题",
    "field": "领域",
    "district": "区",
    "collection": "期",
}
"""The facets that people browse by, and what they call them."""

_FACETS: Final[dict[str, Facet]] = {name: facet for facet, name in FACET_NAMES.items()}


def read_action(text: str) -> Action | None:
    """Return what the text asks for; None if it says nothing (blank, emoji or marks only)."""
    typed = text.strip()
    searched = _COMMAND.fullmatch(typed)
    if searched:
        return read_question(searched[2])
    plain = plain_words(typed)
    if plain in _SAID:
        return _SAID[plain]
    if plain in _FACETS:
        return Browse(facet=_FACETS[plain])
    number = _NUMBER.fullmatch(plain)
    if number:
        return OpenNumber(number=_number_in(number))
    if _SLASH.fullmatch(typed):
        return Help()  # a command that there is not
    return read_question(typed)


def read_choice(text: str, *, shown: int, opened: int) -> OpenNumber | None:
    """Return what the text chooses from the list that is shown; None if it chooses nothing.

    Args:
        text: What was typed.
        shown: How many there are to choose from.
        opened: The number of the one that was opened last; 0 if none of them was.
    """
    said = plain_words(text.translate(_KEYCAP))
    if said in _LAST:
        return OpenNumber(number=shown)
    if said in _NEIGHBOURS:
        return OpenNumber(number=opened + _NEIGHBOURS[said])
    chosen = _CHOICE.fullmatch(said)
    return OpenNumber(number=_number_in(chosen)) if chosen else None


def _number_in(found: re.Match[str]) -> int:
    digits, ordinal = found["digits"], found["ordinal"]
    return int(digits) if digits else _ORDINALS.index(ordinal.replace("两", "二")) + 1


def read_question(text: str) -> Ask | None:
    """Return the text as a question; None if no letter, character or digit is in it."""
    return Ask(question=text.strip()) if any(map(str.isalnum, text)) else None


def read_small_talk(text: str) -> SmallTalk | None:
    """Return which politeness the whole text is; None if it is none."""
    return _SMALL_TALK.get(plain_words(text))


def plain_words(text: str) -> str:
    """Return a text as its words are compared: no slash, 回复, width, case or marks at the end.

    Words are one blank apart: patterns try every way to share out a run of blanks.
    """
    typed = text.strip()
    plain = _SLASH.sub(r"\1", typed) if _SLASH.fullmatch(typed) else typed
    composed = unicodedata.normalize("NFKC", _numbers_to_digits(plain))
    words = " ".join(composed.split()).strip(_TRAILING).lower()
    told = _AS_TOLD.fullmatch(words)
    return told[1] if told else words


def _numbers_to_digits(text: str) -> str:
    return text.translate({ord(sign): str(i) for i, sign in enumerate(NUMBERS, start=1)})
