"""WeChat: 公众号, the account that residents follow."""

from bot.channels.wechat.channel import PassiveChannel
from bot.channels.wechat.codec import MessageCodec
from bot.channels.wechat.gate import Gate
from bot.channels.wechat.letter import LetterWriter

__all__ = ["Gate", "LetterWriter", "MessageCodec", "PassiveChannel"]
