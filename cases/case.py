"""The case: how one community solved one everyday problem."""

import re
from dataclasses import dataclass
from typing import Final, Literal, NewType, get_args
from urllib.parse import urlsplit

from cases.errors import FieldFault, InvalidCaseError

CaseId = NewType("CaseId", str)

Theme = Literal["民之所盼", "民之所安", "民之所需", "民之所享", "民之所向"]
Field = Literal["幼有善育", "学有优教", "劳有厚得", "病有良医", "老有颐养", "住有宜居", "弱有众扶"]
Status = Literal["已发布", "草稿", "已撤下"]

THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)

HOME_CITY: Final = "深圳市"
"""The city that a place may leave unsaid."""

CHINESE_NAMES: Final[dict[str, str]] = {
    "id": "编号",
    "title": "标题",
    "problem": "难题",
    "approach": "做法",
    "outcome": "成效",
    "summary": "摘要",
    "body": "正文",
    "city": "市",
    "district": "区",
    "street": "街道",
    "community": "社区",
    "lead": "牵头单位",
    "theme": "主题",
    "field": "领域",
    "tags": "标签",
    "asked_as": "群众怎么问",
    "collection": "期",
    "contributor": "投稿主体",
    "source": "来源",
    "url": "链接",
    "date": "日期",
    "status": "状态",
}
"""Field → the Chinese name that people know it by, in the order of an exported file."""

_LONGEST: Final[dict[str, int]] = {
    "title": 80,
    "problem": 2_000,
    "approach": 5_000,
    "outcome": 2_000,
    "summary": 500,
    "body": 50_000,
    "city": 20,
    "district": 20,
    "street": 20,
    "community": 40,
    "lead": 80,
    "collection": 40,
    "contributor": 20,
    "source": 200,
    "url": 500,
}
_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "theme": ("", *THEMES),
    "field": ("", *FIELDS),
    "status": STATUSES,
}
_MOST_TAGS: Final = 20
_LONGEST_TAG: Final = 20
_MOST_WORDINGS: Final = 50
_LONGEST_WORDING: Final = 100
_LONGEST_ID_BYTES: Final = 40  # fits a Telegram callback (64 bytes) and a deep link in base64
_ID: Final = re.compile(r"[\w][\w.·-]*")
_DATE: Final = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case, immutable and self-checking; empty text means that it is not known.

    Attributes:
        id: Stable; kept on re-import. Letters, digits, `-_.·`, at most 40 UTF-8 bytes.
        title: At most 80 characters.
        problem: 难题, what troubled whom.
        approach: 做法, what was done. At least one of approach, summary and body is there.
        outcome: 成效, with its figures as published.
        summary: 摘要, one paragraph.
        body: 正文, the full text.
        city: With its suffix (深圳市), like the three below.
        district: 区.
        street: 街道 or 镇.
        community: 社区 or 村.
        lead: 牵头单位, who led it.
        theme: One of `THEMES`, or empty.
        field: One of `FIELDS`, or empty.
        tags: Short topic words.
        asked_as: 群众怎么问, everyday wordings that should find the case.
        collection: 期, the issue it was published in.
        contributor: 投稿主体, the kind of contributor.
        source: Publisher and date, as cited.
        url: The source's http(s) address.
        date: ISO 8601, as exact as is known: `2025`, `2025-04` or `2025-04-17`.
        status: Only 已发布 is shown to the public.

    Raises:
        InvalidCaseError: With every broken field.
    """

    id: CaseId
    title: str
    problem: str = ""
    approach: str = ""
    outcome: str = ""
    summary: str = ""
    body: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    community: str = ""
    lead: str = ""
    theme: Theme | Literal[""] = ""
    field: Field | Literal[""] = ""
    tags: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()
    collection: str = ""
    contributor: str = ""
    source: str = ""
    url: str = ""
    date: str = ""
    status: Status = "已发布"

    def __post_init__(self) -> None:
        """Check every rule, so that one look tells all that is wrong."""
        faults = [
            FieldFault(field=CHINESE_NAMES[name], value=_cut(value), reason=reason)
            for name, value, reason in _broken_rules(self)
        ]
        if faults:
            raise InvalidCaseError(faults)

    @property
    def place(self) -> str:
        """Where it happened, widest part first; the home city goes without saying.

        `南山区南头街道大新社区`; `深圳市` for a city-wide case; empty if unknown.
        """
        narrow = self.district + self.street + self.community
        if self.city == HOME_CITY and narrow:
            return narrow
        return self.city + narrow

    @property
    def is_public(self) -> bool:
        """Whether residents may see it."""
        return self.status == "已发布"


def _broken_rules(case: Case) -> list[tuple[str, str, str]]:
    """Return (field, value, reason with remedy) for each rule that the case breaks."""
    broken = _broken_identity(case)
    if not (case.approach.strip() or case.summary.strip() or case.body.strip()):
        broken.append(("approach", "", "、摘要、正文都是空的，至少要填一项"))
    for name, longest in _LONGEST.items():
        value: str = getattr(case, name)
        if len(value) > longest:
            broken.append((name, value, f" {len(value)} 个字，最多 {longest} 个字"))
    for name, allowed in _ALLOWED.items():
        value = getattr(case, name)
        if value not in allowed:
            choices = "、".join(filter(None, allowed))
            broken.append((name, value, f"“{_cut(value)}”不认识，请改成其中一个：{choices}"))
    broken += _broken_lists(case)
    broken += _broken_texts(case)
    if case.url and not _is_web_address(case.url):
        broken.append(
            ("url", case.url, f"“{_cut(case.url)}”不是网址，要以 http:// 或 https:// 开头")
        )
    if case.date and not is_case_date(case.date):
        broken.append(
            ("date", case.date, f"“{_cut(case.date)}”不是日期，请写成 2025-04-17、2025-04 或 2025")
        )
    return broken


def _broken_identity(case: Case) -> list[tuple[str, str, str]]:
    broken: list[tuple[str, str, str]] = []
    if not case.title.strip():
        broken.append(("title", case.title, "是空的，每个案例都要有标题"))
    if not _ID.fullmatch(case.id):
        broken.append(
            (
                "id",
                case.id,
                f"“{_cut(case.id)}”不能用，只能有文字、数字和 - _ . ·，并以文字或数字开头",
            )
        )
    elif len(case.id.encode()) > _LONGEST_ID_BYTES:
        broken.append(("id", case.id, f"“{_cut(case.id)}”太长，最多 40 个字母或 13 个汉字"))
    return broken


def _broken_lists(case: Case) -> list[tuple[str, str, str]]:
    broken: list[tuple[str, str, str]] = []
    for name, most, longest in (
        ("tags", _MOST_TAGS, _LONGEST_TAG),
        ("asked_as", _MOST_WORDINGS, _LONGEST_WORDING),
    ):
        values: tuple[str, ...] = getattr(case, name)
        if len(values) > most:
            broken.append((name, "、".join(values), f"有 {len(values)} 个，最多 {most} 个"))
        if not all(value.strip() for value in values):
            broken.append((name, "、".join(values), "里有一个是空的，请删掉"))
        broken += [
            (name, value, f"“{_cut(value)}”有 {len(value)} 个字，每个最多 {longest} 个字")
            for value in values
            if len(value) > longest
        ]
    return broken


def _broken_texts(case: Case) -> list[tuple[str, str, str]]:
    values = ((name, getattr(case, name)) for name in CHINESE_NAMES)
    texts = {name: v if isinstance(v, str) else "、".join(v) for name, v in values}
    if not _UNPRINTABLE.search("".join(texts.values())):  # one look at it all: nearly always so
        return []
    return [
        (name, text, "里有看不见的控制字符，请删掉")
        for name, text in texts.items()
        if _UNPRINTABLE.search(text)
    ]


def is_case_date(text: str) -> bool:
    """Whether the text is a date as cases carry it, and a day that exists."""
    if not _DATE.fullmatch(text):
        return False
    year, month, day = (*text.split("-"), "1", "1")[:3]
    return int(day) <= _days_in_month(int(year), int(month))


def _days_in_month(year: int, month: int) -> int:
    if month == 2:  # noqa: PLR2004 - February
        is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if is_leap else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _is_web_address(text: str) -> bool:
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _cut(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
