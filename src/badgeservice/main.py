"""Where everything is joined: settings in, a wired service out. Importing it does nothing."""

from __future__ import annotations

import base64
import logging
import secrets  # noqa: TID251 – the roof hands chance down
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final

import structlog
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.application import ApiSettings, Lifespan, build_application
from badgeservice.config import Settings
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.errors import SigningKeyMissingError
from badgeservice.issuing.generic import GenericSigners, did_of
from badgeservice.issuing.issue import complete_plans
from badgeservice.library.errors import LibraryInvalidError
from badgeservice.library.folder import read_folder
from badgeservice.library.transfer import ImportPlan, apply_import, plan_import
from badgeservice.recognition.webhooks import deliver_next
from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.registers import RemoteRegisters
from badgeservice.remote.shared_limits import SharedLimits
from badgeservice.remote.sources import remote_sources
from badgeservice.remote.urls import Host
from badgeservice.storage.books import SqlBooks, books_over, open_books
from badgeservice.storage.database import Database
from badgeservice.storage.errors import (
    KeyUnreadableError,
    StorageConflictError,
    StorageUnavailableError,
)
from badgeservice.storage.group_commit import GroupCommit
from badgeservice.storage.kept_lists import SqlKeptLists
from badgeservice.storage.known_issuers import KnownIssuersAtHand, SqlKnownIssuers
from badgeservice.storage.master_key import (
    MasterKey,
    master_key_from_base64,
    read_or_create_master_key,
)
from badgeservice.storage.own_contexts import NoContextAtHand, OwnContexts
from badgeservice.storage.own_sources import (
    OwnBadges,
    OwnDidDocuments,
    OwnSourcesAtHand,
    OwnStatusLists,
)
from badgeservice.storage.seeded_keys import SEED_BYTES, seeded_signers
from badgeservice.verification.memory import Memory
from badgeservice.verification.sources import Sources, nothing_general
from badgeservice.web.doors import routers as page_routers
from badgeservice.web.failures import problem_page
from badgeservice.web.shortcuts import shortcuts as page_shortcuts
from badgeservice.wiring.delivering import delivering
from badgeservice.wiring.own_first import OwnSources, own_first
from badgeservice.wiring.ports import Books, Wiring
from badgeservice.workers.general import GeneralProcesses

_PACKAGE: Final = Path(__file__).resolve().parent
# How long a thread that computes may keep waiting the one that serves them all. Python's own five
# milliseconds add up, because serving a request takes several steps.
_SWITCH_SECONDS: Final = 0.0005
_log = structlog.get_logger()


def create_app(settings: Settings) -> FastAPI:
    """Build the service from its settings.

    Raises:
        StorageError: the database URL or the master key cannot be used.
    """
    configure_logging()
    wiring = build_wiring(settings)
    app = build_application(
        wiring,
        ApiSettings(
            trusted_proxies=settings.trusted_proxies,
            verifications_per_minute=settings.verifications_per_minute,
            token_requests_per_minute=settings.token_requests_per_minute,
            problem_page=problem_page,
            page_shortcuts=page_shortcuts(wiring),
            vc_api_signers=_vc_api_signers(settings),
        ),
        pages=page_routers(),
        unavailable=(StorageUnavailableError,),
        conflict=(StorageConflictError,),
        lifespan=_lifespan(wiring),
    )
    app.state.problem_pages = problem_pages()
    app.state.contact = settings.contact
    return app


def openapi_document() -> JsonObject:
    """Return the OpenAPI document of the API. It is the same in every deployment."""
    nowhere = Settings(
        origin="https://badges.example.org",
        database_url="sqlite:///never-opened.sqlite",
        master_key=SecretStr(base64.b64encode(bytes(32)).decode("ascii")),
    )
    document: JsonObject = create_app(nowhere).openapi()
    return document


def configure_logging() -> None:
    """Log as JSON lines: ids and reasons, and of an exception the frames without their values.

    The values of a frame may hold what was sent: an e-mail address, or an access token.
    """
    # It tells of every malformed form in words of its own; the answer tells the sender.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # Looked up at each line, because whoever runs us may replace standard error.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def build_wiring(settings: Settings) -> Wiring:
    """Join the ports with storage and the network. Nothing is connected to yet.

    Raises:
        StorageError: the database URL or the master key cannot be used.
    """
    database = Database(settings.database_url)
    master_key = _master_key(settings)
    opened = _books_opener(database, master_key, settings)
    over = books_over(master_key=master_key, origin=settings.origin)
    writer = GroupCommit(database, lambda connection: _bundled(over(connection)))
    client = GuardedClient(
        allowed_test_hosts=_test_hosts(settings),
        timeout_seconds=settings.fetch_timeout.total_seconds(),
        network=Network(shared_limits=SharedLimits(settings.fetch_limits_folder)),
    )
    dids = OwnDidDocuments(opened, origin=settings.origin)
    versions, tokens = database.list_versions(), database.live_tokens()
    lists = OwnStatusLists(
        opened,
        origin=settings.origin,
        ttl=settings.status_list_ttl,
        now=now,
        versions=versions,
    )
    badges = OwnBadges(opened, origin=settings.origin)
    known_issuers = SqlKnownIssuers(database)
    contexts = OwnContexts(opened, origin=settings.origin)
    own = OwnSources(
        did_documents=dids,
        status_lists=lists,
        badges=badges,
        contexts=contexts,
        kept_lists=SqlKeptLists(database),
        known_issuers=known_issuers,
    )
    memory, at_hand = Memory(), OwnSourcesAtHand(dids, lists)
    general, turn = GeneralProcesses(processes=settings.general_processes), Lock()

    def new_sources() -> Sources:
        remote = remote_sources(client, now=now)
        return own_first(own, remote, memory=memory, general=general.canonicalise, turn=turn)

    def close() -> None:
        general.close()
        writer.close()
        for quick in (versions, tokens):
            if quick is not None:
                quick.close()
        database.close()

    return Wiring(
        origin=settings.origin,
        open_books=opened,
        new_sources=new_sources,
        sources_at_hand=Sources(
            did_documents=at_hand,
            status_lists=at_hand,
            badges=at_hand,
            memory=memory,
            contexts=NoContextAtHand(),
            general=nothing_general,
            known_issuers=KnownIssuersAtHand(known_issuers),
        ),
        now=now,
        random_bytes=secrets.token_bytes,
        status_list_ttl=settings.status_list_ttl,
        token_lifetime=settings.token_lifetime,
        faults=lambda: _faults(database, opened),
        close=close,
        group_write=writer.submit,
        list_version=(lambda _: None) if versions is None else versions.version,
        tokens_at_hand=tokens,
        deliver_webhook=lambda: deliver_next(now=now, open_books=opened, post=client.post),
    )


def _books_opener(
    database: Database, master_key: MasterKey, settings: Settings
) -> Callable[[bool], AbstractContextManager[Books]]:
    opener = open_books(database, master_key=master_key, origin=settings.origin)

    @contextmanager
    def opened(write: bool) -> Iterator[Books]:  # noqa: FBT001 – as `Wiring.open_books` has it
        with opener(write) as books:
            yield _bundled(books)

    return opened


def _bundled(books: SqlBooks) -> Books:
    return Books(
        library=books.library,
        badges=books.badges,
        keys=books.keys,
        accounts=books.accounts,
        trust=books.trust,
        extensions=books.extensions,
        bases=books.bases,
        mappings=books.mappings,
        jobs=books.jobs,
        cases=books.cases,
        letters=books.letters,
        webhooks=books.webhooks,
        evaluation_pages=books.evaluation_pages,
        registries=books.registries,
    )


def now() -> datetime:
    """Return this moment. The one place where the service reads the clock."""
    return datetime.now(tz=UTC)  # noqa: TID251 – the roof hands the time down


def upgrade_database(settings: Settings) -> None:
    """Bring the database to the newest tables, making a SQLite file when there is none.

    Raises:
        StorageError: the database cannot be reached or used.
    """
    _make_folder_of(settings.database_url)
    database = Database(settings.database_url)
    database.upgrade()
    database.close()


def import_library(wiring: Wiring, directory: Path, *, organisation_id: str) -> ImportPlan:
    """Import a folder of library files into an organisation's library, all or nothing.

    Raises:
        LibraryInvalidError: the files or the import break rules; nothing was changed.
    """
    read = read_folder(directory)
    if not read.is_valid:
        raise LibraryInvalidError(read.findings)
    operator = Actor(organisation_id=organisation_id, client_id="cli", scopes=frozenset(Scope))
    with wiring.open_books(True) as books:
        plan = plan_import(read.placed, organisation_id=organisation_id, shelf=books.library)
        apply_import(plan, shelf=books.library, actor=operator, at=wiring.now())
    return plan


def library_directory() -> Path:
    """Return the folder of the library that is shipped with the service."""
    return _shipped("criteria")


def problem_pages() -> Mapping[str, str]:
    """Return the Markdown of every problem page, by slug."""
    return {
        page.stem: page.read_text(encoding="utf-8")
        for page in sorted(_shipped("docs/problems").glob("*.md"))
        if page.stem != "README"
    }


def fetch_register(settings: Settings) -> Callable[[str], bytes]:
    """Return the guarded way to read a national register by URL."""
    return RemoteRegisters(allowed_test_hosts=_test_hosts(settings)).document


def _shipped(name: str) -> Path:
    """Find a folder that is shipped beside the code: in a checkout, or where the image has it."""
    places = (_PACKAGE.parents[1] / name, _PACKAGE / name, Path.cwd() / name)
    return next((place for place in places if place.is_dir()), places[0])


def _master_key(settings: Settings) -> MasterKey:
    if settings.master_key is not None:
        return master_key_from_base64(settings.master_key.get_secret_value())
    settings.master_key_file.parent.mkdir(parents=True, exist_ok=True)
    return read_or_create_master_key(settings.master_key_file)


def _vc_api_signers(settings: Settings) -> GenericSigners | None:
    """Return the keys of the door for test suites, which are of no organisation, if it is open."""
    if not settings.vc_api:
        return None
    given = settings.vc_api_seed
    seed = secrets.token_bytes(SEED_BYTES) if given is None else seed_of(given)
    signers = seeded_signers(seed)
    _log.warning("vc_api.open", dids=[did_of(signers, curve) for curve in signers])
    return signers


def seed_of(setting: SecretStr) -> bytes:
    """Return the seed that a setting holds."""
    return bytes.fromhex(setting.get_secret_value())


def _test_hosts(settings: Settings) -> frozenset[Host]:
    pairs = (host.rpartition(":") for host in settings.test_hosts)
    return frozenset((name, int(port)) for name, _, port in pairs)


def _make_folder_of(database_url: str) -> None:
    scheme, _, path = database_url.partition(":///")
    if scheme.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _faults(
    database: Database, opened: Callable[[bool], AbstractContextManager[Books]]
) -> tuple[str, ...]:
    """Say in fixed sentences what keeps the service from serving; the reasons go to the log."""
    try:
        if not database.is_current():
            return ("The tables of the database are out of date.",)
        with opened(False) as books:
            for organisation in books.accounts.organisations()[:1]:
                books.keys.current(organisation.id)
    except SigningKeyMissingError:
        return ()
    except KeyUnreadableError as cause:
        _log.error("readiness.key_unreadable", reason=str(cause))
        return ("The signing keys cannot be read with this master key.",)
    except BadgeServiceError as cause:
        _log.error("readiness.database", reason=str(cause))
        return ("The database does not answer.",)
    return ()


def _lifespan(wiring: Wiring) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(_SWITCH_SECONDS)
        completion = await run_in_threadpool(
            complete_plans, at=wiring.now(), open_books=wiring.open_books
        )
        if completion.signed:
            _log.info("issuing.plans_completed", count=completion.signed)
        for badge_id, reason in completion.failed.items():
            _log.error("issuing.plan_not_signed", badge_id=badge_id, reason=reason)
        app.state.jobs.open()
        async with delivering(wiring.deliver_webhook):
            yield
        await run_in_threadpool(app.state.jobs.close)
        wiring.close()

    return lifespan
