"""From what people write in a cell, or ask for, to what a case carries.

A value that is not understood is handed on as it is: the case then says what is wrong with it.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from cases.case import HOME_CITY, STATUSES, THEMES
from cases.errors import UnknownThemeError
from cases.store import CaseFilter

HOME_DISTRICTS: Final = (
    *("罗湖区", "福田区", "南山区", "宝安区", "龙岗区", "盐田区", "龙华区", "坪山区", "光明区"),
    *("大鹏新区", "深汕特别合作区"),
)
"""All districts of `HOME_CITY`, with cases or without."""

_QUOTES: Final = " \"'“”‘’「」『』"
_SHORT_THEMES: Final = {theme.removeprefix("民之"): theme for theme in THEMES}
_STATUS_WORDS: Final = {
    "发布": "已发布",
    "公开": "已发布",
    "published": "已发布",
    "待发布": "草稿",
    "draft": "草稿",
    "下架": "已撤下",
    "已下架": "已撤下",
    "撤下": "已撤下",
    "withdrawn": "已撤下",
}
_SHORT_DISTRICTS: Final = {
    **{name.removesuffix("区"): name for name in HOME_DISTRICTS},
    "大鹏": "大鹏新区",
    "深汕": "深汕特别合作区",
    "深汕合作区": "深汕特别合作区",
}
_SHORT_HOME_CITY: Final = HOME_CITY.removesuffix("市")
_CLOCK: Final = re.compile(
    r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\s*$"
)
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(\d{4})年?",
        r"(\d{4})[-/.年](\d{1,2})月?",
        r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?",
        r"(\d{4})(\d{2})(\d{2})",
    )
)
_DAY_NUMBER: Final = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_DAY_ZERO: Final = date(1899, 12, 30)  # Excel's day 1 is 1900-01-01, and it knows a 1900-02-29


def read_date(text: str) -> str:
    """Read 2025-11-03, 2025/11/3, 2025.11.3, 2025年11月3日, 2025年11月, 2025 or a day number.

    A time of day is dropped. A day number is Excel's: 45964 is 2025-11-03.
    """
    plain = "".join(_CLOCK.sub("", unicodedata.normalize("NFKC", text)).split())
    for pattern in _DATES:
        if found := pattern.fullmatch(plain):
            year, *rest = (part for part in found.groups() if part.isdecimal())
            return "-".join([year, *(part.zfill(2) for part in rest)])
    if found := _DAY_NUMBER.fullmatch(plain):
        return (_DAY_ZERO + timedelta(days=int(found[1]))).isoformat()
    return text


def read_id(text: str) -> str:
    """Read an id; one in full-width characters is the same: １００１ is 1001."""
    return unicodedata.normalize("NFKC", text).strip()


def read_theme(text: str) -> str:
    """Read a theme, short (所盼) or in quotation marks."""
    plain = text.strip(_QUOTES)
    return _SHORT_THEMES.get(plain, plain)


def read_field(text: str) -> str:
    """Read a field, with or without quotation marks."""
    return text.strip(_QUOTES)


def read_status(text: str) -> str:
    """Read a status; empty means 已发布."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _STATUS_WORDS.get(plain, text) or STATUSES[0]


def read_place(city: str, district: str) -> tuple[str, str]:
    """Complete a city and a district: 深圳 → 深圳市, 南山 → 南山区, and whose district it is.

    Only Shenzhen's own names are completed, and only where no other city is named.
    """
    if city == _SHORT_HOME_CITY:
        city = HOME_CITY
    if city in {"", HOME_CITY}:
        district = _SHORT_DISTRICTS.get(district, district)
        if district in HOME_DISTRICTS:
            city = HOME_CITY
    return city, district


def read_filter(*, district: str = "", theme: str = "", collection: str = "") -> CaseFilter:
    """Read what a person or a program wants to see, as short as an import takes it.

    南山 means 南山区, and 所盼 means 民之所盼.

    Raises:
        UnknownThemeError: The theme is none of the five.
    """
    _, full_district = read_place("", district.strip())
    full_theme = read_theme(theme.strip())
    known = next((known for known in THEMES if known == full_theme), None)
    if full_theme and known is None:
        raise UnknownThemeError(theme)
    return CaseFilter(district=full_district, theme=known or "", collection=collection.strip())
