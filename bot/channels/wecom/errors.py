"""What can keep 企业微信 from reaching us.

```
BotError
└── WecomError
    ├── BotRefusedError      企业微信 does not know the 智能机器人, or not with this secret
    ├── BotReplacedError     another program has connected as the same 智能机器人
    └── ConnectionLostError  the long connection could not be made, or has ended
```
"""

from bot.errors import BotError


class WecomError(BotError):
    """Base of what goes wrong between 企业微信 and us; never says a secret."""


class BotRefusedError(WecomError):
    """企业微信 does not know the 智能机器人, or not with this secret.

    Attributes:
        reason: What 企业微信 says.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason; the message names settings and where their values are found."""
        self.reason = reason
        super().__init__(
            f"企业微信没有接受这个智能机器人（{reason}）。请到管理后台“智能机器人”里核对"
            "“使用长连接”下的 Bot ID 和 Secret，填进 MIAOZHAO_WECOM_BOT_ID 和 "
            "MIAOZHAO_WECOM_BOT_SECRET 后重新启动。"
        )


class BotReplacedError(WecomError):
    """Another program has connected as the same 智能机器人: 企业微信 keeps the newest only."""

    def __init__(self) -> None:
        """Say what that means."""
        super().__init__("另一个程序用同一个 Bot ID 连上了企业微信，这里先让位，过一会儿再试。")


class ConnectionLostError(WecomError):
    """The long connection could not be made, or has ended."""
