"""Texts made short enough to be read at a glance: whole sentences wherever there are any.

Official Chinese tells much in one sentence, clause after clause, each of which says something
by itself: 社区腾出旧粮站，引入餐饮企业，六十岁以上半价。 So a text may end, with a full stop,
after a clause that can stand alone. It may not end after one that leaves something open
(针对停车难、在晚上、不仅管用), nor before one that takes something back (但仅限老人), nor within
quotation marks or brackets, nor, where anything else is left, within what a colon announces
(三方分担：政府补一些，老人出一些).
"""

import re
from functools import lru_cache
from typing import Final

_MOST_REMEMBERED: Final = 20_000
"""Shortened texts: the same cases are shown again and again."""

_ENOUGH: Final = 0.5
"""Whole sentences that fill so much of the room are not made longer by clauses."""

WORTH_READING: Final = 12
"""Characters; whole sentences that are shorter tell too little."""

_SENTENCE_END: Final = re.compile(r"[。！？!?；;\n]")
_CLAUSE_END: Final = re.compile(r"[，、：]|[,:](?!\d)")
_STOP: Final = re.compile(r"[。！？!?；;，：]|[,:](?!\d)")
_BRACKETS: Final = re.compile(r"([「『“‘（(《〈【\[〔])|([」』”’）)》〉】\]〕])")

_LEAVES_OPEN: Final = re.compile(
    r"如|若|倘|假如|要是|一旦|只要|只有|除|因|由于|鉴于|随着|当|每当|每逢|遇|凡|等|趁"
    r"|为(?:了|解决|方便|破解|防止|避免|减少|让|使|提|改善|保障|确保|满足|推|加强|缓解|打|消除|适应"
    r"|帮助|更好|进一步)"
    r"|针对|面对|围绕|聚焦|着眼|立足|本着|坚持|作为|关于|对|根据|依据|依照|依托|按|据|凭|以|经|沿"
    r"|通过|利用|借|结合|靠|用.*(?:办法|方式|形式|手段|模式)$|从|到|在|自|随|跟|作|既|先|起初|原先"
    r"|上午|白天|平时|一边|一手|一头|不仅|不但|不光|不只|不是|虽|尽管|即使|即便|哪怕|无论|不管"
    r"|与其|首先|一是|一方面|同时|此外|其中"
)
"""How a clause begins that waits for another: condition, reason, purpose, means, time."""

_UNFINISHED: Final = re.compile(
    r"(?:后|时|前|以来|之际|期间|过程|中|上|里|内|外|下|间|处|起|同时|为主|的|等|及|和|与|或|如|有|是|为|到|至"
    r"|年|月|日)$"
)
"""How a clause ends that only says when or where, or breaks off."""

_TAKES_UP: Final = re.compile(
    r"但|不过|可是|可|然而|却|而|就|才|便|则|那么|所以|因此|否则|除|仅|只|以及|和|与其|及|或|的|甚至|连|以便|以免"
    r"|以|使|更|还|也|又|都|再|到|让|来|把|将|其中|包括|即|如|例如|比如|分别|尤其|特别|反而|倒"
)
"""How a clause begins without which the one before it says too much, or not enough."""

_SHORTEST_CLAUSE: Final = 4
"""Characters; 其间 and 每周一 say nothing by themselves."""

_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*[%％]?")
_MEASURED: Final = re.compile(_FIGURE.pattern + r"(?![.,:]?\d|\s*[年月日号])")
"""A figure that is no date: 96% in 2024年以来下降96%."""

_CUT_NUMBER: Final = re.compile(r"(?<=[^\d.,:])[\d.,:]+$")


@lru_cache(maxsize=_MOST_REMEMBERED)
def shorten(text: str, longest: int) -> str:
    """Return the text on one line in at most so many characters.

    Whole sentences from its beginning, if they tell enough; else it is cut, as `truncate` does.
    """
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    shortest = min(WORTH_READING, longest // 2)
    return whole_sentences(text, longest, shortest=shortest) or truncate(text, longest)


@lru_cache(maxsize=_MOST_REMEMBERED)
def shorten_to_the_figure(text: str, longest: int) -> str:
    """Shorten so that a figure is seen: from its sentence, else its clause, else itself."""
    figure = _MEASURED.search(text) or _FIGURE.search(text)
    if len(text) <= longest or figure is None:
        return shorten(text, longest)
    ending = _SENTENCE_END.search(text, figure.end())
    end = ending.end() if ending else len(text)
    for stop in (_SENTENCE_END, _CLAUSE_END):
        before = [found.end() for found in stop.finditer(text, 0, figure.start())]
        shown = shorten(text[max(before, default=0) : end], longest)
        if figure[0] in shown:
            return shown
    return shorten(text[figure.start() : end], longest)


def whole_sentences(text: str, longest: int, *, shortest: int = 1) -> str:
    """Return the longest beginning of a line that can stand for itself.

    It ends with a full stop, or the sentence's own end; it is all of the text if that fits. Its
    last sentence may be less than the author's, but it says nothing else.

    Args:
        text: One line.
        longest: Characters, with the full stop.
        shortest: Characters too; fewer are not worth it.

    Returns:
        An empty text if none is long enough.
    """
    if len(text) <= longest:
        return text
    by_sentence, by_clause, within_list = "", "", ""
    clause, is_list = 0, False
    for stop in _STOP.finditer(text):
        said, end = text[clause : stop.start()].strip(), stop.end()
        clause = end
        if end > longest:
            break
        is_list = stop[0] in "：:" or (is_list and stop[0] not in "。！？!?")
        if end < shortest or _is_within_brackets(text[: stop.start()]):
            continue
        ended = text[: stop.start()] + ("。" if stop[0] in "；;，," else stop[0])
        if is_list:
            within_list = within_list if stop[0] in "：:" else ended
        elif _SENTENCE_END.match(stop[0]):
            by_sentence = ended
        elif stop[0] in "，," and _stands_alone(said, before=text[end:].lstrip()):
            by_clause = ended
    is_enough = len(by_sentence) >= longest * _ENOUGH
    return by_sentence if is_enough else max(by_sentence, by_clause, key=len) or within_list


def truncate(text: str, longest: int) -> str:
    """Return a name or a text cut at a clause, else between characters; … marks the cut."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    for end in (_SENTENCE_END, _CLAUSE_END):
        places = [at.start() for at in end.finditer(text) if at.start() < longest - 1]
        if places and places[-1] >= longest // 2:
            return text[: places[-1]] + "…"
    return _CUT_NUMBER.sub("", text[: longest - 1]) + "…"  # 下降9… would be another figure


def _stands_alone(clause: str, *, before: str) -> bool:
    """Whether a clause says something by itself, when what comes after it is left out."""
    return (
        len(clause) >= _SHORTEST_CLAUSE
        and not _LEAVES_OPEN.match(clause)
        and not _UNFINISHED.search(clause)
        and not _TAKES_UP.match(before)
    )


def _is_within_brackets(text: str) -> bool:
    """Whether more brackets or quotation marks are opened than closed."""
    marks = _BRACKETS.findall(text)
    return sum(1 if opening else -1 for opening, _ in marks) > 0
