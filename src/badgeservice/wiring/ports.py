"""Everything that a door may reach, as one frozen value."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from badgeservice.accounts.register import AccountRegister, Tokens
from badgeservice.issuing.ledger import BadgeLedger, KeyRing
from badgeservice.library.extensions import ExtensionShelf
from badgeservice.library.shelf import LibraryShelf
from badgeservice.qualifications.bases import BasisShelf
from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.evaluation_pages import EvaluationPageBook
from badgeservice.recognition.letters import LetterBook
from badgeservice.recognition.mapping_book import MappingBook
from badgeservice.recognition.registries import RegistryShelf
from badgeservice.recognition.trust import TrustBook
from badgeservice.recognition.webhooks import WebhookBook
from badgeservice.verification.jobs import JobShelf
from badgeservice.verification.sources import NOTHING_AT_HAND, Sources

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All ports onto one database transaction."""

    library: LibraryShelf
    badges: BadgeLedger
    keys: KeyRing
    accounts: AccountRegister
    trust: TrustBook
    extensions: ExtensionShelf
    bases: BasisShelf
    mappings: MappingBook
    jobs: JobShelf
    cases: CaseBook
    letters: LetterBook
    webhooks: WebhookBook
    evaluation_pages: EvaluationPageBook
    registries: RegistryShelf


class SubmitWrite(Protocol):
    """What takes a job on the books, and tells its result once that is committed."""

    def __call__(self, job: Callable[[Books], _Result], /) -> Future[_Result]:
        """Take a job; it may be done in another thread, and together with the jobs of others.

        When it raises an error, nothing of it is kept, and its future has that error.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The opened doors to storage and the world.

    `open_books` opens one transaction (`write=True` when anything will be written); it commits at
    the end of the `with` and rolls back on an exception. `origin` is the service's public origin
    without a slash at the end. `random_bytes(n)` and `now()` are the only chance and clock.
    `new_sources` gives sources for one verification, and `sources_at_hand` those that never fetch
    anything and serve for `verify_quickly`. `faults` says in fixed sentences what keeps
    the service from serving. `list_version` tells without delay at which version a status list is
    now; None when it cannot. `tokens_at_hand` knows access tokens as quickly, if anything does.
    `group_write` is what `submit_write` uses, if anything. `deliver_webhook` makes one delivery
    that is due, and says whether there was one. `close` lets go of everything at the end.
    """

    origin: str
    open_books: Callable[[bool], AbstractContextManager[Books]]
    new_sources: Callable[[], Sources]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    status_list_ttl: timedelta
    token_lifetime: timedelta
    faults: Callable[[], tuple[str, ...]]
    close: Callable[[], None] = lambda: None
    sources_at_hand: Sources = NOTHING_AT_HAND
    list_version: Callable[[str], int | None] = lambda _: None
    tokens_at_hand: Tokens | None = None
    group_write: SubmitWrite | None = None
    deliver_webhook: Callable[[], bool] = lambda: False

    @property
    def sources(self) -> Sources:
        """Sources for one verification; they hold its budget of requests."""
        return self.new_sources()

    @property
    def submit_write(self) -> SubmitWrite:
        """What takes a write as a job, which may be committed together with those of others.

        Without a `group_write`, every job is done at once, in a transaction of its own.
        """
        return self.group_write or self._write_at_once

    def _write_at_once(self, job: Callable[[Books], _Result], /) -> Future[_Result]:
        future: Future[_Result] = Future()
        try:
            with self.open_books(True) as books:
                result = job(books)
        except BaseException as failure:  # noqa: BLE001 – whatever it is, the future tells it
            future.set_exception(failure)
        else:
            future.set_result(result)
        return future
