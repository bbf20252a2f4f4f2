"""Read the bases of one's own organisation, and what changed between their editions."""

from __future__ import annotations

from dataclasses import dataclass

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.qualifications.bases import BasisEdition, BasisShelf, EditionFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisKey:
    """The name of a basis: a record number, and the system that gives it a meaning."""

    system: str
    code: str


def all_bases(*, actor: Actor, shelf: BasisShelf) -> tuple[BasisEdition, ...]:
    """Return the newest edition of every basis, by system and code.

    Raises:
        NotPermittedError: the actor may not read the library.
    """
    actor.require(Scope.LIBRARY_READ)
    return shelf.all_newest(actor.organisation_id)


def find_edition(
    key: BasisKey, number: int | None, *, actor: Actor, shelf: BasisShelf
) -> BasisEdition | None:
    """Return one edition of a basis, the newest when no number is given; None when there is none.

    Raises:
        NotPermittedError: the actor may not read the library.
    """
    actor.require(Scope.LIBRARY_READ)
    if number is None:
        return shelf.newest(actor.organisation_id, key.system, key.code)
    return shelf.edition(actor.organisation_id, key.system, key.code, number)


def editions_of(key: BasisKey, *, actor: Actor, shelf: BasisShelf) -> tuple[EditionFacts, ...]:
    """Return what is known of every edition of a basis, oldest first.

    Raises:
        NotPermittedError: the actor may not read the library.
    """
    actor.require(Scope.LIBRARY_READ)
    return shelf.editions(actor.organisation_id, key.system, key.code)
