"""The search for programs: the same object as `miaozhao search --json`."""

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.link import CaseLink
from bot.search_json import search_json
from bot.web.metrics import WebMetrics
from bot.web.needs import FindsCases
from bot.web.question import clean_question
from bot.wording import LONGEST_QUESTION
from cases import THEMES, CaseFilter, UnknownThemeError, read_filter

MOST_HITS: Final = 50
_USUAL_HITS: Final = 5
_LONGEST_VALUE: Final = 40


class WrongParameterError(Exception):
    """A parameter cannot be used; the message says which, why, and what now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a program asked for."""

    question: str
    limit: int
    wanted: CaseFilter


class SearchApi:
    """Answers `/api/search?q=&limit=&district=&theme=&collection=`."""

    def __init__(self, *, finder: FindsCases, link: CaseLink, metrics: WebMetrics) -> None:
        """Keep who finds, who makes addresses, and who counts."""
        self._finder = finder
        self._link = link
        self._metrics = metrics

    def search(self, request: Request) -> Response:
        """Answer with hits; 400 and one sentence for a wrong parameter."""
        try:
            asked = read_search(request.query_params)
        except WrongParameterError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        found = self._finder.search(asked.question, wanted=asked.wanted, limit=asked.limit)
        self._metrics.count_search("api", found.confidence)
        return JSONResponse(search_json(found, self._link))


def read_search(parameters: QueryParams) -> SearchRequest:
    """Read the parameters; unknown ones are left alone, for others add them to addresses.

    Raises:
        WrongParameterError: q is missing, or a value is out of its range.
    """
    if "q" not in parameters:
        raise WrongParameterError("缺少参数 q，请写上要找的问题，例如 ?q=电动车充电。")
    return SearchRequest(
        question=clean_question(parameters["q"])[:LONGEST_QUESTION],
        limit=_limit(parameters.get("limit", "")),
        wanted=_wanted(parameters),
    )


def _wanted(parameters: QueryParams) -> CaseFilter:
    try:
        return read_filter(
            district=_value(parameters, "district"),
            theme=parameters.get("theme", ""),
            collection=_value(parameters, "collection"),
        )
    except UnknownThemeError as error:
        raise WrongParameterError(
            f"theme“{_cut(error.theme)}”不认识，请改成其中一个：{'、'.join(THEMES)}。"
        ) from error


def _limit(text: str) -> int:
    if not text:
        return _USUAL_HITS
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_HITS))
    if not is_number or not 1 <= int(text) <= MOST_HITS:
        raise WrongParameterError(f"limit“{_cut(text)}”不对，请写 1 到 {MOST_HITS} 的整数。")
    return int(text)


def _value(parameters: QueryParams, name: str) -> str:
    value = parameters.get(name, "")
    if len(value) > _LONGEST_VALUE or not value.isprintable():
        raise WrongParameterError(
            f"{name}“{_cut(value)}”不对，请写 {_LONGEST_VALUE} 个字以内的名称。"
        )
    return value


def _cut(text: str) -> str:
    printable = "".join(character for character in text if character.isprintable())
    return printable if len(printable) <= 20 else printable[:19] + "…"  # noqa: PLR2004 - one line
