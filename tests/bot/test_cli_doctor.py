"""`miaozhao doctor`: what is right, what is wrong, what now."""

import shutil

import pytest

from tests.bot.cli_double import Console


def test_all_is_well(filled_console: Console) -> None:
    outcome = filled_console.run("doctor")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.lines == [
        "✓ 设置：没有问题",
        "✓ 数据库：连得上，有 83 个公开的案例",
        "✓ 索引：与案例库一致",
        "✓ 网页：miaozhao serve 后打开 http://127.0.0.1:8080",
        "· Telegram：没有设置 MIAOZHAO_TELEGRAM_TOKEN，见 docs/telegram.md",
        "· 公众号：没有设置 MIAOZHAO_WECHAT_TOKEN，见 docs/wechat.md",
        "· 企业微信：没有设置 MIAOZHAO_WECOM_BOT_ID，见 docs/wecom.md",
        "· 管理员：没有设置 MIAOZHAO_ADMINS，聊天里不能重建索引",
    ]


def test_an_empty_library_is_told_what_to_do(console: Console) -> None:
    outcome = console.run("doctor")

    assert outcome.code == 1
    assert (
        "✗ 案例库：还没有案例，请先导入：miaozhao import 文件，或 miaozhao import --built-in"
        in outcome.lines
    )
    assert "reindex" not in outcome.out


def test_a_library_of_drafts_is_told(console: Console) -> None:
    path = console.write("rows.csv", "标题,做法,状态\n甲,做。,草稿\n")
    console.run("import", path)

    outcome = console.run("doctor")

    assert outcome.code == 0
    assert "! 案例库：没有公开的案例，谁也找不到什么" in outcome.lines


def test_cases_without_an_index_are_told(filled_console: Console) -> None:
    shutil.rmtree(filled_console.data / "index")

    outcome = filled_console.run("doctor")

    assert outcome.code == 1
    assert "✗ 索引：还没有索引。请运行 miaozhao reindex 建立索引。" in outcome.lines


def test_an_outdated_index_is_told(filled_console: Console) -> None:
    filled_console.write("data/synonyms.txt", "照明灯具 = 路灯\n")

    outcome = filled_console.run("doctor")

    assert outcome.code == 1
    assert "✗ 索引：同义词有更新，需要重建索引：miaozhao reindex" in outcome.lines


def test_a_database_that_is_down_is_told_and_the_rest_is_checked(console: Console) -> None:
    console.set("DATABASE_URL", "postgresql://m:hunter2@127.0.0.1:1/m")

    outcome = console.run("doctor")

    assert outcome.code == 1
    assert outcome.lines[1].startswith("✗ 数据库：数据库 m（127.0.0.1:1）连不上")
    assert outcome.lines[2].startswith("✓ 网页")
    assert "hunter2" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"TELEGRAM_TOKEN": "123:hunter"}, "✓ Telegram：令牌已设置，用轮询接收"),
        (
            {"TELEGRAM_TOKEN": "123:hunter", "TELEGRAM_WEBHOOK_SECRET": "hunter"},
            "✓ Telegram：令牌已设置，用轮询接收",
        ),
        (
            {
                "TELEGRAM_TOKEN": "123:hunter",
                "TELEGRAM_WEBHOOK_SECRET": "hunter",
                "PUBLIC_URL": "https://m.example.cn",
            },
            "✓ Telegram：令牌已设置，用 webhook 接收",
        ),
        ({"PUBLIC_URL": "https://m.example.cn"}, "✓ 网页：miaozhao serve 后打开 https://m.example.cn"),
        (
            {"TELEGRAM_TOKNE": "123:hunter"},
            "! 设置：没有 MIAOZHAO_TELEGRAM_TOKNE 这一项，是不是写错了？见 docs/settings.md",
        ),
    ],
)  # fmt: skip
def test_the_channels_are_told_without_a_token(
    filled_console: Console, settings: dict[str, str], told: str
) -> None:
    for name, value in settings.items():
        filled_console.set(name, value)

    outcome = filled_console.run("doctor")

    assert outcome.code == 0
    assert told in outcome.lines
    assert "hunter" not in outcome.out + outcome.err


def test_with_admins_nothing_is_said_of_them(filled_console: Console) -> None:
    filled_console.set("ADMINS", "telegram:1")

    assert "管理员" not in filled_console.run("doctor").out
