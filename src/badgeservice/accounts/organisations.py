"""Organisations: new ones, and changes to their issuer profile."""

from __future__ import annotations

from dataclasses import replace

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import OrganisationExistsError, OrganisationNotFoundError
from badgeservice.accounts.register import AccountRegister, Organisation


def add_organisation(organisation: Organisation, *, register: AccountRegister) -> None:
    """Add a tenant. Only the operator does this (command line), so there is no actor.

    Raises:
        OrganisationExistsError: the id is taken.
    """
    if register.organisation(organisation.id) is not None:
        raise OrganisationExistsError(organisation.id)
    register.put_organisation(organisation)


def own_organisation(*, actor: Actor, register: AccountRegister) -> Organisation:
    """Return the actor's organisation.

    Raises:
        OrganisationNotFoundError: it no longer exists.
    """
    organisation = register.organisation(actor.organisation_id)
    if organisation is None:
        raise OrganisationNotFoundError(actor.organisation_id)
    return organisation


def change_profile(
    profile: Organisation, *, actor: Actor, register: AccountRegister
) -> Organisation:
    """Replace the issuer profile of the actor's organisation; its id and age stay.

    Badges issued before keep the profile that was signed into them.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        OrganisationNotFoundError: it no longer exists.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    current = own_organisation(actor=actor, register=register)
    changed = replace(profile, id=current.id, created_at=current.created_at)
    register.put_organisation(changed)
    return changed
