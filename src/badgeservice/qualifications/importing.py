"""Take in a basis, or see what a newer document of it would change.

An edition never changes: what a mapping or a case refers to stays as it was. A document that says
what the newest edition says is no new edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.qualifications.bases import (
    Basis,
    BasisEdition,
    BasisShelf,
    QualificationUnit,
)


class ChangeKind(StrEnum):
    """What became of something between two editions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisChange:
    """One difference: `subject` is the basis, or the code of a unit, requirement or sub-area in it.

    `fields` name what changed, in the words of the documents.
    """

    kind: ChangeKind
    subject: str
    unit: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisImport:
    """What an import came to: the edition that holds now, and what it changes."""

    edition: BasisEdition
    changes: tuple[BasisChange, ...]
    is_new: bool


def plan_basis_import(
    basis: Basis, *, sha256: str, actor: Actor, at: datetime, shelf: BasisShelf
) -> BasisImport:
    """Return what importing a basis would come to; nothing is written.

    Raises:
        NotPermittedError: the actor may not write the library.
    """
    actor.require(Scope.LIBRARY_WRITE)
    known = shelf.newest(actor.organisation_id, basis.system, basis.code)
    changes = () if known is None else changes_between(known.basis, basis)
    if known is not None and not changes:
        return BasisImport(edition=known, changes=(), is_new=False)
    edition = BasisEdition(
        organisation_id=actor.organisation_id,
        basis=basis,
        number=1 if known is None else known.number + 1,
        sha256=sha256,
        imported_at=at,
        imported_by=actor.client_id,
    )
    return BasisImport(edition=edition, changes=changes, is_new=True)


def import_basis(
    basis: Basis, *, sha256: str, actor: Actor, at: datetime, shelf: BasisShelf
) -> BasisImport:
    """Take in a basis; the same content again is no new edition.

    Raises:
        NotPermittedError: the actor may not write the library.
    """
    plan = plan_basis_import(basis, sha256=sha256, actor=actor, at=at, shelf=shelf)
    if plan.is_new:
        shelf.put(plan.edition)
    return plan


def changes_between(old: Basis, new: Basis) -> tuple[BasisChange, ...]:
    """Return every difference in content between two editions; where they came from is none."""
    own = _changed(old, new, apart_from={"units", "source"})
    found = [BasisChange(kind=ChangeKind.CHANGED, subject=new.code, fields=own)] if own else []
    before = {unit.ref.code: unit for unit in old.units}
    after = {unit.ref.code: unit for unit in new.units}
    for code in [*before, *(code for code in after if code not in before)]:
        found.extend(_unit_changes(code, before.get(code), after.get(code)))
    return tuple(found)


def _unit_changes(
    code: str, old: QualificationUnit | None, new: QualificationUnit | None
) -> list[BasisChange]:
    if old is None or new is None:
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED
        return [BasisChange(kind=kind, subject=code)]
    own = _changed(old, new, apart_from={"requirements", "sub_areas"})
    found = [BasisChange(kind=ChangeKind.CHANGED, subject=code, fields=own)] if own else []
    for before, after in (
        (_requirements(old), _requirements(new)),
        (_sub_areas(old), _sub_areas(new)),
    ):
        found.extend(_part_changes(code, before, after))
    if not found and old != new:
        found.append(BasisChange(kind=ChangeKind.CHANGED, subject=code, fields=("order",)))
    return found


def _part_changes(
    unit: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[BasisChange]:
    for subject in [*before, *(each for each in after if each not in before)]:
        if subject not in before:
            yield BasisChange(kind=ChangeKind.ADDED, subject=subject, unit=unit)
        elif subject not in after:
            yield BasisChange(kind=ChangeKind.REMOVED, subject=subject, unit=unit)
        elif before[subject] != after[subject]:
            yield BasisChange(kind=ChangeKind.CHANGED, subject=subject, unit=unit)


def _requirements(unit: QualificationUnit) -> dict[str, object]:
    return {each.code: each for each in unit.requirements}


def _sub_areas(unit: QualificationUnit) -> dict[str, object]:
    return {
        each.code if each.language is None else f"{each.code} ({each.language})": each
        for each in unit.sub_areas
    }


def _changed(
    old: Basis | QualificationUnit, new: Basis | QualificationUnit, *, apart_from: set[str]
) -> tuple[str, ...]:
    names = (field.name for field in fields(new) if field.name not in apart_from)
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))
