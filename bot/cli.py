"""The command line: `miaozhao …`. Each command loads only what it needs, to start fast."""

import io
import logging
import sys
import traceback
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.chinese_usage import speak_chinese, tell_wrong_use
from bot.commands.console import fail, note_crash
from bot.errors import BotError
from bot.system_faults import message_of
from bot.wechat_cli import app as wechat
from cases.errors import CasesError
from index.errors import IndexingError

app = typer.Typer(
    name="miaozhao",
    help="妙招：说说难题，找到社区解决它的办法。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(wechat, name="wechat")

Limit = Annotated[int, typer.Option("--limit", min=1, max=50, help="最多给几个案例")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def main() -> None:
    """Run a command; a failure is one clear line on stderr and exit code 1, wrong use 2."""
    _tolerate_any_text()
    speak_chinese(app)
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        tell_wrong_use(error)
        sys.exit(error.exit_code)
    except (BotError, CasesError, IndexingError) as error:
        fail(message_of(error))
    except ModuleNotFoundError as error:
        fail(f"缺少 {error.name}，请运行 make run 重新安装。")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # who read our output has gone; nothing is left to be said
        sys.exit(1)
    except Exception:  # noqa: BLE001 - the outermost handler: nobody shall see a traceback
        fail(note_crash(traceback.format_exc()))


def _tolerate_any_text() -> None:
    """Let bytes that are no text, and signs that a console lacks, become ? instead of a crash."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@app.callback(invoke_without_command=True)
def start(
    *,
    show_version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> None:
    """妙招：说说难题，找到社区解决它的办法。"""
    if show_version:
        typer.echo(f"miaozhao {version('miaozhao')}")
        raise typer.Exit
    from bot.logs import set_up_logging

    set_up_logging(logging.WARNING)  # to stderr: stdout holds results only


@app.command()
def serve() -> None:
    """提供网页、接口，以及每个设置了令牌的机器人。"""
    from bot.commands.serve import serve

    serve()


@app.command()
def chat() -> None:
    """在终端里和机器人聊。"""
    from bot.commands.chat import chat

    chat()


@app.command()
def search(
    question: Annotated[
        list[str], typer.Argument(metavar="QUERY|-", help="问题；- 从标准输入每行读一个")
    ],
    *,
    as_json: Json = False,
    limit: Limit = 5,
    district: Annotated[str, typer.Option(help="只看这个区，例如 宝安区")] = "",
    theme: Annotated[str, typer.Option(help="只看这个主题，例如 民之所盼")] = "",
    collection: Annotated[str, typer.Option(help="只看这一期")] = "",
) -> None:
    """查找案例。"""
    from bot.commands.search import search

    search(
        " ".join(question),
        as_json=as_json,
        limit=limit,
        district=district,
        theme=theme,
        collection=collection,
    )


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help=".csv .xlsx .jsonl .docx")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，什么都不写")] = False,
    built_in: Annotated[bool, typer.Option("--built-in", help="导入自带的案例")] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="案例库已有案例就不导入")] = False,
    words_only: Annotated[
        bool, typer.Option("--words", help="索引先只按字词建，语义由 serve 或 reindex 补上")
    ] = False,
) -> None:
    """导入案例，然后更新索引。"""
    from bot.commands.importing import import_cases

    if not files and not built_in:
        raise typer.BadParameter("请给出要导入的文件，或加上 --built-in 导入自带的案例")
    import_cases(
        files or [],
        dry_run=dry_run,
        built_in=built_in,
        if_empty=if_empty,
        words_only=words_only,
    )


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".csv .xlsx .jsonl")],
) -> None:
    """导出全部案例，什么都不丢。"""
    from bot.commands.exporting import export_cases

    export_cases(file)


@app.command()
def reindex() -> None:
    """重建索引；期间照常可以查找。"""
    from bot.commands.reindex import reindex

    reindex()


@app.command()
def evaluate(
    *,
    documents: Annotated[Path, typer.Option(help='.jsonl[.gz]，每行 {"id","text","title"?}')],
    queries: Annotated[Path, typer.Option(help='.jsonl，每行 {"id","text"}')],
    relevance: Annotated[Path, typer.Option(help=".tsv：问题编号、文档编号、等级")],
    words_only: Annotated[bool, typer.Option("--words", help="不用语义模型")] = False,
    as_json: Json = False,
) -> None:
    """在任何一组文档和问题上测量找得准不准。"""
    from bot.commands.evaluate import evaluate

    evaluate(documents, queries, relevance, words_only=words_only, as_json=as_json)


@app.command()
def doctor() -> None:
    """检查设置、数据库、索引和令牌，说清下一步。"""
    from bot.commands.doctor import doctor

    doctor()
