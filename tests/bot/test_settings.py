"""Settings: from the environment and .env, every fault at once, never a secret."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings import Settings, read_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
TOKEN = "123456:AAHsecret_part-of-it"  # noqa: S105 - a token that opens nothing
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
TOKEN_FAULT = "只能有字母和数字，3 到 32 个，和后台“令牌（Token）”里填的一样"  # noqa: S105 - a sentence
AES_KEY_FAULT = "应为 43 个字母和数字，请到后台复制 EncodingAESKey"
SECRET_KEY = "sixteen-or-more-characters"  # noqa: S105 - a key that opens nothing


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MIAOZHAO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default() -> None:
    settings = read_settings()

    assert settings.data_dir == Path("data")
    assert settings.database_address == "sqlite:///data/miaozhao.db"
    assert settings.index_dir == Path("data/index")
    assert settings.synonyms_file == Path("data/synonyms.txt")
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.admins == frozenset()
    assert settings.secret_key is None
    assert settings.telegram_token is None
    assert settings.telegram_base_url is None
    assert settings.telegram_webhook_secret is None
    assert settings.wechat_token is None
    assert settings.wechat_api_base == "https://api.weixin.qq.com"
    assert settings.wecom_api_base == "https://qyapi.weixin.qq.com"
    assert settings.wecom_bot_url == ""


@pytest.mark.parametrize(
    ("name", "written", "field", "expected"),
    [
        ("DATA_DIR", "/srv/m", "data_dir", Path("/srv/m")),
        ("DATABASE_URL", "sqlite:///x.db", "database_address", "sqlite:///x.db"),
        ("HOST", "::1", "host", "::1"),
        ("PORT", "9000", "port", 9000),
        ("PUBLIC_URL", "https://m.example.cn/", "public_url", "https://m.example.cn"),
        ("ADMINS", "telegram:1", "admins", {"telegram:1"}),
        ("ADMINS", "telegram:1, wecom:zhang，wechat:o\nweb:x", "admins",
         {"telegram:1", "wecom:zhang", "wechat:o", "web:x"}),
        ("TELEGRAM_BASE_URL", "http://bots:8081/", "telegram_base_url", "http://bots:8081"),
        ("WECHAT_APP_ID", "wx5823bf96d3bd56c7", "wechat_app_id", "wx5823bf96d3bd56c7"),
        ("WECHAT_API_BASE", "http://proxy:9/", "wechat_api_base", "http://proxy:9"),
        ("WECOM_CORP_ID", "ww1436e0e65a779aee", "wecom_corp_id", "ww1436e0e65a779aee"),
        ("WECOM_API_BASE", "http://wecom.local/", "wecom_api_base", "http://wecom.local"),
    ],
)  # fmt: skip
def test_each_variable_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(f"MIAOZHAO_{name}", written)

    assert getattr(read_settings(), field) == expected


@pytest.mark.parametrize(
    "together",
    [
        {"WECHAT_TOKEN": "AAAAA"},
        {"WECHAT_TOKEN": "AAAAA", "WECHAT_APP_ID": "wx1", "WECHAT_AES_KEY": AES_KEY},
        {"WECHAT_APP_ID": "wx1", "WECHAT_APP_SECRET": "hunter2"},
        {"WECOM_CORP_ID": "ww1", "WECOM_TOKEN": "AAAAA", "WECOM_AES_KEY": AES_KEY},
        {"WECOM_CORP_ID": "ww1", "WECOM_AGENT_ID": "1000002", "WECOM_SECRET": "hunter2"},
        {"WECOM_BOT_ID": "b", "WECOM_BOT_SECRET": "hunter2", "WECOM_BOT_URL": "ws://b.local/"},
    ],
)
def test_a_complete_set_is_taken_and_its_secrets_are_never_shown(
    monkeypatch: pytest.MonkeyPatch, together: dict[str, str]
) -> None:
    for name, written in together.items():
        monkeypatch.setenv(f"MIAOZHAO_{name}", written)

    settings = read_settings()

    shown = f"{settings!r} {settings} {settings.model_dump()}"
    assert "hunter2" not in shown
    assert AES_KEY not in shown
    for name, written in together.items():
        value = getattr(settings, name.lower())
        secret = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        assert secret == written


@pytest.mark.parametrize(
    ("name", "written", "missing"),
    [
        ("WECHAT_AES_KEY", AES_KEY, "MIAOZHAO_WECHAT_TOKEN、MIAOZHAO_WECHAT_APP_ID"),
        ("WECHAT_APP_SECRET", "hunter2", "MIAOZHAO_WECHAT_APP_ID"),
        ("WECOM_TOKEN", "AAAAA", "MIAOZHAO_WECOM_CORP_ID、MIAOZHAO_WECOM_AES_KEY"),
        ("WECOM_AES_KEY", AES_KEY, "MIAOZHAO_WECOM_CORP_ID、MIAOZHAO_WECOM_TOKEN"),
        ("WECOM_SECRET", "hunter2", "MIAOZHAO_WECOM_CORP_ID、MIAOZHAO_WECOM_AGENT_ID"),
        ("WECOM_AGENT_ID", "1000002", "MIAOZHAO_WECOM_CORP_ID"),
        ("WECOM_BOT_ID", "aib", "MIAOZHAO_WECOM_BOT_SECRET"),
        ("WECOM_BOT_SECRET", "hunter2", "MIAOZHAO_WECOM_BOT_ID"),
        ("WECOM_BOT_URL", "wss://b.local", "MIAOZHAO_WECOM_BOT_ID"),
    ],
)
def test_an_incomplete_set_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, missing: str
) -> None:
    monkeypatch.setenv(f"MIAOZHAO_{name}", written)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert caught.value.faults == (f"MIAOZHAO_{name}：还要一起设置 {missing}",)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("SECRET_KEY", SECRET_KEY),
        ("TELEGRAM_TOKEN", TOKEN),
        ("TELEGRAM_WEBHOOK_SECRET", "abc-DEF_123"),
    ],
)
def test_secrets_are_read_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str
) -> None:
    monkeypatch.setenv(f"MIAOZHAO_{name}", written)

    settings = read_settings()

    assert getattr(settings, name.lower()).get_secret_value() == written
    assert written not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_database_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIAOZHAO_DATABASE_URL", "postgresql://m:hunter2@db/m")

    settings = read_settings()

    assert settings.database_address == "postgresql://m:hunter2@db/m"
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]"), ("m.local", "m.local")],  # noqa: S104 - what people configure
)
def test_people_are_sent_to_an_address_that_they_can_open(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    monkeypatch.setenv("MIAOZHAO_HOST", host)

    assert read_settings().public_url == f"http://{address}:8080"


def test_an_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "MIAOZHAO_PORT=9001\nMIAOZHAO_HOST=m.local\nANOTHER_PROGRAM=1\n", encoding="utf-8"
    )
    monkeypatch.setenv("MIAOZHAO_PORT", "9002")

    settings = read_settings()

    assert (settings.host, settings.port) == ("m.local", 9002)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"MIAOZHAO_{name.upper()}", "")

    assert read_settings() == Settings()


def test_an_env_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("MIAOZHAO_HOST=主机".encode("gb18030"))

    with pytest.raises(SettingsError, match="不是 UTF-8 编码，请另存为 UTF-8"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("PORT", "eighty", "“eighty”不是端口，请写 1 到 65535 之间的整数"),
        ("PORT", "0", "“0”不是端口，请写 1 到 65535 之间的整数"),
        ("PORT", "70000", "“70000”不是端口，请写 1 到 65535 之间的整数"),
        ("ADMINS", "telegram:1,zhang", "“zhang”写法不对，应为 渠道:用户，例如 telegram:123"),
        ("ADMINS", "qq:1", "“qq:1”写法不对，应为 渠道:用户，例如 telegram:123"),
        ("PUBLIC_URL", "m.cn", "“m.cn”不是网址，要以 http:// 或 https:// 开头"),
        ("PUBLIC_URL", "http://", "“http://”不是网址，要以 http:// 或 https:// 开头"),
        ("PUBLIC_URL", "http://[::1", "“http://[::1”不是网址，要以 http:// 或 https:// 开头"),
        ("PUBLIC_URL", "http://m cn", "“http://m cn”不是网址，要以 http:// 或 https:// 开头"),
        (
            "WECHAT_API_BASE",
            "http://m.cn:70000",
            "“http://m.cn:70000”不是网址，要以 http:// 或 https:// 开头",
        ),
        (
            "ENCODER",
            "http://[::1",
            "“http://[::1”不认识，请写 auto、none，或 https:// 开头的接口地址",
        ),
        ("TELEGRAM_BASE_URL", "x", "“x”不是网址，要以 http:// 或 https:// 开头"),
        (
            "TELEGRAM_TOKEN",
            "hunter2",
            "写法不对，应为 @BotFather 给的 数字:字母，例如 123456:ABC…",
        ),
        ("TELEGRAM_WEBHOOK_SECRET", "hunter 2", "只能有字母、数字、- 和 _，最多 256 个"),
        ("TELEGRAM_WEBHOOK_SECRET", "x" * 257, "只能有字母、数字、- 和 _，最多 256 个"),
        ("SECRET_KEY", "hunter2", "太短，至少 16 个字符"),
        ("WECHAT_TOKEN", "hunter_2", TOKEN_FAULT),
        ("WECOM_TOKEN", "hu", TOKEN_FAULT),
        ("WECHAT_TOKEN", "hunter2" * 5, TOKEN_FAULT),
        ("WECHAT_AES_KEY", AES_KEY[1:], AES_KEY_FAULT),
        ("WECOM_AES_KEY", f"{AES_KEY}=", AES_KEY_FAULT),
        ("WECHAT_APP_ID", "gh_1", "“gh_1”写法不对，应为 wx 开头的开发者 ID（AppID）"),
        ("WECHAT_APP_SECRET", "hunter 2", "写法不对，不能有空格和汉字，请到后台复制"),
        ("WECOM_SECRET", "hunter 2", "写法不对，不能有空格和汉字，请到后台复制"),
        ("WECOM_BOT_SECRET", "密码", "写法不对，不能有空格和汉字，请到后台复制"),
        ("WECOM_CORP_ID", "某某街道", "“某某街道”写法不对，不能有空格和汉字，请到后台复制"),
        ("WECOM_BOT_ID", "a b", "“a b”写法不对，不能有空格和汉字，请到后台复制"),
        (
            "WECOM_AGENT_ID",
            "app",
            "“app”不是应用的 AgentId，请写后台给的整数，例如 1000002",
        ),
        ("WECHAT_API_BASE", "x", "“x”不是网址，要以 http:// 或 https:// 开头"),
        ("WECOM_API_BASE", "x", "“x”不是网址，要以 http:// 或 https:// 开头"),
        ("WECOM_BOT_URL", "https://b", "“https://b”不是长连接地址，要以 ws:// 或 wss:// 开头"),
    ],
)
def test_a_fault_names_the_variable_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, told: str
) -> None:
    monkeypatch.setenv(f"MIAOZHAO_{name}", written)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert caught.value.faults == (f"MIAOZHAO_{name}：{told}",)
    assert "hunter" not in str(caught.value)


def test_all_faults_are_told_at_once_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, written in {
        "PORT": "eighty",
        "ADMINS": "zhang",
        "PUBLIC_URL": "m.cn",
        "TELEGRAM_TOKEN": "hunter-token",
        "TELEGRAM_WEBHOOK_SECRET": "hunter secret",
        "SECRET_KEY": "hunter-key",
    }.items():
        monkeypatch.setenv(f"MIAOZHAO_{name}", written)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert len(caught.value.faults) == 6
    assert "hunter" not in str(caught.value)
    assert "hunter" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_the_documentation_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^\| `MIAOZHAO_(\w+)`", DOCS.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)
