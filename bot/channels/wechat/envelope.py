"""WeChat's XML: flat, one element a field.

Reading knows no DTD and no entities, so that nothing can grow or point elsewhere; what is
written stays inside its CDATA whatever it contains.
"""

import re
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.channels.wechat.refusals import UnreadableError

_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold at all, escaped or not. People's keyboards put it into messages all
the same, and the platforms pass it on: it is left out of what is read and what is written."""

_NO_MESSAGE: Final = "内容不是微信的 XML 消息。"
_MOST_ELEMENTS: Final = 200
_FIELD_DEPTH: Final = 2


_DTD: Final = b"<!DOCTYPE"
_ENCRYPT: Final = re.compile(
    rb"<Encrypt>(?:<!\[CDATA\[([A-Za-z0-9+/=]+)\]\]>|([A-Za-z0-9+/=]+))</Encrypt>"
)


def read_sealed(body: bytes) -> str:
    """Return the sealed text of a message in safe mode; empty if there is none.

    Nobody has vouched for the body yet: where the text stands as the platforms write it, nothing
    is parsed; what declares a DTD is left to the parser, which refuses it. Whatever is found, the
    signature tells whether it is theirs.

    Raises:
        UnreadableError: It is no such XML.
    """
    found = _ENCRYPT.search(body)
    if found and _DTD not in body:
        return (found[1] or found[2]).decode()
    return read_fields(body).get("Encrypt", "")


def read_fields(body: bytes) -> dict[str, str]:
    """Return the elements of `<xml>` and their text, without the blanks around it.

    What stands inside an element's elements is left out.

    Args:
        body: What was posted. Its size has been limited before, for it is read whole.

    Raises:
        UnreadableError: It is no such XML, has a DTD or more elements than any message.
    """
    reading = _Fields()
    parser = DefusedXMLParser(target=reading, forbid_dtd=True)
    try:
        parser.feed(_UNWRITABLE.sub("", body.decode("utf-8-sig")))
        parser.close()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableError(_NO_MESSAGE) from error
    return {name: text.strip() for name, text in reading.found.items()}


class _Fields:
    """Collects fields while a parser reads, and stops it early: no tree is ever built."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._open: list[str] = []
        self._count = 0

    def start(self, tag: str, _attributes: object) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or (not self._open and tag != "xml"):
            raise UnreadableError(_NO_MESSAGE)
        self._open.append(tag)
        if len(self._open) == _FIELD_DEPTH:
            self.found[tag] = ""

    def data(self, text: str) -> None:
        if len(self._open) == _FIELD_DEPTH:
            self.found[self._open[-1]] += text

    def end(self, _tag: str) -> None:
        self._open.pop()

    def close(self) -> None:
        """Be called at the end of the document."""


def write_sealed(sealed: str, *, signature: str, timestamp: str, nonce: str) -> str:
    """Return the answer in safe mode."""
    return (
        f"<xml><Encrypt>{cdata(sealed)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{int(timestamp)}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )


def cdata(text: str) -> str:
    """Return the text as a CDATA section that it cannot leave."""
    is_harmless = text.isascii() and text.isprintable()  # as all that is sealed: a fast way to see
    kept = text if is_harmless else _UNWRITABLE.sub("", text)
    return f"<![CDATA[{kept.replace(']]>', ']]]]><![CDATA[>')}]]>"
