"""The organisation's own app: takes what 企业微信 posts to `/wecom`, gives what is answered."""

from typing import Final

from bot.channels.wechat.channel import PassiveChannel
from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.conversation import AnswersMessages
from bot.channels.wechat.letter import LetterWriter
from bot.channels.wechat.rebuilding import BuildsIndex
from bot.channels.wecom.gate import WecomGate
from bot.channels.wecom.understanding import Understanding
from bot.channels.wecom.visitors import Visitors
from bot.receipts import ReceiptStore

LONGEST_TEXT: Final = 2_048
"""Bytes of an answer: https://developer.work.weixin.qq.com/document/path/90241"""


def wecom_app(
    codec: MessageCodec,
    *,
    dialogue: AnswersMessages,
    reindexer: BuildsIndex,
    receipts: ReceiptStore,
    secret: bytes,
    links_pages: bool,
    picture: str,
) -> PassiveChannel:
    """Put the app together.

    Args:
        codec: Has the token, the AES key and the CorpID.
        dialogue: Answers.
        reindexer: Builds the index when an admin asks for it.
        receipts: What was received and answered, by all replicas.
        secret: Keys the hashes under which that is noted.
        links_pages: Whether everybody can open our pages.
        picture: The address of the picture of an article.
    """
    return PassiveChannel(
        WecomGate(codec),
        dialogue=dialogue,
        reindexer=reindexer,
        receipts=receipts,
        secret=secret,
        writer=LetterWriter(
            links_pages=links_pages, picture=picture, longest=LONGEST_TEXT, can_tap=False
        ),
        name="wecom",
        understand=Understanding(Visitors(receipts, secret).notes),
    )
