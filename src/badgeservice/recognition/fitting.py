"""Take a college's question about somebody's badges, and answer it by the college's mappings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.library.documents import UnitRef
from badgeservice.library.mapping_documents import Mapping, MappingStatus
from badgeservice.library.shelf import LibraryShelf
from badgeservice.qualifications.bases import Basis, BasisShelf
from badgeservice.recognition.coverage import UnitCoverage, coverage_of
from badgeservice.recognition.errors import BasisNotFoundError
from badgeservice.recognition.holding import (
    PresentedBadge,
    SeenBadge,
    class_versions,
    held,
    look,
)
from badgeservice.recognition.mapping_book import KeptMapping, MappingBook
from badgeservice.recognition.outcomes import HeldBadge, MappingOutcome
from badgeservice.recognition.trust import Trust, TrustBook
from badgeservice.recognition.weigh import Circumstances, weigh
from badgeservice.verification.sources import Sources


class FittingBooks(Protocol):
    """The ports that fitting needs, in one transaction."""

    @property
    def library(self) -> LibraryShelf:
        """Badge classes."""

    @property
    def bases(self) -> BasisShelf:
        """Bases and their units."""

    @property
    def mappings(self) -> MappingBook:
        """Mappings."""

    @property
    def trust(self) -> TrustBook:
        """Whom the college trusts."""


OpenFittingBooks = Callable[[bool], AbstractContextManager[FittingBooks]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """Badges, and what they might count for: a unit, a mapping, or whatever fits when neither is.

    With `basis`, what they come to is told for every unit of that basis. `studying_under` is the
    code of the basis that the learner began under.
    """

    badges: tuple[PresentedBadge, ...]
    unit: UnitRef | None = None
    mapping_id: str | None = None
    basis: str | None = None
    system: str = "finland"
    studying_under: str | None = None
    recipient_email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where and when an enquiry is answered, and through which ports."""

    origin: str
    at: datetime
    new_sources: Callable[[], Sources]
    open_books: OpenFittingBooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What badges come to: under each mapping, and unit by unit where a basis was named."""

    badges: tuple[SeenBadge, ...]
    outcomes: tuple[MappingOutcome, ...]
    basis: Basis | None
    units: tuple[UnitCoverage, ...]
    trusts: tuple[Trust, ...]
    evaluated_at: datetime


def fit(enquiry: Enquiry, *, actor: Actor, desk: Desk) -> Fit:
    """Verify badges and weigh them under the college's mappings.

    The books are closed while badges are verified, because that may ask the network, and opened
    once after it.

    Raises:
        NotPermittedError: the actor may not evaluate.
        BasisNotFoundError: the basis that was named has not been imported.
    """
    actor.require(Scope.RECOGNITION_EVALUATE)
    seen = look(
        enquiry.badges,
        at=desk.at,
        new_sources=desk.new_sources,
        recipient_email=enquiry.recipient_email,
    )
    return fit_seen(enquiry, seen, actor=actor, desk=desk)


def fit_seen(enquiry: Enquiry, seen: tuple[SeenBadge, ...], *, actor: Actor, desk: Desk) -> Fit:
    """Weigh badges that were looked at before, in place of those of the enquiry.

    However many there are, the books are asked the same few questions.

    Raises:
        NotPermittedError: the actor may not evaluate.
        BasisNotFoundError: the basis that was named has not been imported.
    """
    actor.require(Scope.RECOGNITION_EVALUATE)
    with desk.open_books(False) as books:
        trusts = books.trust.trusts(actor.organisation_id)
        facts = books.library.class_facts(class_versions(seen, origin=desk.origin))
        kept = books.mappings.mappings(actor.organisation_id)
        editions = books.bases.all_newest(actor.organisation_id)
    bases = [each.basis for each in editions]
    basis = _basis_of(enquiry, bases)
    badges = held(seen, origin=desk.origin, at=desk.at, trusts=trusts, facts=facts)
    outcomes = _outcomes(enquiry, tuple(_asked_about(enquiry, kept)), badges, bases, at=desk.at)
    return Fit(
        badges=seen,
        outcomes=outcomes,
        basis=basis,
        units=() if basis is None else _units(basis, outcomes),
        trusts=trusts,
        evaluated_at=desk.at,
    )


def _basis_of(enquiry: Enquiry, bases: Iterable[Basis]) -> Basis | None:
    if enquiry.basis is None:
        return None
    for basis in bases:
        if (basis.system, basis.code) == (enquiry.system, enquiry.basis):
            return basis
    raise BasisNotFoundError(enquiry.system, enquiry.basis)


def _outcomes(
    enquiry: Enquiry,
    mappings: tuple[Mapping, ...],
    badges: tuple[HeldBadge, ...],
    bases: Iterable[Basis],
    *,
    at: datetime,
) -> tuple[MappingOutcome, ...]:
    """Weigh the mappings of each system by the bases of that system: codes mean nothing alone."""
    by_system: dict[str, dict[str, Basis]] = {}
    for basis in bases:
        by_system.setdefault(basis.system, {})[basis.code] = basis
    found: list[MappingOutcome] = []
    for system in dict.fromkeys(each.target.unit.system for each in mappings):
        circumstances = Circumstances(
            at=at, bases=by_system.get(system, {}), studying_under=enquiry.studying_under
        )
        own = [each for each in mappings if each.target.unit.system == system]
        found.extend(weigh(own, badges, circumstances=circumstances))
    return tuple(sorted(found, key=lambda each: (each.mapping.id, each.mapping.version)))


def _units(basis: Basis, outcomes: tuple[MappingOutcome, ...]) -> tuple[UnitCoverage, ...]:
    of_system = [each for each in outcomes if each.mapping.target.unit.system == basis.system]
    return coverage_of(basis, of_system)


def _asked_about(enquiry: Enquiry, kept: Iterable[KeptMapping]) -> Iterable[Mapping]:
    """Yield the mappings that an enquiry is about: those in use, and one that is named anyway."""
    in_use = (MappingStatus.AGREED, MappingStatus.SUSPENDED)
    for each in kept:
        mapping = each.mapping
        if enquiry.mapping_id is not None:
            if mapping.id == enquiry.mapping_id and mapping.status in in_use:
                yield mapping
        elif mapping.status is MappingStatus.AGREED and _concerns(enquiry, mapping):
            yield mapping


def _concerns(enquiry: Enquiry, mapping: Mapping) -> bool:
    if enquiry.unit is not None and mapping.target.unit != enquiry.unit:
        return False
    if enquiry.basis is None:
        return True
    return (mapping.target.unit.system, mapping.basis) == (enquiry.system, enquiry.basis)
