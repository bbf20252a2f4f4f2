"""A library looked at as a whole: find what a document refers to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from badgeservice.library.documents import (
    LANGUAGES,
    Alignment,
    BadgeClass,
    CriteriaSet,
    Language,
    LibraryDescription,
    RequiredBadge,
    Requirement,
    Status,
    Unit,
    UnitRef,
)
from badgeservice.library.files import PlacedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All documents of one library, by what refers to them."""

    documents: tuple[PlacedDocument, ...]
    units: Mapping[UnitRef, tuple[Unit, ...]]
    criteria_sets: Mapping[tuple[str, int], CriteriaSet]
    classes: Mapping[str, tuple[BadgeClass, ...]]
    languages: tuple[Language, ...]

    def pinned(self, badge_class: BadgeClass) -> CriteriaSet | None:
        """Return the criteria set that a class pins."""
        pin = badge_class.criteria_set
        return self.criteria_sets.get((pin.id, pin.version))

    def requirement_versions(self, alignment: Alignment) -> tuple[Requirement, ...]:
        """Return every version of a requirement that its unit is known to have."""
        return tuple(
            requirement
            for unit in self.units.get(alignment.unit_ref, ())
            for requirement in unit.requirements
            if requirement.code == alignment.requirement
        )

    def fitting(self, required: RequiredBadge) -> tuple[BadgeClass, ...]:
        """Return the versions of a class that a collection accepts."""
        versions = self.classes.get(required.id, ())
        return tuple(each for each in versions if each.version >= required.minimum_version)

    def aligned_units(self, badge_class: BadgeClass) -> frozenset[UnitRef]:
        """Return the units that a class aligns with, as a whole or by a criterion."""
        pinned = self.pinned(badge_class)
        by_criterion = (
            alignment.unit_ref
            for criterion in (pinned.criteria if pinned else ())
            for alignment in criterion.alignments
        )
        return frozenset((*badge_class.units, *by_criterion))


def catalogue_of(documents: Iterable[PlacedDocument]) -> Catalogue:
    """Return the documents as a catalogue. Of two with the same key the first one counts."""
    placed = tuple(documents)
    units: defaultdict[UnitRef, list[Unit]] = defaultdict(list)
    sets: dict[tuple[str, int], CriteriaSet] = {}
    classes: defaultdict[str, list[BadgeClass]] = defaultdict(list)
    languages: tuple[Language, ...] = LANGUAGES
    for each in placed:
        match each.document:
            case Unit() as unit:
                units[unit.ref].append(unit)
            case CriteriaSet() as criteria_set:
                sets.setdefault((criteria_set.id, criteria_set.version), criteria_set)
            case BadgeClass() as badge_class:
                classes[badge_class.id].append(badge_class)
            case LibraryDescription() as description:
                languages = description.languages or LANGUAGES
    return Catalogue(
        documents=placed,
        units={ref: tuple(found) for ref, found in units.items()},
        criteria_sets=sets,
        classes={name: tuple(found) for name, found in classes.items()},
        languages=languages,
    )


def is_public(status: Status) -> bool:
    """Tell whether content with this status is out in the world, and so never changes."""
    return status in {Status.PUBLISHED, Status.RETIRED}
