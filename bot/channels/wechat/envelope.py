"""WeChat's XML: flat, one element a field.

Reading knows no DTD and no entities, so that nothing can grow or point elsewhere; what is
written stays inside its CDATA whatever it contains.
"""

import re
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.channels.wechat.refusals import UnreadableError

_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold at all, escaped or not."""


def read_fields(body: bytes) -> dict[str, str]:
    """Return the elements of `<xml>` and their text, without the blanks around it.

    What stands inside an element's elements is left out.

    Args:
        body: What was posted. Its size has been limited before, for it is read whole.

    Raises:
        UnreadableError: It is no such XML, or it has a DTD.
    """
    try:
        root = fromstring(body.decode("utf-8-sig"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableError("内容不是微信的 XML 消息。") from error
    if root.tag != "xml":
        raise UnreadableError("内容不是微信的 XML 消息。")
    return {element.tag: (element.text or "").strip() for element in root}


def write_sealed(sealed: str, *, signature: str, timestamp: str, nonce: str) -> str:
    """Return the answer in safe mode."""
    return (
        f"<xml><Encrypt>{cdata(sealed)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{int(timestamp)}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )


def cdata(text: str) -> str:
    """Return the text as a CDATA section that it cannot leave."""
    kept = _UNWRITABLE.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{kept}]]>"
