"""The lists of issuers in memory, because every verification asks them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from badgeservice.recognition.registries import KeptRegistry
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageError
from badgeservice.storage.registries import SqlRegistryShelf
from badgeservice.verification.errors import NotAtHandError
from badgeservice.verification.known_issuers import Listing

LIFE: Final = timedelta(seconds=2)
# Owners beside the service; the one that was not asked about for longest is forgotten.
_MOST_OWNERS: Final = 32
_log = structlog.get_logger(__name__)

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """An owner's lists as they were: what they are known by, and every issuer on them.

    `listings` None: there are no lists, or they could not be read.
    """

    editions: tuple[tuple[str, str], ...]
    listings: Mapping[str, tuple[Listing, ...]] | None
    fresh_until: float


_NEVER_READ: Final = _Snapshot((), None, float("-inf"))


class SqlKnownIssuers:
    """Tells which lists an issuer is on (`KnownIssuers`); threads share one.

    What it knows is at most two seconds old. Then it asks whether any list was changed, which is
    one short question, and reads again only if so. A database that does not answer, or has not been
    brought up to date, is no reason to refuse a verification: then there are no lists, and the log
    says so.
    """

    def __init__(
        self, database: Database, *, life: timedelta = LIFE, clock: Clock = time.monotonic
    ) -> None:
        self._database = database
        self._life_seconds = life.total_seconds()
        self._clock = clock
        self._lock = Lock()
        self._service = _NEVER_READ
        self._owners: dict[str, _Snapshot] = {}

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        """Return where an issuer stands on the lists of the service; None without any list."""
        snapshot = self._service
        if self._clock() >= snapshot.fresh_until:
            snapshot = self._renewed_service()
        listings = snapshot.listings
        return None if listings is None else listings.get(issuer_id, ())

    def known_at_hand(self, issuer_id: str) -> tuple[Listing, ...] | None:
        """Return the same without asking the database.

        Raises:
            NotAtHandError: the database has to be asked again.
        """
        snapshot = self._service
        if self._clock() >= snapshot.fresh_until:
            raise NotAtHandError(issuer_id)
        listings = snapshot.listings
        return None if listings is None else listings.get(issuer_id, ())

    def of(self, organisation_id: str) -> _OfOrganisation:
        """Return the same with the lists of one organisation beside those of the service."""
        return _OfOrganisation(self, organisation_id)

    def known_to(self, organisation_id: str, issuer_id: str) -> tuple[Listing, ...] | None:
        """Return where an issuer stands on an organisation's own lists; None without any."""
        with self._lock:
            snapshot = self._owners.pop(organisation_id, _NEVER_READ)
            if self._clock() >= snapshot.fresh_until:
                snapshot = self._renewed(organisation_id, snapshot)
            if len(self._owners) >= _MOST_OWNERS:
                del self._owners[next(iter(self._owners))]
            self._owners[organisation_id] = snapshot
        return None if snapshot.listings is None else snapshot.listings.get(issuer_id, ())

    def _renewed_service(self) -> _Snapshot:
        with self._lock:
            # Somebody else may have read while we waited.
            if self._clock() >= self._service.fresh_until:
                self._service = self._renewed(None, self._service)
            return self._service

    def _renewed(self, owner: str | None, before: _Snapshot) -> _Snapshot:
        until = self._clock() + self._life_seconds
        if self._database.is_missing():
            return _Snapshot((), None, until)
        try:
            with self._database.transaction(write=False) as connection:
                shelf = SqlRegistryShelf(connection)
                editions = shelf.editions(owner)
                if editions == before.editions:
                    return _Snapshot(editions, before.listings, until)
                return _Snapshot(editions, _listings(shelf.registries(owner)), until)
        except (StorageError, SQLAlchemyError) as cause:
            _log.warning("known_issuers.not_read", reason=type(cause).__name__)
            return _Snapshot((), None, until)


class _OfOrganisation:
    """The lists of an organisation and of the service together (`KnownIssuers`)."""

    def __init__(self, shared: SqlKnownIssuers, organisation_id: str) -> None:
        self._shared = shared
        self._organisation_id = organisation_id

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        """Return where an issuer stands, the organisation's own lists first."""
        own = self._shared.known_to(self._organisation_id, issuer_id)
        common = self._shared.known(issuer_id)
        if own is None and common is None:
            return None
        return (*(own or ()), *(common or ()))

    def of(self, organisation_id: str) -> _OfOrganisation:
        """Return the same for another organisation."""
        return self._shared.of(organisation_id)


class KnownIssuersAtHand:
    """Tells the same (`KnownIssuers`), but never asks the database."""

    def __init__(self, shared: SqlKnownIssuers) -> None:
        self._shared = shared
        self.known = shared.known_at_hand

    def of(self, organisation_id: str) -> _OfOrganisation:
        """Return the lists of an organisation too; those are asked of the database."""
        return self._shared.of(organisation_id)


def _listings(kept: tuple[KeptRegistry, ...]) -> Mapping[str, tuple[Listing, ...]] | None:
    if not kept:
        return None
    found: dict[str, tuple[Listing, ...]] = {}
    for each in kept:
        for issuer in each.registry.issuers:
            listing = Listing(
                registry=each.registry.name,
                issuer=issuer.name,
                since=issuer.since,
                until=issuer.until,
            )
            found[issuer.id] = (*found.get(issuer.id, ()), listing)
    return found
