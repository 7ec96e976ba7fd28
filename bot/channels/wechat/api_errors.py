"""What can go wrong when we call the API of WeChat or WeCom.

```
BotError
└── ApiError
    ├── ApiUnreachableError     no connection, no answer in time, or HTTP 5xx
    ├── ApiUnreadableError      what came back is no answer of this API
    └── ApiRefusedError         the API says no, and gives a code
        ├── ApiBusyError        it asks us to try again
        └── TokenRefusedError   it does not take the access token, or no longer
```

Messages are Chinese and hold no token and no secret.
"""

from bot.errors import BotError


class ApiError(BotError):
    """Base of what can go wrong with a call."""


class ApiUnreachableError(ApiError):
    """The API did not answer.

    Attributes:
        was_sent: Whether the request may have reached it: then it may have been carried out.
    """

    def __init__(self, message: str, *, was_sent: bool) -> None:
        """Keep the fact."""
        self.was_sent = was_sent
        super().__init__(message)


class ApiUnreadableError(ApiError):
    """Something answered, but not as this API does."""


class ApiRefusedError(ApiError):
    """The API says no.

    Attributes:
        code: Its `errcode`.
    """

    def __init__(self, message: str, *, code: int) -> None:
        """Keep the code, and say it at the end: people search the web for it."""
        self.code = code
        super().__init__(f"{message}（错误码 {code}）")


class ApiBusyError(ApiRefusedError):
    """The API asks us to try again."""


class TokenRefusedError(ApiRefusedError):
    """The API does not take the access token, or no longer."""
