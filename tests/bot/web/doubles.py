"""Small real doubles of what the web channel needs, over a handful of cases."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.action import Ask, Browse, Help, OpenCase, Welcome
from bot.case_search import Found, Match
from bot.link import CaseLink
from bot.message import Message
from bot.reply import Card, Choice, OpenedCase, Reply
from cases import EVERYTHING, Case, CaseFilter, CaseId, MemoryCaseStore

LINK = CaseLink("https://miaozhao.example.cn")
PAGE_SIZE = 5


def charging_case(number: int = 1, **changes: Any) -> Case:  # noqa: ANN401 - any field of a case
    """One case about charging; more than one differ in their number."""
    facts: dict[str, Any] = {
        "id": CaseId(f"chongdian-{number}"),
        "title": f"第{number}个巷子里的电动车充电点",
        "problem": "电动车没地方充电，居民飞线充电。",
        "approach": "在巷子里装充电口。",
        "outcome": "新增充电口76个，投诉下降96%。",
        "district": "南山区",
        "street": "南头街道",
        "community": "大新社区",
        "lead": "大新社区党委",
        "theme": "民之所安",
        "field": "住有宜居",
        "collection": "第一期",
        "source": "深圳新闻网 2025-04-17",
        "url": "https://news.example.cn/1?a=1&b=2",
        "date": "2025-04-17",
    }
    return Case(**(facts | changes))


class ScriptedDialogue:
    """Answers each question with every case that shares a character with it, in order."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self.heard: list[Message] = []

    def respond(self, message: Message, /) -> Reply:
        self.heard.append(message)
        match message.action:
            case Welcome():
                return Reply(
                    opening="您好，我是妙招。\n把难题写成一句话。",
                    choices=((Choice(label="电动车充电", action=Ask(question="电动车充电")),),),
                )
            case Help():
                return Reply(opening="写一句话就行。")
            case OpenCase(case_id=case_id):
                return self._open(case_id)
            case Browse(facet=str(facet), value=value, page=page):
                fitting = [case for case in self._cases if getattr(case, facet) == value]
                following = Choice(
                    label="下一页", action=Browse(facet=facet, value=value, page=page + 1)
                )
                return self._list(fitting, page, following)
            case Ask(question=question, page=page):
                return self._answer(question, page)
            case _:
                return self._answer(message.text, 1)

    def _answer(self, question: str, page: int) -> Reply:
        fitting = [case for case in self._cases if set(question) & set(case.title)]
        if not fitting:
            near = Choice(label="电动车充电", action=Ask(question="电动车充电"))
            return Reply(
                opening=f"没有找到“{question}”。",
                choices=((near,),),
                found=Found(question=question, confidence="none", near_topics=("电动车充电",)),
            )
        following = Choice(label="下一页", action=Ask(question=question, page=page + 1))
        wanted = CaseFilter(district="南山区") if "南山" in question else EVERYTHING
        found = Found(question=question, confidence="sure", total=len(fitting), wanted=wanted)
        return replace(self._list(fitting, page, following), found=found)

    def _list(self, fitting: Sequence[Case], page: int, following: Choice) -> Reply:
        shown = fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        cards = tuple(_card(number, case) for number, case in enumerate(shown, start=1))
        opening_choices = tuple(
            Choice(label=str(card.number), action=OpenCase(case_id=card.case_id)) for card in cards
        )
        has_more = len(fitting) > page * PAGE_SIZE
        return Reply(
            opening=f"找到 {len(fitting)} 个妙招。",
            cards=cards,
            closing="回复数字看全文。",
            choices=(opening_choices, (following,)) if has_more else (opening_choices,),
        )

    def _open(self, case_id: CaseId) -> Reply:
        for case in self._cases:
            if case.id == case_id and case.is_public:
                opened = OpenedCase(
                    case=case,
                    sections=_card(1, case).sections,
                    url=LINK(case.id),
                    citation=f"《{case.title}》，{case.place}，{case.outcome}来源：{case.source}",
                )
                return Reply(opened=opened)
        return Reply(opening="这个案例找不到了。")


class ListedCases:
    """Finds every case, in the order given."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self.limits: list[int] = []
        self.filters: list[CaseFilter] = []

    def search(
        self,
        question: str,
        /,
        *,
        wanted: CaseFilter = EVERYTHING,
        offset: int = 0,
        limit: int = 5,
    ) -> Found:
        self.limits.append(limit)
        self.filters.append(wanted)
        fitting = [case for case in self._cases if wanted.accepts(case)]
        return Found(
            question=question,
            confidence="sure" if fitting else "none",
            matches=tuple(
                Match(case=case, score=1.0, matched=("充电",))
                for case in fitting[offset : offset + limit]
            ),
            total=len(fitting),
            corrected=None,
            near_topics=(),
            wanted=wanted,
            took_ms=0.1,
        )

    def related(self, case_id: CaseId, /, *, limit: int = 3) -> list[Case]:
        return [case for case in self._cases if case.id != case_id][:limit]


class RecordedTelegram:
    """Keeps what it was given; the secret is `right`."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []

    def accepts(self, secret: str | None, /) -> bool:
        return secret == "right"  # noqa: S105 - a test's own word

    async def receive(self, update: dict[str, Any], /) -> None:
        self.updates.append(update)


def filled_store(cases: Sequence[Case]) -> MemoryCaseStore:
    """Return a store that holds the cases."""
    store = MemoryCaseStore()
    store.save(cases)
    return store


def _card(number: int, case: Case) -> Card:
    return Card(
        number=number,
        case_id=case.id,
        title=case.title,
        place=case.place,
        problem=case.problem,
        approach=case.approach,
        outcome=case.outcome,
        url=LINK(case.id),
        matched=("充电",),
    )
