"""Propose mappings, agree to them by both sides, and suspend or end them.

The college proposes, and both sides agree: the college, and those whose badge classes are named. A
stranger who is not on this service agrees outside of it, and the college records that. Where both
sides are one organisation, its one word is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.library.mapping_documents import Agreement, Mapping, MappingStatus
from badgeservice.library.shelf import LibraryShelf
from badgeservice.qualifications.bases import BasisShelf
from badgeservice.recognition.errors import (
    MappingChangedError,
    MappingFault,
    MappingNotFoundError,
    MappingStateError,
    mapping_invalid,
)
from badgeservice.recognition.mapping_book import KeptMapping, MappingBook
from badgeservice.recognition.mapping_rules import (
    Surroundings,
    faults_of,
    missing_parties,
    owners_of,
)
from badgeservice.recognition.weigh import class_key, leaves_of

_STEPS: Final = frozenset(
    {
        (MappingStatus.AGREED, MappingStatus.SUSPENDED),
        (MappingStatus.SUSPENDED, MappingStatus.AGREED),
        (MappingStatus.AGREED, MappingStatus.ENDED),
        (MappingStatus.SUSPENDED, MappingStatus.ENDED),
        (MappingStatus.PROPOSED, MappingStatus.ENDED),
    }
)


class AgreeingBooks(Protocol):
    """The ports that agreeing needs, in one transaction."""

    @property
    def library(self) -> LibraryShelf:
        """Badge classes."""

    @property
    def bases(self) -> BasisShelf:
        """Bases and their units."""

    @property
    def mappings(self) -> MappingBook:
        """Mappings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agrees, in whose name. `organisation` is a name as people know it."""

    organisation: str
    by: str


def propose(mapping: Mapping, *, actor: Actor, at: datetime, books: AgreeingBooks) -> KeptMapping:
    """Write a new mapping, a new version of one, or a proposal anew; return it as it is kept.

    Whatever the document says of status and agreements, it begins as a proposal without any.

    Raises:
        NotPermittedError: the actor may not propose.
        MappingStateError: the version is not the next one, or is no proposal any more.
        MappingInvalidError: the mapping cannot be true.
    """
    actor.require(Scope.RECOGNITION_AGREE)
    known = books.mappings.newest_mapping(actor.organisation_id, mapping.id)
    _require_next(mapping, known)
    proposal = mapping.model_copy(update={"status": MappingStatus.PROPOSED, "agreements": ()})
    _require_true(proposal, actor.organisation_id, at=at, books=books)
    return books.mappings.put_mapping(actor.organisation_id, proposal, at=at, by=actor.client_id)


def check_proposal(
    mapping: Mapping, *, actor: Actor, at: datetime, books: AgreeingBooks
) -> tuple[MappingFault, ...]:
    """Return what would keep a mapping from being proposed; nothing is written.

    Raises:
        NotPermittedError: the actor may not propose.
    """
    actor.require(Scope.RECOGNITION_AGREE)
    proposal = mapping.model_copy(update={"status": MappingStatus.PROPOSED, "agreements": ()})
    return faults_of(proposal, surroundings(proposal, actor.organisation_id, at=at, books=books))


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingKey:
    """The name of one version of a mapping: whose it is, its id and its version."""

    organisation_id: str
    id: str
    version: int


def agree(
    key: MappingKey,
    consent: Consent,
    *,
    actor: Actor,
    at: datetime,
    books: AgreeingBooks,
) -> KeptMapping:
    """Agree to a proposal, for the side that the actor is on; return the mapping as it is now.

    When both sides have agreed it holds, and the version before it ends.

    Raises:
        NotPermittedError: the actor may not agree.
        MappingNotFoundError: there is none that the actor is a party to.
        MappingStateError: it is no proposal.
        MappingInvalidError: it cannot be true any more.
    """
    actor.require(Scope.RECOGNITION_AGREE)
    kept = find(key, actor=actor, books=books)
    mapping = kept.mapping
    if mapping.status is not MappingStatus.PROPOSED:
        reason = "only a proposal can be agreed to"
        raise MappingStateError(mapping.id, status=mapping.status, reason=reason)
    agreed = mapping.model_copy(
        update={"agreements": (*mapping.agreements, *_consents(kept, consent, actor, at))}
    )
    if not missing_parties(agreed):
        agreed = agreed.model_copy(update={"status": MappingStatus.AGREED})
        _require_true(agreed, kept.organisation_id, at=at, books=books)
        _end_earlier(kept, actor=actor, at=at, books=books)
    return books.mappings.put_mapping(kept.organisation_id, agreed, at=at, by=actor.client_id)


def change_status(
    key: MappingKey,
    wanted: MappingStatus,
    *,
    if_revision: int,
    actor: Actor,
    at: datetime,
    books: AgreeingBooks,
) -> KeptMapping:
    """Suspend, resume or end a mapping of the actor's own; return it as it is now.

    Raises:
        NotPermittedError: the actor may not do so.
        MappingNotFoundError: there is no such mapping of its own.
        MappingChangedError: somebody else wrote in between.
        MappingStateError: it cannot take this step.
    """
    actor.require(Scope.RECOGNITION_AGREE)
    kept = find(key, actor=actor, books=books)
    if kept.organisation_id != actor.organisation_id:
        raise MappingNotFoundError(key.id, key.version)
    if kept.revision != if_revision:
        raise MappingChangedError(key.id, revision=kept.revision)
    mapping = kept.mapping
    if (mapping.status, wanted) not in _STEPS:
        raise MappingStateError(
            mapping.id, status=mapping.status, reason=f"not {wanted} from there"
        )
    changed = mapping.model_copy(update={"status": wanted})
    if wanted is MappingStatus.AGREED:
        _require_true(changed, actor.organisation_id, at=at, books=books)
    return books.mappings.put_mapping(actor.organisation_id, changed, at=at, by=actor.client_id)


def find(key: MappingKey, *, actor: Actor, books: AgreeingBooks) -> KeptMapping:
    """Return one version of a mapping that the actor is a party to.

    Raises:
        MappingNotFoundError: there is none.
    """
    kept = books.mappings.mapping(key.organisation_id, key.id, key.version)
    if kept is None or actor.organisation_id not in (key.organisation_id, *owners_of(kept.mapping)):
        raise MappingNotFoundError(key.id, key.version)
    return kept


def visible(*, actor: Actor, books: AgreeingBooks) -> tuple[KeptMapping, ...]:
    """Return every version of every mapping that the actor is a party to, its own first.

    Raises:
        NotPermittedError: the actor may not read mappings.
    """
    actor.require(Scope.RECOGNITION_AGREE)
    own = books.mappings.mappings(actor.organisation_id)
    others = books.mappings.mappings_naming(actor.organisation_id)
    return (
        *own,
        *(each for each in others if each.organisation_id != actor.organisation_id),
    )


def surroundings(
    mapping: Mapping, organisation_id: str, *, at: datetime, books: AgreeingBooks
) -> Surroundings:
    """Return what the rules hold a mapping of a college against."""
    basis = (
        None
        if mapping.basis is None
        else books.bases.newest(organisation_id, mapping.target.unit.system, mapping.basis)
    )
    return Surroundings(
        day=at.date(),
        basis=None if basis is None else basis.basis,
        classes={
            class_key(leaf): books.library.published_versions(leaf.organisation, leaf.badge_class)
            for leaf in leaves_of(mapping.badges)
            if leaf.organisation is not None and leaf.badge_class is not None
        },
        others=_newest_of_each(books.mappings.mappings(organisation_id)),
    )


def _newest_of_each(kept: tuple[KeptMapping, ...]) -> tuple[Mapping, ...]:
    """Return the newest version of each mapping that has not ended."""
    newest = {each.mapping.id: each.mapping for each in kept}
    return tuple(each for each in newest.values() if each.status is not MappingStatus.ENDED)


def _require_next(mapping: Mapping, known: KeptMapping | None) -> None:
    if known is None:
        expected = {1}
    elif known.mapping.status is MappingStatus.PROPOSED:
        expected = {known.mapping.version, known.mapping.version + 1}
    else:
        expected = {known.mapping.version + 1}
    if mapping.version not in expected:
        status = "new" if known is None else known.mapping.status.value
        wanted = " or ".join(str(each) for each in sorted(expected))
        raise MappingStateError(
            mapping.id, status=status, reason=f"the version to propose is {wanted}"
        )


def _require_true(
    mapping: Mapping, organisation_id: str, *, at: datetime, books: AgreeingBooks
) -> None:
    faults = faults_of(mapping, surroundings(mapping, organisation_id, at=at, books=books))
    if faults:
        raise mapping_invalid(faults)


def _consents(
    kept: KeptMapping, consent: Consent, actor: Actor, at: datetime
) -> tuple[Agreement, ...]:
    owners = owners_of(kept.mapping)
    roles: list[str] = []
    if actor.organisation_id == kept.organisation_id:
        roles.append("college")
    # Strangers agree outside of this service, and the college says so in its own.
    if actor.organisation_id in owners or (roles and not owners):
        roles.append("badge-owner")
    given = {(each.role, each.party) for each in kept.mapping.agreements}
    return tuple(
        Agreement.model_validate(
            {
                "organisation": consent.organisation,
                "party": actor.organisation_id,
                "role": role,
                "by": consent.by,
                "on": at.date(),
            }
        )
        for role in roles
        if (role, actor.organisation_id) not in given
    )


def _end_earlier(kept: KeptMapping, *, actor: Actor, at: datetime, books: AgreeingBooks) -> None:
    for each in books.mappings.mappings(kept.organisation_id):
        is_earlier = each.mapping.id == kept.mapping.id and (
            each.mapping.version < kept.mapping.version
        )
        if is_earlier and each.mapping.status is not MappingStatus.ENDED:
            ended = each.mapping.model_copy(update={"status": MappingStatus.ENDED})
            books.mappings.put_mapping(kept.organisation_id, ended, at=at, by=actor.client_id)
