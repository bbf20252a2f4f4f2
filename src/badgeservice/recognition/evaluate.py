"""The decision itself: pure, from verified badges, trust and a unit to an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from badgeservice.library.documents import Alignment, BadgeKind, Credits, Strength, Unit
from badgeservice.library.shelf import PublishedClass
from badgeservice.recognition.evaluation import (
    BadgeFinding,
    Contribution,
    Coverage,
    Evaluation,
    Extent,
    Refusal,
    RequirementCoverage,
)
from badgeservice.recognition.trust import Trust
from badgeservice.verification.report import Outcome, Report, Verdict

# Which failed check gives which refusal; the order is the order of importance to a counsellor.
_REFUSAL_BY_CODE: Final = (
    ("status.revoked", Refusal.REVOKED),
    ("status.suspended", Refusal.SUSPENDED),
    ("validity.expired", Refusal.EXPIRED),
    ("validity.not-yet-valid", Refusal.NOT_YET_VALID),
)
_SIGNATURE_CHECKS: Final = frozenset({"proof", "issuer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A verified badge with what is known about its class, ready to be weighed.

    `issuer_id`, `class_id` and so on are read from the signed content only. `published` is the
    class behind the badge, and `published_by` the DID of the organisation that keeps that class.
    """

    finding: BadgeFinding
    class_id: str | None = None
    published: PublishedClass | None = None
    published_by: str | None = None


def refusal_of(report: Report) -> Refusal | None:
    """Return why a report keeps a badge from counting, or None when it is valid."""
    if report.verdict is Verdict.VALID:
        return None
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    if not failed:
        return Refusal.UNVERIFIABLE
    codes = {check.code for check in failed}
    for code, refusal in _REFUSAL_BY_CODE:
        if code in codes:
            return refusal
    if _SIGNATURE_CHECKS & {check.name for check in failed}:
        return Refusal.BAD_SIGNATURE
    return Refusal.INVALID


def evaluate(
    unit: Unit, candidates: Sequence[Candidate], *, trusts: Sequence[Trust], at: datetime
) -> Evaluation:
    """Weigh candidates against every requirement of a unit.

    A whole unit needs each requirement covered by a criterion of strength `covers`; several
    contributions do not add up to one cover. A badge without refusal counts.
    """
    judged = [_judge(candidate, unit=unit, trusts=trusts, at=at) for candidate in candidates]
    counted = [candidate for candidate in judged if candidate.finding.counts]
    requirements = _coverage(unit, counted)
    extent = _extent(requirements)
    return Evaluation(
        target=unit.ref,
        unit_version=unit.version,
        unit_name=unit.name,
        extent=extent,
        requirements=requirements,
        badges=tuple(candidate.finding for candidate in judged),
        credits=_credits(unit, extent, counted),
        complete_since=_latest(counted) if extent is Extent.WHOLE_UNIT else None,
        evaluated_at=at,
    )


def _judge(candidate: Candidate, *, unit: Unit, trusts: Sequence[Trust], at: datetime) -> Candidate:
    if candidate.finding.refusal is not None:
        return candidate
    refusal = _trust_refusal(candidate, trusts, at) or _class_refusal(candidate, unit)
    return replace(candidate, finding=replace(candidate.finding, refusal=refusal))


def _trust_refusal(candidate: Candidate, trusts: Sequence[Trust], at: datetime) -> Refusal | None:
    issuer_id = candidate.finding.issuer_id
    trusted = issuer_id is not None and any(
        trust.holds(issuer_id=issuer_id, class_id=candidate.class_id, at=at) for trust in trusts
    )
    return None if trusted else Refusal.UNTRUSTED_ISSUER


def _class_refusal(candidate: Candidate, unit: Unit) -> Refusal | None:
    if candidate.published is None:
        return Refusal.UNKNOWN_ACHIEVEMENT
    if candidate.published_by != candidate.finding.issuer_id:
        return Refusal.ACHIEVEMENT_OF_ANOTHER_ISSUER
    if candidate.published.badge_class.badge_kind is BadgeKind.PARTICIPATION:
        return Refusal.PARTICIPATION_ONLY
    about_unit = [
        alignment
        for criterion in candidate.published.criteria_set.criteria
        for alignment in criterion.alignments
        if alignment.unit_ref == unit.ref
    ]
    if not about_unit:
        return Refusal.NOT_ALIGNED
    if not any(_matches(alignment, unit) for alignment in about_unit):
        return Refusal.REQUIREMENT_VERSION_DIFFERS
    return None


def _matches(alignment: Alignment, unit: Unit) -> bool:
    return alignment.unit_ref == unit.ref and any(
        alignment.requirement == requirement.code and alignment.version == requirement.version
        for requirement in unit.requirements
    )


def _coverage(unit: Unit, counted: Sequence[Candidate]) -> tuple[RequirementCoverage, ...]:
    return tuple(
        RequirementCoverage(
            code=requirement.code,
            version=requirement.version,
            text=requirement.text,
            coverage=_coverage_of(by),
            by=by,
        )
        for requirement in unit.requirements
        for by in [_contributions(unit, requirement.code, requirement.version, counted)]
    )


def _contributions(
    unit: Unit, code: str, version: int, counted: Sequence[Candidate]
) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(
            badge=candidate.finding.index,
            criterion_id=criterion.id,
            criterion=criterion.text,
            strength=alignment.strength,
        )
        for candidate in counted
        if candidate.published is not None
        for criterion in candidate.published.criteria_set.criteria
        for alignment in criterion.alignments
        if alignment.unit_ref == unit.ref
        and alignment.requirement == code
        and alignment.version == version
    )


def _coverage_of(by: tuple[Contribution, ...]) -> Coverage:
    if any(contribution.strength is Strength.COVERS for contribution in by):
        return Coverage.COVERED
    return Coverage.CONTRIBUTED if by else Coverage.MISSING


def _extent(requirements: tuple[RequirementCoverage, ...]) -> Extent:
    levels = {requirement.coverage for requirement in requirements}
    if levels == {Coverage.COVERED}:
        return Extent.WHOLE_UNIT
    return Extent.PART_OF_UNIT if levels - {Coverage.MISSING} else Extent.NOTHING


def _credits(unit: Unit, extent: Extent, counted: Sequence[Candidate]) -> Credits | None:
    if extent is Extent.WHOLE_UNIT:
        return unit.credits
    if extent is Extent.NOTHING or unit.credits is None:
        return None
    declared = [
        candidate.published.badge_class.credits for candidate in counted if candidate.published
    ]
    # One undeclared or differently counted badge makes the sum unknown; osp and ECTS never mix.
    known = [item for item in declared if item is not None and item.unit is unit.credits.unit]
    if not known or len(known) != len(declared):
        return None
    total = sum((item.value for item in known), Decimal(0))
    return Credits(value=min(total, unit.credits.value), unit=unit.credits.unit)


def _latest(counted: Sequence[Candidate]) -> datetime | None:
    dates = [item.finding.awarded_at for item in counted if item.finding.awarded_at]
    return max(dates, default=None)
