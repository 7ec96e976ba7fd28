"""What WeChat and 企业微信 push to us: a message of somebody, or an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.channels.wechat.refusals import UnreadableError

_LONGEST_ID: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message or event.

    Attributes:
        account: Whom it was sent to.
        user: The id of the person.
        created: When, in seconds since 1970.
        kind: `MsgType`, in lower case.
        event: `Event` in lower case; empty for a message.
        fields: All there is, by WeChat's own names.
    """

    account: str
    user: str
    created: int
    kind: str
    event: str
    fields: Mapping[str, str]

    def field(self, name: str) -> str:
        """Return a field's text; empty if it is missing."""
        return self.fields.get(name, "")

    @property
    def identity(self) -> tuple[str, ...]:
        """What WeChat repeats when it sends the same once more.

        For messages that is MsgId; for events person and second, here with what happened: two
        different things may well happen in one second.
        """
        if self.field("MsgId"):
            return (self.user, self.field("MsgId"))
        what = (self.kind, self.event, self.field("EventKey"), self.field("Content"))
        return (self.user, str(self.created), *what)


def read_incoming(fields: Mapping[str, str]) -> Incoming:
    """Return what the fields of a pushed message say.

    Raises:
        UnreadableError: Person, account, time or kind is missing or no such thing.
    """
    account, user = fields.get("ToUserName", ""), fields.get("FromUserName", "")
    created, kind = fields.get("CreateTime", ""), fields.get("MsgType", "")
    has_ids = 0 < len(user) <= _LONGEST_ID and 0 < len(account) <= _LONGEST_ID
    if not (has_ids and kind and created.isascii() and created.isdigit() and len(created) <= 12):  # noqa: PLR2004 - digits of a time
        raise UnreadableError("消息里缺少收发人、时间或类型。")
    return Incoming(
        account=account,
        user=user,
        created=int(created),
        kind=kind.lower(),
        event=fields.get("Event", "").lower() if kind.lower() == "event" else "",
        fields=fields,
    )
