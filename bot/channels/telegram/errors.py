"""What can stop the Telegram channel.

```
BotError
└── TelegramError
    ├── TokenRejectedError      Telegram does not know the bot token
    └── WebhookRejectedError    Telegram does not accept our webhook address
```
"""

from bot.errors import BotError


class TelegramError(BotError):
    """Base of what stops this channel; never says the token."""


class TokenRejectedError(TelegramError):
    """Telegram does not know the bot token."""

    def __init__(self) -> None:
        """Say where the token belongs and where to get a new one."""
        super().__init__(
            "Telegram 不认识这个机器人 token，请到 @BotFather 重新复制一份，"
            "填进 MIAOZHAO_TELEGRAM_TOKEN 后再启动。"
        )


class WebhookRejectedError(TelegramError):
    """Telegram does not accept our webhook address.

    Attributes:
        reason: What Telegram says.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason; the message names the setting."""
        self.reason = reason
        super().__init__(
            f"Telegram 不接受 webhook 地址（{reason}），请检查 MIAOZHAO_PUBLIC_URL "
            "和 MIAOZHAO_TELEGRAM_WEBHOOK_SECRET；去掉后者就改用轮询。"
        )
