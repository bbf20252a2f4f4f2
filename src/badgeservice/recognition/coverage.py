"""What a person could get: a whole basis, unit by unit, by all mappings together.

A unit is whole when one mapping makes it whole. Else its parts add up, each once, and never to
more than the unit. Coverage of single requirements is told beside that, so that a counsellor sees
what is missing; it adds up to nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from badgeservice.library.documents import Credits, Requirement, Strength
from badgeservice.library.mapping_documents import (
    PartOfUnit,
    SubAreaTarget,
    WholeUnit,
)
from badgeservice.qualifications.bases import Basis, QualificationUnit
from badgeservice.recognition.outcomes import MappingOutcome


class Reach(StrEnum):
    """How much of a unit somebody could get."""

    WHOLE_UNIT = "whole-unit"
    PARTS = "parts"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """That a badge speaks for a requirement under a mapping. `badge` is an index."""

    badge: int
    mapping_id: str
    mapping_version: int
    criterion: str | None
    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementLine:
    """One requirement, and who speaks for it."""

    requirement: Requirement
    speakers: tuple[Speaker, ...]

    @property
    def strength(self) -> Strength | None:
        """How strongly it is shown; None is not at all."""
        strengths = {speaker.strength for speaker in self.speakers}
        if Strength.COVERS in strengths:
            return Strength.COVERS
        return Strength.CONTRIBUTES if strengths else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCoverage:
    """What badges come to in one unit.

    `satisfied` are the mappings that count, each with its target. `credits` are those that follow,
    and None when their number is not known.
    """

    unit: QualificationUnit
    reach: Reach
    lines: tuple[RequirementLine, ...]
    satisfied: tuple[MappingOutcome, ...]
    credits: Credits | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of the requirements that nothing covers."""
        return tuple(
            line.requirement.code for line in self.lines if line.strength is not Strength.COVERS
        )


def coverage_of(basis: Basis, outcomes: Sequence[MappingOutcome]) -> tuple[UnitCoverage, ...]:
    """Return what outcomes come to in every unit of a basis, in its order."""
    by_unit: dict[str, list[MappingOutcome]] = {}
    for outcome in outcomes:
        if outcome.mapping.basis == basis.code:
            by_unit.setdefault(outcome.mapping.target.unit.code, []).append(outcome)
    return tuple(_unit_coverage(unit, by_unit.get(unit.ref.code, [])) for unit in basis.units)


def _unit_coverage(unit: QualificationUnit, outcomes: list[MappingOutcome]) -> UnitCoverage:
    satisfied = [outcome for outcome in outcomes if outcome.is_satisfied]
    whole = [each for each in satisfied if isinstance(each.mapping.target, WholeUnit)]
    parts = _distinct_parts(satisfied)
    if whole:
        reach, counted, found = Reach.WHOLE_UNIT, whole, unit.credits
    elif parts:
        reach, counted, found = Reach.PARTS, parts, _sum_of(unit, parts)
    else:
        reach, counted, found = Reach.NOTHING, [], None
    return UnitCoverage(
        unit=unit,
        reach=reach,
        lines=_lines(unit, outcomes),
        satisfied=tuple(counted),
        credits=found,
    )


def _distinct_parts(satisfied: list[MappingOutcome]) -> list[MappingOutcome]:
    """Return one mapping for each part or sub-area, however many there are for it."""
    found: dict[str, MappingOutcome] = {}
    for outcome in sorted(satisfied, key=lambda each: (each.mapping.id, each.mapping.version)):
        target = outcome.mapping.target
        if isinstance(target, PartOfUnit):
            found.setdefault(f"part {target.code}", outcome)
        elif isinstance(target, SubAreaTarget):
            found.setdefault(f"area {target.area} {target.credits.value}", outcome)
    return list(found.values())


def _sum_of(unit: QualificationUnit, parts: list[MappingOutcome]) -> Credits | None:
    known = [each.credits for each in parts if each.credits is not None]
    units = {each.unit for each in known}
    if len(known) < len(parts) or len(units) != 1:
        return None
    total = sum((each.value for each in known), Decimal(0))
    if unit.credits is not None:
        total = min(total, unit.credits.value)
    return Credits(value=total, unit=units.pop())


def _lines(unit: QualificationUnit, outcomes: list[MappingOutcome]) -> tuple[RequirementLine, ...]:
    speakers: dict[tuple[str, int], set[Speaker]] = {}
    for outcome in outcomes:
        strengths = {
            (line.requirement, line.version, by.badge, by.criterion): by.strength
            for line in outcome.mapping.coverage
            for by in line.by
        }
        for requirement in outcome.requirements:
            place = requirement.code, requirement.version
            for leaf, badge, criterion in requirement.by:
                speaker = Speaker(
                    badge=badge,
                    mapping_id=outcome.mapping.id,
                    mapping_version=outcome.mapping.version,
                    criterion=criterion,
                    strength=strengths[*place, leaf, criterion],
                )
                speakers.setdefault(place, set()).add(speaker)
    return tuple(
        RequirementLine(
            requirement=requirement,
            speakers=tuple(
                sorted(
                    speakers.get((requirement.code, requirement.version), ()),
                    key=lambda each: (
                        each.badge,
                        each.mapping_id,
                        each.mapping_version,
                        each.criterion or "",
                        each.strength,
                    ),
                )
            ),
        )
        for requirement in unit.requirements
    )
