"""What is answered about bases, their editions and their units."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field
from pydantic.alias_generators import to_camel

from badgeservice.api.wire import Answer
from badgeservice.library.documents import Credits, LocalisedText, Requirement, Source, UnitRef
from badgeservice.qualifications.bases import (
    BasisEdition,
    BasisStatus,
    EditionFacts,
    QualificationUnit,
    SubArea,
    UnitKind,
)
from badgeservice.qualifications.importing import BasisChange, BasisImport, ChangeKind


class SubAreaAnswer(Answer):
    """A part of a common unit (YTO), with a code of its own."""

    code: str
    version: int | None
    name: LocalisedText
    compulsory: Credits | None = Field(description="Null: the basis gives none")
    optional: Credits | None = Field(description="Null: the basis gives none")
    language: str | None

    @classmethod
    def of(cls, area: SubArea) -> SubAreaAnswer:
        """Return the answer about a sub-area."""
        return cls(
            code=area.code,
            version=area.version,
            name=area.name,
            compulsory=area.compulsory,
            optional=area.optional,
            language=area.language,
        )


class BasisUnitAnswer(Answer):
    """A unit as an edition of a basis has it. What the basis does not say is null or empty."""

    unit: UnitRef
    version: int | None
    kind: UnitKind
    name: LocalisedText
    credits: Credits | None
    requirements: list[Requirement]
    sub_areas: list[SubAreaAnswer]
    grade_scale: str | None
    groups: list[str]
    note: str | None

    @classmethod
    def of(cls, unit: QualificationUnit) -> BasisUnitAnswer:
        """Return the answer about a unit."""
        return cls(
            unit=unit.ref,
            version=unit.version,
            kind=unit.kind,
            name=unit.name,
            credits=unit.credits,
            requirements=list(unit.requirements),
            sub_areas=[SubAreaAnswer.of(each) for each in unit.sub_areas],
            grade_scale=unit.grade_scale,
            groups=list(unit.groups),
            note=unit.note,
        )


class EditionAnswer(Answer):
    """One import of a basis. An edition never changes."""

    number: int
    sha256: str = Field(description="Of the document that it was read from, in hexadecimal")
    imported_at: datetime
    imported_by: str

    @classmethod
    def of(cls, facts: EditionFacts) -> EditionAnswer:
        """Return the answer about an edition."""
        return cls(
            number=facts.number,
            sha256=facts.sha256,
            imported_at=facts.imported_at,
            imported_by=facts.imported_by,
        )


class BasisSummary(Answer):
    """A basis, without its units."""

    system: str
    code: str = Field(description="Its record number (diaarinumero)")
    name: LocalisedText
    status: BasisStatus = Field(description="Where it is in its life today")
    qualifications: list[str]
    in_force_from: date | None
    in_force_until: date | None
    transition_until: date | None
    replaces: list[str]
    unit_count: int
    source: Source
    edition: EditionAnswer

    @classmethod
    def of(cls, edition: BasisEdition, day: date) -> BasisSummary:
        """Return the summary of an edition of a basis."""
        basis = edition.basis
        return cls(
            system=basis.system,
            code=basis.code,
            name=basis.name,
            status=basis.status_on(day),
            qualifications=list(basis.qualifications),
            in_force_from=basis.in_force_from,
            in_force_until=basis.in_force_until,
            transition_until=basis.transition_until,
            replaces=list(basis.replaces),
            unit_count=len(basis.units),
            source=basis.source,
            edition=EditionAnswer(
                number=edition.number,
                sha256=edition.sha256,
                imported_at=edition.imported_at,
                imported_by=edition.imported_by,
            ),
        )


class WholeBasisAnswer(Answer):
    """One edition of a basis with all its units, and which editions there are."""

    basis: BasisSummary
    units: list[BasisUnitAnswer]
    editions: list[EditionAnswer]

    @classmethod
    def of(
        cls, edition: BasisEdition, editions: tuple[EditionFacts, ...], day: date
    ) -> WholeBasisAnswer:
        """Return the answer about an edition of a basis."""
        return cls(
            basis=BasisSummary.of(edition, day),
            units=[BasisUnitAnswer.of(each) for each in edition.basis.units],
            editions=[EditionAnswer.of(each) for each in editions],
        )


class BasisChangeAnswer(Answer):
    """One difference between two editions."""

    kind: ChangeKind
    subject: str = Field(description="The basis, or the code of a unit, requirement or sub-area")
    unit: str | None = Field(description="The unit that the requirement or sub-area belongs to")
    fields: list[str] = Field(description="Which members changed, where that is told")

    @classmethod
    def of(cls, change: BasisChange) -> BasisChangeAnswer:
        """Return the answer about a change."""
        return cls(
            kind=change.kind,
            subject=change.subject,
            unit=change.unit,
            fields=[to_camel(name) for name in change.fields],
        )


class BasisImportAnswer(Answer):
    """What an import came to, or would come to."""

    applied: bool = Field(description="False for a dry run, and when nothing is new")
    new: bool = Field(description="Whether it makes a new edition")
    basis: BasisSummary
    changes: list[BasisChangeAnswer] = Field(description="Against the edition before, if any")

    @classmethod
    def of(cls, done: BasisImport, *, written: bool, day: date) -> BasisImportAnswer:
        """Return the answer about an import."""
        return cls(
            applied=written and done.is_new,
            new=done.is_new,
            basis=BasisSummary.of(done.edition, day),
            changes=[BasisChangeAnswer.of(each) for each in done.changes],
        )


class BasisChangesAnswer(Answer):
    """What changed from one edition of a basis to another."""

    system: str
    code: str
    before: int
    after: int
    changes: list[BasisChangeAnswer]
