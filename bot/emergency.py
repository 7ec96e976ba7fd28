"""Messages that may be about danger now: a library of cases is not what helps first."""

import re
from typing import Final

from bot import wording

_DANGER: Final = re.compile(
    r"着火了|起火了|失火了|烧起来了|(?:煤气|燃气|天然气|瓦斯)[^，。]{0,4}(?:泄漏|泄露|漏了|漏气)|漏(?:煤气|燃气)"
    r"|晕倒|昏倒|昏迷|昏过去|没有?呼吸|抽搐|大出血|心脏病发|触电了|溺水了|落水了|掉(?:河|江|海|水)里"
    r"|煤气中毒|一氧化碳中毒|吞了?农药|喝了?农药|被(?:人|老公|丈夫|男友|老婆|对象|他)打(?![扰扫断动开发电招听])"
    r"|要砍人|砍人了|拿刀[砍追]|持刀|抢劫了|被抢了|跟踪我|尾随我|救命啊"
)
"""Words of what happens just now; the topic alone (火灾, 家暴) is what cases are about."""

_DESPAIR: Final = re.compile(r"不想活(?!动)|活不下去|活着没有?意思|想自杀|要自杀|想轻生")


def advice_for(said: str) -> str:
    """Return whom to call, as far as words tell that it is urgent; mostly an empty text."""
    if _DESPAIR.search(said):
        return wording.DESPAIR
    return wording.DANGER if _DANGER.search(said) else ""
