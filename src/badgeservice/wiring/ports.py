"""Everything that a door may reach, as one frozen value."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from badgeservice.accounts.register import AccountRegister
from badgeservice.issuing.ledger import BadgeLedger, KeyRing
from badgeservice.library.shelf import LibraryShelf
from badgeservice.recognition.trust import TrustBook
from badgeservice.verification.sources import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All ports onto one database transaction."""

    library: LibraryShelf
    badges: BadgeLedger
    keys: KeyRing
    accounts: AccountRegister
    trust: TrustBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The opened doors to storage and the world.

    `open_books` opens one transaction (`write=True` when anything will be written); it commits at
    the end of the `with` and rolls back on an exception. `origin` is the service's public origin
    without a slash at the end. `random_bytes(n)` and `now()` are the only chance and clock.
    `new_sources` gives sources for one verification. `faults` says in fixed sentences what keeps
    the service from serving. `close` lets go of everything at the end.
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

    @property
    def sources(self) -> Sources:
        """Sources for one verification; they hold its budget of requests."""
        return self.new_sources()
