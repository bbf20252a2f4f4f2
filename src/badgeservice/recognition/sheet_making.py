"""From a fit to the sheet that a counsellor is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonValue
from badgeservice.library.documents import LocalisedText
from badgeservice.library.mapping_documents import (
    Badge,
    Course,
    LocalUnit,
    PartOfUnit,
    SubAreaTarget,
)
from badgeservice.qualifications.bases import Basis, QualificationUnit
from badgeservice.recognition.coverage import UnitCoverage
from badgeservice.recognition.fitting import Fit
from badgeservice.recognition.holding import SeenBadge
from badgeservice.recognition.outcomes import LeafOutcome, LeafRefusal, MappingOutcome
from badgeservice.recognition.sheets import (
    Sheet,
    SheetBadge,
    SheetLeaf,
    SheetMapping,
    SheetRequirement,
    SheetSpeaker,
    SheetUnit,
    Standing,
)
from badgeservice.recognition.weigh import class_key, leaves_of

ClassNames = Mapping[str, LocalisedText]
"""Names of badge classes by their keys, `organisation/badge-class`."""

# A name of that length says enough, and a page that is printed stays one.
_LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What stands above a sheet: for whom it was made, by which college, under which basis."""

    person: str | None
    college: str
    studying_under: str | None


def wanted_classes(fit: Fit) -> frozenset[tuple[str, str]]:
    """Return the classes of this service, as organisation and id, that a sheet would name."""
    return frozenset(
        (leaf.organisation, leaf.badge_class)
        for outcome in fit.outcomes
        if _is_concerned(outcome)
        for leaf in leaves_of(outcome.mapping.badges)
        if leaf.organisation is not None and leaf.badge_class is not None
    )


def sheet_of(fit: Fit, *, basis: Basis, caption: Caption, class_names: ClassNames) -> Sheet:
    """Return what a counsellor is shown of a fit toward `basis`."""
    concerned: dict[str, list[MappingOutcome]] = {}
    for outcome in fit.outcomes:
        if _is_concerned(outcome):
            concerned.setdefault(outcome.mapping.target.unit.code, []).append(outcome)
    return Sheet(
        person=caption.person,
        college=caption.college,
        basis_code=basis.code,
        basis_name=basis.name,
        studying_under=caption.studying_under,
        badges=tuple(_badges(fit)),
        units=tuple(
            _unit(each, concerned.get(each.unit.ref.code, []), class_names) for each in fit.units
        ),
        evaluated_at=fit.evaluated_at,
    )


def _is_concerned(outcome: MappingOutcome) -> bool:
    """Whether somebody holds a badge that a mapping names, whether or not it counts."""
    return any(leaf.badge is not None for leaf in outcome.leaves)


def _badges(fit: Fit) -> Iterator[SheetBadge]:
    known: set[str] = set()
    for seen in fit.badges:
        is_again = seen.credential_id is not None and seen.credential_id in known
        known.add(seen.credential_id or "")
        standing, refusal = _standing(seen, fit)
        if is_again and refusal is None and standing is not Standing.COUNTS:
            standing = Standing.DUPLICATE
        yield _badge(seen, standing, refusal)


def _standing(seen: SeenBadge, fit: Fit) -> tuple[Standing, LeafRefusal | None]:
    of_badge = [
        (outcome, leaf)
        for outcome in fit.outcomes
        for leaf in outcome.leaves
        if leaf.badge == seen.index
    ]
    met = [(outcome, leaf) for outcome, leaf in of_badge if leaf.is_met]
    if any(leaf.leaf in outcome.taken for outcome, leaf in met):
        return Standing.COUNTS, None
    if met:
        return Standing.NOT_ENOUGH, None
    refusals = [leaf.refusal for _, leaf in of_badge if leaf.refusal is not None]
    refusal = refusals[0] if refusals else seen.refusal
    return (Standing.UNUSED if refusal is None else Standing.REFUSED), refusal


def _badge(seen: SeenBadge, standing: Standing, refusal: LeafRefusal | None) -> SheetBadge:
    signed = seen.report.credential if seen.report is not None else None
    issuer = (signed or {}).get("issuer")
    subject = (signed or {}).get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    return SheetBadge(
        name=_short(seen.name),
        language=_short(_member(achievement, "inLanguage")),
        issuer_id=_short(seen.issuer_id),
        issuer_name=_short(_member(issuer, "name")),
        credential_id=_short(seen.credential_id),
        awarded_on=_day(seen.claims.get("awardedDate")) or _day(seen.claims.get("validFrom")),
        expires_on=_day(seen.claims.get("validUntil")),
        standing=standing,
        refusal=refusal,
    )


def _unit(
    coverage: UnitCoverage, concerned: list[MappingOutcome], class_names: ClassNames
) -> SheetUnit:
    unit = coverage.unit
    counted = {(each.mapping.id, each.mapping.version) for each in coverage.satisfied}
    return SheetUnit(
        code=unit.ref.code,
        name=unit.name,
        extent=unit.credits,
        reach=coverage.reach,
        credits=coverage.credits,
        requirements=_requirements(coverage) if concerned else (),
        mappings=tuple(
            _mapping(
                outcome,
                unit,
                class_names,
                is_counted=(outcome.mapping.id, outcome.mapping.version) in counted,
            )
            for outcome in concerned
        ),
    )


def _requirements(coverage: UnitCoverage) -> tuple[SheetRequirement, ...]:
    return tuple(
        SheetRequirement(
            code=line.requirement.code,
            version=line.requirement.version,
            area=line.requirement.area,
            text=line.requirement.text,
            speakers=tuple(
                SheetSpeaker(
                    badge=each.badge,
                    strength=each.strength,
                    mapping_id=each.mapping_id,
                    mapping_version=each.mapping_version,
                )
                for each in line.speakers
            ),
        )
        for line in coverage.lines
    )


def _mapping(
    outcome: MappingOutcome,
    unit: QualificationUnit,
    class_names: ClassNames,
    *,
    is_counted: bool,
) -> SheetMapping:
    mapping = outcome.mapping
    code, name = _target(outcome, unit)
    leaves = {leaf.id: leaf for leaf in leaves_of(mapping.badges)}
    return SheetMapping(
        id=mapping.id,
        version=mapping.version,
        name=mapping.name,
        kind=mapping.target.kind,
        target_code=code,
        target_name=name,
        is_satisfied=outcome.is_satisfied,
        is_counted=is_counted,
        credits=outcome.credits,
        complete_on=outcome.complete_on,
        route=outcome.route,
        grade=outcome.grade,
        review_due=outcome.review_due,
        leaves=tuple(_leaf(each, leaves[each.leaf], class_names) for each in outcome.leaves),
    )


def _leaf(outcome: LeafOutcome, leaf: Badge, class_names: ClassNames) -> SheetLeaf:
    key = class_key(leaf)
    return SheetLeaf(
        class_key=key,
        class_name=class_names.get(key),
        badge=outcome.badge,
        refusal=outcome.refusal,
    )


def _target(outcome: MappingOutcome, unit: QualificationUnit) -> tuple[str, LocalisedText | None]:
    target = outcome.mapping.target
    if isinstance(target, PartOfUnit):
        return target.code, target.name
    if isinstance(target, SubAreaTarget):
        area = unit.sub_area(target.area)
        return target.area, None if area is None else area.name
    if isinstance(target, LocalUnit | Course):
        return target.unit.code, target.name
    return target.unit.code, None


def _member(value: JsonValue, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= _LONGEST_NAME:
        return text
    return f"{text[: _LONGEST_NAME - 1]}…"


def _day(value: JsonValue) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return parse_datetime(value).date()
    except CredentialError:
        return None
