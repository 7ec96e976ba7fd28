"""Settings: read once at start from the environment and `.env`, checked all at once."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Self, get_args
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.message import ChannelName

_PREFIX: Final = "MIAOZHAO_"
_ADMIN: Final = re.compile(rf"({'|'.join(get_args(ChannelName))}):\S+")
_WECOM_GROUP: Final = re.compile(r"wecom:(?:tag|department):(?P<number>.*)")
_TELEGRAM_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_SHORTEST_SECRET_KEY: Final = 16
_TENCENT_TOKEN: Final = re.compile(r"[A-Za-z0-9]{3,32}")
_AES_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}")
_WECHAT_APP_ID: Final = re.compile(r"wx[A-Za-z0-9]{1,62}")
_WORD: Final = re.compile(r"[!-~]{1,256}")

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "wechat_aes_key": ("wechat_token", "wechat_app_id"),
    "wechat_app_secret": ("wechat_app_id",),
    "wecom_token": ("wecom_corp_id", "wecom_aes_key"),
    "wecom_aes_key": ("wecom_corp_id", "wecom_token"),
    "wecom_secret": ("wecom_corp_id", "wecom_agent_id"),
    "wecom_agent_id": ("wecom_corp_id",),
    "wecom_bot_id": ("wecom_bot_secret",),
    "wecom_bot_secret": ("wecom_bot_id",),
    "wecom_bot_url": ("wecom_bot_id",),
}
"""What is of no use without something else."""


class Settings(BaseSettings):
    """All `MIAOZHAO_…` settings; docs/settings.md has them in one table.

    Attributes:
        data_dir: Holds the index, and the SQLite database unless `database_url` says otherwise.
        database_url: `sqlite:///file` or `postgresql://…`.
        host: Address to listen on.
        port: Port to listen on, 1 to 65535.
        public_url: How people reach us; our own address by default.
        admins: `channel:user` of those who may reindex; `wecom:department:2` and `wecom:tag:3`
            for all members of them.
        secret_key: Keys the hashes under which sessions are kept; made and kept in the data
            folder when it is not set. Replicas must share it.
        encoder: What understands meaning: `auto` takes the local models where what runs them is
            installed, `none` searches words only, an address is an OpenAI-compatible embeddings
            endpoint.
        encoder_model: The model of that endpoint.
        encoder_key: Its key, if it wants one.
        telegram_token: From @BotFather; no Telegram without it.
        telegram_base_url: Another Bot API server.
        telegram_webhook_secret: With an https public address: Telegram calls us.
        wechat_token: 令牌 of the 公众号's server settings; no 公众号 without it.
        wechat_app_id: 开发者 ID; for safe mode, and with the secret for menus and QR codes.
        wechat_app_secret: For menus and QR codes; answering needs none.
        wechat_aes_key: 消息加解密密钥; with it messages may come encrypted.
        wechat_api_base: Where WeChat's API is called.
        wecom_corp_id: 企业 ID.
        wecom_agent_id: The app whose messages we answer and send.
        wecom_secret: Of that app; to send messages first and to read departments.
        wecom_token: Of the app's 接收消息; with the AES key it opens `/wecom`.
        wecom_aes_key: See `wecom_token`.
        wecom_api_base: Where 企业微信's API is called; another one in private deployments.
        wecom_bot_id: 智能机器人 over a long connection.
        wecom_bot_secret: Its secret.
        wecom_bot_url: Where it connects to; the address that Tencent's SDK knows by default.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    data_dir: Path = Path("data")
    database_url: SecretStr | None = None  # may carry a password
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    public_url: str = ""
    admins: Annotated[frozenset[str], NoDecode] = frozenset()
    secret_key: SecretStr | None = None
    encoder: str = "auto"
    encoder_model: str = ""
    encoder_key: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_base_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    wechat_token: SecretStr | None = None
    wechat_app_id: str = ""
    wechat_app_secret: SecretStr | None = None
    wechat_aes_key: SecretStr | None = None
    wechat_api_base: str = "https://api.weixin.qq.com"
    wecom_corp_id: str = ""
    wecom_agent_id: Annotated[int, Field(ge=1)] | None = None
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: SecretStr | None = None
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    wecom_bot_id: str = ""
    wecom_bot_secret: SecretStr | None = None
    wecom_bot_url: str = ""

    @field_validator("admins", mode="before")
    @classmethod
    def _split_admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = [name.strip() for name in re.split(r"[,，\s]+", value) if name.strip()]
        wrong = [name for name in names if not _ADMIN.fullmatch(name)]
        if wrong:
            raise ValueError(f"“{wrong[0]}”写法不对，应为 渠道:用户，例如 telegram:123")
        unnumbered = [
            name
            for name in names
            if (group := _WECOM_GROUP.fullmatch(name)) and not group["number"].isdecimal()
        ]
        if unnumbered:
            raise ValueError(f"“{unnumbered[0]}”要写编号，例如 wecom:tag:3、wecom:department:2")
        return frozenset(names)

    @field_validator("public_url", "telegram_base_url", "wechat_api_base", "wecom_api_base")
    @classmethod
    def _check_address(cls, value: str | None) -> str | None:
        if value and not _is_web_address(value):
            raise ValueError(f"“{value}”不是网址，要以 http:// 或 https:// 开头")
        return value.rstrip("/") if value else value

    @field_validator("encoder")
    @classmethod
    def _check_encoder(cls, value: str) -> str:
        if value in {"auto", "none"} or _is_web_address(value):
            return value
        raise ValueError(f"“{value}”不认识，请写 auto、none，或 https:// 开头的接口地址")

    @field_validator("telegram_token")
    @classmethod
    def _check_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("写法不对，应为 @BotFather 给的 数字:字母，例如 123456:ABC…")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("只能有字母、数字、- 和 _，最多 256 个")
        return value

    @field_validator("wechat_token", "wecom_token")
    @classmethod
    def _check_tencent_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _TENCENT_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("只能有字母和数字，3 到 32 个，和后台“令牌（Token）”里填的一样")
        return value

    @field_validator("wechat_aes_key", "wecom_aes_key")
    @classmethod
    def _check_aes_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _AES_KEY.fullmatch(value.get_secret_value()):
            raise ValueError("应为 43 个字母和数字，请到后台复制 EncodingAESKey")
        return value

    @field_validator("wechat_app_id")
    @classmethod
    def _check_app_id(cls, value: str) -> str:
        if value and not _WECHAT_APP_ID.fullmatch(value):
            raise ValueError(f"“{value}”写法不对，应为 wx 开头的开发者 ID（AppID）")
        return value

    @field_validator("wecom_corp_id", "wecom_bot_id")
    @classmethod
    def _check_id(cls, value: str) -> str:
        if value and not _WORD.fullmatch(value):
            raise ValueError(f"“{value}”写法不对，不能有空格和汉字，请到后台复制")
        return value

    @field_validator("wechat_app_secret", "wecom_secret", "wecom_bot_secret")
    @classmethod
    def _check_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _WORD.fullmatch(value.get_secret_value()):
            raise ValueError("写法不对，不能有空格和汉字，请到后台复制")
        return value

    @field_validator("wecom_bot_url")
    @classmethod
    def _check_bot_url(cls, value: str) -> str:
        if value and not _is_address(value, "ws://", "wss://"):
            raise ValueError(f"“{value}”不是长连接地址，要以 ws:// 或 wss:// 开头")
        return value

    @field_validator("secret_key")
    @classmethod
    def _check_secret_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < _SHORTEST_SECRET_KEY:
            raise ValueError(f"太短，至少 {_SHORTEST_SECRET_KEY} 个字符")
        return value

    @model_validator(mode="after")
    def _check_encoder_model(self) -> Self:
        if _is_web_address(self.encoder) and not self.encoder_model:
            raise ValueError(
                "MIAOZHAO_ENCODER 是接口地址时，还要用 MIAOZHAO_ENCODER_MODEL 写明模型"
            )
        return self

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        if not self.public_url:
            self.public_url = self.local_url
        return self

    @property
    def local_url(self) -> str:
        """Where this machine itself reaches us, without a final slash."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @model_validator(mode="after")
    def _check_wecom_groups(self) -> Self:
        if self.wecom_groups_are_admins and self.wecom_secret is None:
            raise ValueError(
                "MIAOZHAO_ADMINS 里有企业微信的部门或标签，"
                "还要填 MIAOZHAO_WECOM_SECRET，否则读不到里面有谁"
            )
        return self

    @property
    def wecom_groups_are_admins(self) -> bool:
        """Whether a department or a tag of 企业微信 is among the admins."""
        return any(map(_WECOM_GROUP.fullmatch, self.admins))

    @property
    def database_address(self) -> str:
        """The database's address; it may carry a password."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'miaozhao.db'}"

    @property
    def index_dir(self) -> Path:
        """The folder of the index."""
        return self.data_dir / "index"

    @property
    def synonyms_file(self) -> Path:
        """The admin's synonym file; it may be missing."""
        return self.data_dir / "synonyms.txt"


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings from the environment and the file; the environment wins.

    Raises:
        SettingsError: With every fault; no value of a secret is in it.
    """
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg] # a parameter of BaseSettings that mypy does not see
    except ValidationError as error:
        raise SettingsError([_fault(dict(e)) for e in error.errors()]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([f"{env_file} 不是 UTF-8 编码，请另存为 UTF-8"]) from error
    incomplete = list(_incomplete(settings))
    if incomplete:
        raise SettingsError(incomplete)
    return settings


def _incomplete(settings: Settings) -> Iterator[str]:
    """Say what else has to be set."""
    for name, needed in _NEEDS.items():
        missing = [_variable(other) for other in needed if not getattr(settings, other)]
        if getattr(settings, name) and missing:
            yield f"{_variable(name)}：还要一起设置 {'、'.join(missing)}"


def _is_web_address(text: str) -> bool:
    return _is_address(text, "http://", "https://")


def _is_address(text: str, *beginnings: str) -> bool:
    if any(map(str.isspace, text)):
        return False
    try:
        parts = urlsplit(text)
        return text.startswith(beginnings) and bool(parts.hostname) and parts.port != 0
    except ValueError:  # http://[::1, http://m.cn:70000
        return False


def _fault(error: dict[str, Any]) -> str:
    """Say one fault in Chinese; `error` is pydantic's."""
    variable = _variable(str(error["loc"][0])) if error["loc"] else "设置"
    kind = error["type"]
    if kind == "value_error":
        return f"{variable}：{error['ctx']['error']}"
    if variable == f"{_PREFIX}PORT":
        return f"{variable}：“{error['input']}”不是端口，请写 1 到 65535 之间的整数"
    if variable == _variable("wecom_agent_id"):
        return f"{variable}：“{error['input']}”不是应用的 AgentId，请写后台给的整数，例如 1000002"
    return f"{variable}：写法不对，请看 docs/settings.md"


def _variable(name: str) -> str:
    return _PREFIX + name.upper()
