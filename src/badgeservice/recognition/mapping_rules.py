"""What a mapping must not say: looked for before it is proposed, and again before it is agreed.

Every fault has a stable code, and a JSON pointer into the mapping. A mapping that passes can be
true: what it promises follows whenever its badges are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from badgeservice.library.documents import BadgeKind, Credits, CreditUnit, Strength
from badgeservice.library.mapping_documents import (
    Badge,
    CountOf,
    Course,
    CoverageLine,
    Expression,
    LocalUnit,
    Mapping,
    MappingStatus,
    PartOfUnit,
    SubAreaTarget,
    WholeUnit,
)
from badgeservice.library.shelf import PublishedClass
from badgeservice.qualifications.bases import Basis, BasisStatus, QualificationUnit
from badgeservice.recognition.errors import MappingFault
from badgeservice.recognition.weigh import class_key, is_satisfiable, leaves_of

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a mapping is held against.

    `basis` is the newest edition of the one that it names. `classes` are the published versions of
    the classes of ours that it names, by `class_key`. `others` are the newest versions of the
    college's other mappings in which the parts of a unit add up. `grades` are the codes of the
    scale of the unit, when it is known.
    """

    day: date
    basis: Basis | None
    classes: MappingOf[str, tuple[PublishedClass, ...]]
    others: tuple[Mapping, ...] = ()
    grades: frozenset[str] = frozenset()


def faults_of(mapping: Mapping, around: Surroundings) -> tuple[MappingFault, ...]:
    """Return everything that keeps a mapping from being agreed, in the order of its members."""
    return (
        *_life_faults(mapping),
        *_basis_faults(mapping, around),
        *_target_faults(mapping, around),
        *_badge_faults(mapping, around),
        *_coverage_faults(mapping, around),
        *_whole_unit_faults(mapping, around),
        *_grade_faults(mapping, around),
    )


def owners_of(mapping: Mapping) -> frozenset[str]:
    """Return the ids of the organisations on this service whose badge classes a mapping names."""
    return frozenset(
        leaf.organisation for leaf in leaves_of(mapping.badges) if leaf.organisation is not None
    )


def missing_parties(mapping: Mapping) -> tuple[str, ...]:
    """Return who has not agreed yet: the college, owners of the classes, and strangers."""
    agreed = {(each.role, each.party) for each in mapping.agreements}
    roles = {role for role, _ in agreed}
    owners = owners_of(mapping)
    missing = sorted(each for each in owners if ("badge-owner", each) not in agreed)
    if "college" not in roles:
        missing.insert(0, "the college")
    if not owners and "badge-owner" not in roles:
        missing.append("the issuer")
    return tuple(missing)


def _fault(code: str, pointer: str, message: str) -> MappingFault:
    return MappingFault(code=code, pointer=pointer, message=message)


def _life_faults(mapping: Mapping) -> Iterator[MappingFault]:
    until = mapping.valid_until
    if until is not None and until < mapping.valid_from:
        yield _fault("dates-reversed", "/validUntil", "It ends before it begins.")
    if mapping.status is MappingStatus.AGREED:
        for party in missing_parties(mapping):
            yield _fault("agreement-missing", "/agreements", f"{party} has not agreed to it.")


def _basis_faults(mapping: Mapping, around: Surroundings) -> Iterator[MappingFault]:
    is_own = isinstance(mapping.target, LocalUnit | Course)
    if mapping.basis is None:
        if not is_own:
            yield _fault("basis-missing", "/basis", "A unit of a basis needs the basis named.")
        return
    basis = around.basis
    if basis is None:
        message = f"The basis {mapping.basis} has not been imported."
        yield _fault("basis-unknown", "/basis", message)
    elif basis.status_on(around.day) is BasisStatus.ENDED:
        message = f"The basis {mapping.basis} is no longer in force, and its transition has ended."
        yield _fault("basis-not-in-force", "/basis", message)


def _unit(mapping: Mapping, around: Surroundings) -> QualificationUnit | None:
    return None if around.basis is None else around.basis.unit(mapping.target.unit.code)


def _target_faults(mapping: Mapping, around: Surroundings) -> Iterator[MappingFault]:
    target = mapping.target
    if isinstance(target, Course):
        yield from _wrong_credits(target.credits, CreditUnit.ECTS)
    elif isinstance(target, LocalUnit):
        yield from _wrong_credits(target.credits, CreditUnit.OSP)
    elif around.basis is not None:
        yield from _unit_faults(mapping, target, around.basis, around)


def _unit_faults(
    mapping: Mapping,
    target: WholeUnit | PartOfUnit | SubAreaTarget,
    basis: Basis,
    around: Surroundings,
) -> Iterator[MappingFault]:
    unit = basis.unit(target.unit.code)
    if target.unit.system != basis.system:
        message = f"The basis is of the system {basis.system}."
        yield _fault("system-differs", "/target/unit/system", message)
    if unit is None:
        message = f"The basis has no unit {target.unit.code}."
        yield _fault("unit-unknown", "/target/unit/code", message)
        return
    if target.unit_version is not None and target.unit_version != unit.version:
        message = f"The unit is at version {unit.version} in this basis."
        yield _fault("unit-version-differs", "/target/unitVersion", message)
    if isinstance(target, PartOfUnit):
        yield from _part_faults(mapping, target, unit, around)
    elif isinstance(target, SubAreaTarget):
        yield from _area_faults(target, unit)


def _wrong_credits(credits_: Credits, wanted: CreditUnit) -> Iterator[MappingFault]:
    if credits_.unit is not wanted:
        message = f"It counts in {wanted}, and {credits_.unit} cannot be turned into that."
        yield _fault("credit-unit-differs", "/target/credits/unit", message)


def _part_faults(
    mapping: Mapping, target: PartOfUnit, unit: QualificationUnit, around: Surroundings
) -> Iterator[MappingFault]:
    if unit.credits is None:
        return
    if target.credits.unit is not unit.credits.unit:
        yield from _wrong_credits(target.credits, unit.credits.unit)
        return
    parts = {target.code: target.credits.value}
    for other in around.others:
        part = other.target
        if other.id == mapping.id or other.basis != mapping.basis:
            continue
        if isinstance(part, PartOfUnit) and part.unit == target.unit:
            parts.setdefault(part.code, part.credits.value)
    total = sum(parts.values(), _ZERO)
    if total > unit.credits.value:
        message = f"The parts of the unit come to {total}, and the unit is {unit.credits.value}."
        yield _fault("credits-exceed-unit", "/target/credits/value", message)


def _area_faults(target: SubAreaTarget, unit: QualificationUnit) -> Iterator[MappingFault]:
    area = unit.sub_area(target.area)
    if area is None:
        message = f"The unit has no sub-area {target.area}."
        yield _fault("sub-area-unknown", "/target/area", message)
        return
    known = [each for each in (area.compulsory, area.optional) if each is not None]
    sums = {each.value for each in known} | {sum((each.value for each in known), _ZERO)}
    if any(each.unit is not target.credits.unit for each in known):
        yield from _wrong_credits(target.credits, known[0].unit)
    elif known and target.credits.value not in sums:
        allowed = ", ".join(f"{value}" for value in sorted(sums))
        message = f"The sub-area is {allowed}: its extent cannot be another one."
        yield _fault("sub-area-credits-differ", "/target/credits/value", message)


def _badge_faults(mapping: Mapping, around: Surroundings) -> Iterator[MappingFault]:
    seen_ids: set[str] = set()
    seen_classes: set[tuple[str | None, str]] = set()
    for pointer, part in _walk(mapping.badges, "/badges"):
        if isinstance(part, CountOf) and part.count > len(part.of):
            message = f"It asks for {part.count} of {len(part.of)}."
            yield _fault("count-impossible", f"{pointer}/count", message)
        if not isinstance(part, Badge):
            continue
        if part.id in seen_ids:
            yield _fault("leaf-twice", f"{pointer}/id", f"There are two badges {part.id}.")
        named = (part.issuer, class_key(part))
        if named in seen_classes:
            message = "The same badge class is named twice; one badge cannot count for two."
            yield _fault("class-twice", pointer, message)
        seen_ids.add(part.id)
        seen_classes.add(named)
        yield from _leaf_faults(part, pointer, around)


def _leaf_faults(leaf: Badge, pointer: str, around: Surroundings) -> Iterator[MappingFault]:
    is_ours = leaf.organisation is not None and leaf.badge_class is not None
    is_foreign = leaf.issuer is not None and leaf.achievement is not None
    if is_ours == is_foreign:
        message = "Name organisation and badgeClass, or else issuer and achievement."
        yield _fault("class-not-named", pointer, message)
        return
    least, most = leaf.minimum_version, leaf.maximum_version
    if least is not None and most is not None and most < least:
        message = "There is no version between these."
        yield _fault("versions-reversed", f"{pointer}/maximumVersion", message)
        return
    if is_foreign:
        return
    published = _versions(leaf, around)
    if not published:
        message = f"There is no published badge class {class_key(leaf)} in these versions."
        yield _fault("class-unknown", pointer, message)
    elif any(each.badge_class.badge_kind is BadgeKind.PARTICIPATION for each in published):
        message = "A participation badge shows presence, not competence."
        yield _fault("participation-badge", pointer, message)


def _versions(leaf: Badge, around: Surroundings) -> tuple[PublishedClass, ...]:
    least, most = leaf.minimum_version or 1, leaf.maximum_version
    return tuple(
        each
        for each in around.classes.get(class_key(leaf), ())
        if least <= each.badge_class.version and (most is None or each.badge_class.version <= most)
    )


def _coverage_faults(mapping: Mapping, around: Surroundings) -> Iterator[MappingFault]:
    unit = _unit(mapping, around)
    leaves = {leaf.id: leaf for leaf in leaves_of(mapping.badges)}
    seen: set[str] = set()
    for index, line in enumerate(mapping.coverage):
        pointer = f"/coverage/{index}"
        if line.requirement in seen:
            message = f"The requirement {line.requirement} is there twice."
            yield _fault("requirement-twice", f"{pointer}/requirement", message)
        seen.add(line.requirement)
        yield from _requirement_faults(line, pointer, unit)
        for place, by in enumerate(line.by):
            where = f"{pointer}/by/{place}"
            leaf = leaves.get(by.badge)
            if leaf is None:
                message = f"The mapping asks for no badge {by.badge}."
                yield _fault("leaf-unknown", f"{where}/badge", message)
            elif by.criterion is not None and not _has_criterion(leaf, by.criterion, around):
                message = f"Not every version of the badge has a criterion {by.criterion}."
                yield _fault("criterion-unknown", f"{where}/criterion", message)


def _requirement_faults(
    line: CoverageLine, pointer: str, unit: QualificationUnit | None
) -> Iterator[MappingFault]:
    if unit is None:
        return
    versions = {each.version for each in unit.requirements if each.code == line.requirement}
    if not versions:
        message = f"The unit has no requirement {line.requirement}."
        yield _fault("requirement-unknown", f"{pointer}/requirement", message)
    elif line.version not in versions:
        message = f"The requirement is at version {max(versions)} in this basis."
        yield _fault("requirement-version-differs", f"{pointer}/version", message)


def _has_criterion(leaf: Badge, criterion: str, around: Surroundings) -> bool:
    if leaf.organisation is None:
        return True  # A stranger's criteria are not known here by their ids.
    return all(
        any(each.id == criterion for each in version.criteria_set.criteria)
        for version in _versions(leaf, around)
    )


def _whole_unit_faults(mapping: Mapping, around: Surroundings) -> Iterator[MappingFault]:
    """A whole unit needs every requirement covered, by whichever of the badges one gets there.

    An expression only asks for badges. So a requirement is covered on every way through it just
    when it cannot be satisfied without the badges that cover the requirement.
    """
    unit = _unit(mapping, around)
    if unit is None or not isinstance(mapping.target, WholeUnit):
        return
    if not unit.requirements:
        message = "The requirements of the unit are not known, so no badge can be held against it."
        yield _fault("requirements-unknown", "/target/unit", message)
    leaves = frozenset(leaf.id for leaf in leaves_of(mapping.badges))
    lines = {(line.requirement, line.version): line for line in mapping.coverage}
    for requirement in unit.requirements:
        line = lines.get((requirement.code, requirement.version))
        covering = frozenset(
            by.badge for by in (line.by if line else ()) if by.strength is Strength.COVERS
        )
        if not covering:
            message = f"Nothing covers the requirement {requirement.code}."
            yield _fault("requirement-not-covered", "/coverage", message)
        elif is_satisfiable(mapping.badges, held=leaves - covering):
            message = f"One can get there without what covers {requirement.code}."
            yield _fault("requirement-not-always-covered", "/badges", message)


def _grade_faults(mapping: Mapping, around: Surroundings) -> Iterator[MappingFault]:
    for result, grade in mapping.grade.table.items():
        if around.grades and grade not in around.grades:
            message = f"{grade} is no grade of the unit's scale."
            yield _fault("grade-unknown", f"/grade/table/{result}", message)


def _walk(expression: Expression, pointer: str) -> Iterator[tuple[str, Expression]]:
    yield pointer, expression
    if not isinstance(expression, Badge):
        for index, part in enumerate(expression.of):
            yield from _walk(part, f"{pointer}/of/{index}")
