"""The regulations that give units their meaning, in the editions that were imported.

One shape for every qualification system: a *basis* (peruste in Finland, a curriculum elsewhere) has
units, and units have requirements or sub-areas. A code means nothing without its system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from badgeservice.library.documents import Credits, LocalisedText, Requirement, Source, UnitRef


class BasisStatus(StrEnum):
    """Where a basis is in its life on a given day."""

    COMING = "coming"
    IN_FORCE = "in-force"
    TRANSITION = "transition"
    ENDED = "ended"


class UnitKind(StrEnum):
    """What a unit is: of a basis, common to all, a college's own, or a course of a university."""

    NATIONAL = "national"
    COMMON = "common"
    LOCAL = "local"
    COURSE = "course"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubArea:
    """A part of a common unit (YTO) with a code of its own.

    `compulsory` and `optional` are its extents, each None when the basis gives none. A code may be
    there once for each of several languages of study; `language` is then the code URI of that.
    """

    code: str
    version: int | None
    name: LocalisedText
    compulsory: Credits | None
    optional: Credits | None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationUnit:
    """A unit as one edition of a basis has it. What the basis does not say is None or empty.

    `grade_scale` is the code URI of the scale of its grades. `groups` are the places in the
    structure where it may stand, such as `ammatillisentutkinnonosanryhma_1`.
    """

    ref: UnitRef
    version: int | None
    kind: UnitKind
    name: LocalisedText
    credits: Credits | None
    requirements: tuple[Requirement, ...] = ()
    sub_areas: tuple[SubArea, ...] = ()
    grade_scale: str | None = None
    groups: tuple[str, ...] = ()
    note: str | None = None

    def sub_area(self, code: str) -> SubArea | None:
        """Return the sub-area of that code."""
        return next((area for area in self.sub_areas if area.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A regulation with its units.

    `code` is its record number (diaarinumero), `qualifications` the code URIs of the qualifications
    that it is for, `replaces` the codes of the bases that it takes the place of. The days are the
    first and the last in force, and the last on which those who began under it may finish.
    """

    system: str
    code: str
    name: LocalisedText
    qualifications: tuple[str, ...]
    in_force_from: date | None
    in_force_until: date | None
    transition_until: date | None
    replaces: tuple[str, ...]
    units: tuple[QualificationUnit, ...]
    source: Source

    def unit(self, code: str) -> QualificationUnit | None:
        """Return the unit of that code."""
        return next((unit for unit in self.units if unit.ref.code == code), None)

    def status_on(self, day: date) -> BasisStatus:
        """Return where it is in its life on a day; a day that is not known is no limit."""
        if self.in_force_from is not None and day < self.in_force_from:
            return BasisStatus.COMING
        if self.in_force_until is None or day <= self.in_force_until:
            return BasisStatus.IN_FORCE
        if self.transition_until is not None and day <= self.transition_until:
            return BasisStatus.TRANSITION
        return BasisStatus.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisEdition:
    """A basis as it was imported at one time. An edition never changes.

    `organisation_id` is who imported it, and answers for what it decides by it. `number` counts
    the editions of a basis from 1; `sha256` is of the document that it was read from, in hex.
    """

    organisation_id: str
    basis: Basis
    number: int
    sha256: str
    imported_at: datetime
    imported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFacts:
    """What is known of an edition without opening it."""

    number: int
    sha256: str
    imported_at: datetime
    imported_by: str


class BasisShelf(Protocol):
    """The bases that organisations imported, inside one transaction. Each sees its own alone."""

    def newest(self, organisation_id: str, system: str, code: str) -> BasisEdition | None:
        """Return the newest edition of a basis."""

    def edition(
        self, organisation_id: str, system: str, code: str, number: int
    ) -> BasisEdition | None:
        """Return one edition of a basis."""

    def all_newest(self, organisation_id: str) -> tuple[BasisEdition, ...]:
        """Return the newest edition of every basis, ordered by system and code."""

    def editions(self, organisation_id: str, system: str, code: str) -> tuple[EditionFacts, ...]:
        """Return what is known of every edition of a basis, oldest first."""

    def holds(self, organisation_id: str, sha256: str) -> bool:
        """Whether an edition was read from a document with this hash."""

    def put(self, edition: BasisEdition) -> None:
        """Keep a new edition; its number is the one after the newest."""
