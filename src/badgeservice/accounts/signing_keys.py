"""The organisation's signing keys, as its administrators see them: public halves only."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.keys import PublicKey


class PublicKeyRing(Protocol):
    """What administrators reach of the key ring; what signs is a matter of `issuing`."""

    def create(self, organisation_id: str, *, at: datetime, by: str | None = None) -> PublicKey:
        """Make a new current signing key for the organisation."""

    def public_keys(self, organisation_id: str) -> tuple[PublicKey, ...]:
        """Return every public key that signed for the organisation, newest first."""


def list_signing_keys(*, actor: Actor, keys: PublicKeyRing) -> tuple[PublicKey, ...]:
    """Return every key that signs or signed for the actor's organisation, newest first.

    Raises:
        NotPermittedError: the actor may not manage accounts.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    return keys.public_keys(actor.organisation_id)


def renew_signing_key(*, actor: Actor, at: datetime, keys: PublicKeyRing) -> PublicKey:
    """Make a new key that signs from now on; what older keys signed stays valid.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        OrganisationNotFoundError: the organisation no longer exists.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    return keys.create(actor.organisation_id, at=at, by=actor.client_id)
