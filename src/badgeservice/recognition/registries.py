"""Lists of issuers that the service, or one organisation, knows: kept, replaced, and removed.

A list says who somebody is, not that their badges count: that is `trust`, an act of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.recognition.errors import RegistryNotFoundError, TooManyRegistriesError

# Each is in the memory of every process that is asked about it.
MOST_REGISTRIES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredIssuer:
    """One issuer on a list: its id as it stands in badges, and what the list calls it.

    The list speaks for the time between `since` and `until`, both included.
    """

    id: str
    name: str
    url: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerRegistry:
    """A list of issuers: its name for people, and the issuers in the order of the list."""

    name: str
    issuers: tuple[RegisteredIssuer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRegistry:
    """A list as it was imported.

    `organisation_id` None means that it is one of the service, which counts for everybody.
    `key` is its short name, and `source` where it came from.
    """

    organisation_id: str | None
    key: str
    registry: IssuerRegistry
    source: str | None
    imported_by: str
    imported_at: datetime


class RegistryShelf(Protocol):
    """The lists of issuers, inside one transaction. The owner None is the service."""

    def put_registry(self, kept: KeptRegistry) -> None:
        """Keep a list in place of the one with the same owner and key, if there is one."""

    def registry(self, organisation_id: str | None, key: str) -> KeptRegistry | None:
        """Return one list of an owner."""

    def registries(self, organisation_id: str | None) -> tuple[KeptRegistry, ...]:
        """Return every list of an owner, by key."""

    def remove_registry(
        self, organisation_id: str | None, key: str, *, by: str, at: datetime
    ) -> KeptRegistry:
        """Remove a list and return it.

        Raises:
            RegistryNotFoundError: there is no such list.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegistry:
    """A list to import: its key, its content, and where it came from."""

    key: str
    registry: IssuerRegistry
    source: str | None = None


def import_registry(
    new: NewRegistry, *, actor: Actor, at: datetime, shelf: RegistryShelf
) -> KeptRegistry:
    """Keep a list of the actor's organisation, in place of an earlier one of that key.

    Raises:
        NotPermittedError: the actor may not change trust.
        TooManyRegistriesError: the organisation keeps as many lists as it may.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    return _keep(new, owner=actor.organisation_id, by=actor.client_id, at=at, shelf=shelf)


def import_for_service(
    new: NewRegistry, *, by: str, at: datetime, shelf: RegistryShelf
) -> KeptRegistry:
    """Keep a list that counts for everybody; only the operator does this.

    Raises:
        TooManyRegistriesError: the service keeps as many lists as it may.
    """
    return _keep(new, owner=None, by=by, at=at, shelf=shelf)


def find_registry(key: str, *, actor: Actor, shelf: RegistryShelf) -> KeptRegistry:
    """Return a list of the actor's organisation.

    Raises:
        NotPermittedError: the actor may not read trust.
        RegistryNotFoundError: there is no such list.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    found = shelf.registry(actor.organisation_id, key)
    if found is None:
        raise RegistryNotFoundError(key)
    return found


def list_registries(*, actor: Actor, shelf: RegistryShelf) -> tuple[KeptRegistry, ...]:
    """Return every list of the actor's organisation, by key.

    Raises:
        NotPermittedError: the actor may not read trust.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    return shelf.registries(actor.organisation_id)


def remove_registry(key: str, *, actor: Actor, at: datetime, shelf: RegistryShelf) -> KeptRegistry:
    """Forget a list of the actor's organisation, and return what it was.

    Raises:
        NotPermittedError: the actor may not change trust.
        RegistryNotFoundError: there is no such list.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    return shelf.remove_registry(actor.organisation_id, key, by=actor.client_id, at=at)


def _keep(
    new: NewRegistry, *, owner: str | None, by: str, at: datetime, shelf: RegistryShelf
) -> KeptRegistry:
    others = [each for each in shelf.registries(owner) if each.key != new.key]
    if len(others) >= MOST_REGISTRIES:
        raise TooManyRegistriesError(MOST_REGISTRIES)
    kept = KeptRegistry(
        organisation_id=owner,
        key=new.key,
        registry=new.registry,
        source=new.source,
        imported_by=by,
        imported_at=at,
    )
    shelf.put_registry(kept)
    return kept
