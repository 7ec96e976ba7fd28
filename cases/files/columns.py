"""Which column means which field: official names, English names and what people write instead."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from cases.case import CHINESE_NAMES
from cases.files.case_file import Cell

REASON_COLUMN: Final = "原因"
"""Added to a file of rejected rows; ignored when that file is imported again."""

CLEAR_THE_REASON: Final = "改好后请清空这一格，不清空就不导入"
"""Ends the reason of a row whose id another row has. In the file of rejected rows nothing is wrong
with it any more, and it would replace the case of that other row: somebody has to decide."""

_ALIASES: Final[dict[str, str]] = {
    "id": "案例编号 case_id 序列编号 案例id",
    "title": "案例标题 案例名称 名称 题目 案例题目 妙招名称",
    "problem": "问题 痛点 背景 难点 痛点难点 民生难题 面临问题 存在问题 问题背景 案例背景",
    "approach": "妙招 举措 办法 解决办法 解决方法 解决方案 主要做法 具体做法 经验做法 创新做法"
    " 工作举措 主要举措 具体举措 solution",
    "outcome": "效果 成果 成果成效 工作成效 主要成效 取得成效 实际成效 实施效果 result",
    "summary": "简介 案例摘要 案例简介",
    "body": "内容 全文 案例内容 案例正文 content text",
    "city": "城市 所在市",
    "district": "行政区 辖区 所在区 区县",
    "street": "镇 乡 乡镇 街道办 所在街道 镇街",
    "community": "村 居委会 所在社区 社区村",
    "lead": "牵头 责任单位 牵头部门 主办单位 lead_organisation lead_organization",
    "theme": "所属主题",
    "field": "所属领域",
    "tags": "关键词 关键字 tag keywords",
    "asked_as": "问法 常见问法 群众问法 questions",
    "collection": "期数 期号 期次",
    "contributor": "contributor_kind 投稿人类型 主体",
    "source": "案例来源 出处 origin",
    "url": "网址 原文链接 原文网址 来源链接 source_url link",
    "date": "发布日期 时间 发布时间",
    "status": "发布状态",
}
_FOOTNOTE: Final = re.compile(r"\([^()]*\)$")
_NOT_A_NAME: Final = re.compile(r"[\W_]+")


@lru_cache(maxsize=1024)
def field_of(column: str) -> str | None:
    """Return the field of `Case` that a column of this name holds; None if there is none.

    Spaces, case, full-width characters, a trailing `*` and a trailing note in brackets
    (`标题（必填）`) make no difference.
    """
    return _FIELD_BY_NAME.get(_plain(column))


def is_reason_column(column: str) -> bool:
    """Whether this column only carries the reasons of an earlier import."""
    return _plain(column) == REASON_COLUMN


def wants_reason_cleared(cells: Mapping[str, Cell]) -> bool:
    """Whether the row was rejected for its id, and nobody has cleared the reason since."""
    return any(
        is_reason_column(column) and CLEAR_THE_REASON in cell for column, cell in cells.items()
    )


def _plain(column: str) -> str:
    folded = unicodedata.normalize("NFKC", column).casefold().strip(" \n\t*:")
    return _NOT_A_NAME.sub("", _FOOTNOTE.sub("", folded))


_FIELD_BY_NAME: Final[dict[str, str]] = {
    _plain(name): field
    for field, chinese in CHINESE_NAMES.items()
    for name in (field, chinese, *_ALIASES[field].split())
}
