"""What badges come to under mappings: pure, explainable, and one pass over the badges.

A mapping's expression only ever asks for badges, never for their absence. So another badge can add
to an outcome and take nothing from it, and in which order badges are presented makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from badgeservice.issuing.terms import add_duration
from badgeservice.library.documents import Credits, Strength
from badgeservice.library.mapping_documents import (
    AllOf,
    AnyOf,
    Badge,
    CountOf,
    CoverageLine,
    Expression,
    GradePolicy,
    Mapping,
    MappingStatus,
    WholeUnit,
)
from badgeservice.qualifications.bases import Basis, BasisStatus, QualificationUnit
from badgeservice.recognition.outcomes import (
    HeldBadge,
    LeafOutcome,
    LeafRefusal,
    MappingOutcome,
    RequirementOutcome,
)

# From the first thing that keeps a badge from counting to the last: of several badges for a leaf,
# the one that got furthest tells what is to be done.
_STAGES: Final = (
    LeafRefusal.BAD_SIGNATURE,
    LeafRefusal.INVALID,
    LeafRefusal.UNVERIFIABLE,
    LeafRefusal.OTHER_RECIPIENT,
    LeafRefusal.REVOKED,
    LeafRefusal.SUSPENDED,
    LeafRefusal.NOT_YET_VALID,
    LeafRefusal.PARTICIPATION_ONLY,
    LeafRefusal.UNTRUSTED_ISSUER,
    LeafRefusal.NOT_ENDORSED,
    LeafRefusal.WRONG_ASSESSMENT,
    LeafRefusal.WRONG_VERSION,
    LeafRefusal.NOT_GRADED,
    LeafRefusal.TOO_OLD,
    LeafRefusal.EXPIRED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """When and for whom badges are weighed.

    `bases` are those that mappings name, by code, and those that replace them. `studying_under` is
    the code of the basis that the learner began under, when it is known: one that was replaced
    still serves them until its transition ends, and nobody else.
    """

    at: datetime
    bases: MappingOf[str, Basis]
    studying_under: str | None = None

    @property
    def day(self) -> date:
        """The day of judgement."""
        return self.at.date()

    def serves(self, code: str | None) -> bool:
        """Whether a basis serves this learner on this day; None is no basis, and serves all."""
        if code is None:
            return True
        basis = self.bases.get(code)
        if basis is None:
            return False
        status = basis.status_on(self.day)
        if status is BasisStatus.IN_FORCE and not self.is_replaced(code):
            return True
        if status in (BasisStatus.IN_FORCE, BasisStatus.TRANSITION):
            return self.studying_under == code
        return False

    def is_replaced(self, code: str | None) -> bool:
        """Whether another basis that is in force takes the place of this one."""
        return any(
            code in basis.replaces and basis.status_on(self.day) is BasisStatus.IN_FORCE
            for basis in self.bases.values()
        )


@dataclass(frozen=True, slots=True)
class _Completion:
    """That an expression is satisfied: since when, and by which leaves."""

    on: date
    leaves: frozenset[str]


def weigh(
    mappings: Sequence[Mapping], badges: Sequence[HeldBadge], *, circumstances: Circumstances
) -> tuple[MappingOutcome, ...]:
    """Return what badges come to under each mapping, in the order of the mappings.

    A badge that is there twice counts once, because no leaf takes two.
    """
    by_class = _by_class(badges)
    return tuple(_outcome(mapping, by_class, circumstances) for mapping in mappings)


def leaves_of(expression: Expression) -> Iterator[Badge]:
    """Yield the leaves of an expression, in their order."""
    if isinstance(expression, Badge):
        yield expression
        return
    for part in expression.of:
        yield from leaves_of(part)


def class_key(leaf: Badge) -> str:
    """Return what `HeldBadge.class_key` is for badges of a leaf's class."""
    if leaf.achievement is not None:
        return leaf.achievement
    return f"{leaf.organisation}/{leaf.badge_class}"


def is_satisfiable(expression: Expression, *, held: frozenset[str]) -> bool:
    """Whether an expression is satisfied by badges for these leaves."""
    epoch = date.min
    return _completion(expression, dict.fromkeys(held, epoch)) is not None


def _by_class(badges: Sequence[HeldBadge]) -> dict[str, list[HeldBadge]]:
    found: dict[str, list[HeldBadge]] = {}
    for badge in badges:
        found.setdefault(badge.class_key, []).append(badge)
    return found


def _outcome(
    mapping: Mapping, by_class: MappingOf[str, list[HeldBadge]], circumstances: Circumstances
) -> MappingOutcome:
    general = _general_refusal(mapping, circumstances)
    found = {
        leaf.id: _best(leaf, mapping, by_class, circumstances.day)
        for leaf in leaves_of(mapping.badges)
    }
    met = {
        leaf: badge
        for leaf, (badge, refusal) in found.items()
        if refusal is None and general is None and badge is not None
    }
    unit = _unit_of(mapping, circumstances)
    requirements = _requirements(mapping, unit, met)
    completion = _completion(mapping.badges, {leaf: one.awarded_on for leaf, one in met.items()})
    is_satisfied = completion is not None and _is_covered(mapping, requirements)
    taken = completion.leaves if completion is not None and is_satisfied else frozenset()
    return MappingOutcome(
        mapping=mapping,
        is_satisfied=is_satisfied,
        leaves=tuple(_leaf(leaf, *answer, general) for leaf, answer in found.items()),
        requirements=requirements,
        credits=_credits(mapping, unit) if is_satisfied else None,
        complete_on=completion.on if completion is not None and is_satisfied else None,
        taken=taken,
        route=mapping.route,
        grade=_grade(mapping, [met[leaf] for leaf in sorted(taken)]),
        review_due=circumstances.is_replaced(mapping.basis),
        evaluated_at=circumstances.at,
    )


def _general_refusal(mapping: Mapping, circumstances: Circumstances) -> LeafRefusal | None:
    day = circumstances.day
    in_time = mapping.valid_from <= day and (
        mapping.valid_until is None or day <= mapping.valid_until
    )
    if mapping.status is not MappingStatus.AGREED or not in_time:
        return LeafRefusal.MAPPING_NOT_VALID
    return None if circumstances.serves(mapping.basis) else LeafRefusal.BASIS_NOT_IN_FORCE


def _leaf(
    leaf: str,
    badge: HeldBadge | None,
    refusal: LeafRefusal | None,
    general: LeafRefusal | None,
) -> LeafOutcome:
    if refusal is None and general is not None:
        return LeafOutcome(leaf=leaf, badge=_index(badge), refusal=general)
    return LeafOutcome(leaf=leaf, badge=_index(badge), refusal=refusal)


def _index(badge: HeldBadge | None) -> int | None:
    return None if badge is None else badge.index


def _best(
    leaf: Badge, mapping: Mapping, by_class: MappingOf[str, list[HeldBadge]], day: date
) -> tuple[HeldBadge | None, LeafRefusal | None]:
    """Return the earliest badge that counts for a leaf; else the one that got furthest, and why."""
    judged = [
        (badge, _refusal(badge, leaf, mapping, day))
        for badge in by_class.get(class_key(leaf), ())
        if leaf.issuer is None or badge.issuer_id == leaf.issuer
    ]
    counted = [badge for badge, refusal in judged if refusal is None]
    if counted:
        return min(counted, key=_age), None
    if not judged:
        return None, LeafRefusal.NOT_HELD
    return max(judged, key=lambda each: (_stage(each[1]), *_age(each[0])))


def _age(badge: HeldBadge) -> tuple[date, str]:
    return badge.awarded_on, badge.credential_id or ""


def _stage(refusal: LeafRefusal | None) -> int:
    return len(_STAGES) if refusal is None else _STAGES.index(refusal)


def _refusal(badge: HeldBadge, leaf: Badge, mapping: Mapping, day: date) -> LeafRefusal | None:
    """Return the first reason why a badge does not count for a leaf."""
    checks = (
        (_own_refusal(badge, mapping), badge.refusal),
        (badge.is_participation, LeafRefusal.PARTICIPATION_ONLY),
        (not _is_trusted(badge, mapping), LeafRefusal.UNTRUSTED_ISSUER),
        (_lacks_endorsement(badge, mapping), LeafRefusal.NOT_ENDORSED),
        (_is_assessed_otherwise(badge, mapping), LeafRefusal.WRONG_ASSESSMENT),
        (not _is_of_version(badge, leaf), LeafRefusal.WRONG_VERSION),
        (leaf.graded and badge.grade is None, LeafRefusal.NOT_GRADED),
        (_is_too_old(badge, mapping, day), LeafRefusal.TOO_OLD),
        (_is_expired(badge, mapping, day), LeafRefusal.EXPIRED),
    )
    return next((refusal for applies, refusal in checks if applies), None)


def _own_refusal(badge: HeldBadge, mapping: Mapping) -> bool:
    if badge.refusal is LeafRefusal.EXPIRED:
        return mapping.currency.require_unexpired
    return badge.refusal is not None


def _is_trusted(badge: HeldBadge, mapping: Mapping) -> bool:
    named = mapping.trust.issuers
    return badge.is_trusted and (not named or badge.issuer_id in named)


def _lacks_endorsement(badge: HeldBadge, mapping: Mapping) -> bool:
    wanted = mapping.trust.endorsed_by
    return wanted is not None and wanted not in badge.endorsers


def _is_assessed_otherwise(badge: HeldBadge, mapping: Mapping) -> bool:
    wanted = mapping.trust.assessment
    return bool(wanted) and badge.assessments.isdisjoint(wanted)


def _is_of_version(badge: HeldBadge, leaf: Badge) -> bool:
    if leaf.minimum_version is None and leaf.maximum_version is None:
        return True
    if badge.version is None:
        return False
    least, most = leaf.minimum_version or 0, leaf.maximum_version
    return least <= badge.version and (most is None or badge.version <= most)


def _is_too_old(badge: HeldBadge, mapping: Mapping, day: date) -> bool:
    longest = mapping.currency.maximum_age
    # What was awarded in the future is not old; a moment far ahead could not be added to.
    if longest is None or badge.awarded_on > day:
        return False
    awarded = datetime.combine(badge.awarded_on, time(), tzinfo=UTC)
    return add_duration(awarded, longest).date() < day


def _is_expired(badge: HeldBadge, mapping: Mapping, day: date) -> bool:
    ends = badge.expires_on
    return mapping.currency.require_unexpired and ends is not None and ends < day


def _completion(expression: Expression, dates: MappingOf[str, date]) -> _Completion | None:
    if isinstance(expression, Badge):
        on = dates.get(expression.id)
        return None if on is None else _Completion(on, frozenset({expression.id}))
    found = [_completion(part, dates) for part in expression.of]
    done = sorted((each for each in found if each is not None), key=lambda each: each.on)
    needed = _needed(expression)
    if len(done) < needed:
        return None
    taken = done[:needed]
    return _Completion(
        max(each.on for each in taken), frozenset().union(*(each.leaves for each in taken))
    )


def _needed(expression: AllOf | AnyOf | CountOf) -> int:
    if isinstance(expression, AllOf):
        return len(expression.of)
    return expression.count if isinstance(expression, CountOf) else 1


def _unit_of(mapping: Mapping, circumstances: Circumstances) -> QualificationUnit | None:
    basis = circumstances.bases.get(mapping.basis) if mapping.basis is not None else None
    return None if basis is None else basis.unit(mapping.target.unit.code)


def _requirements(
    mapping: Mapping, unit: QualificationUnit | None, met: MappingOf[str, HeldBadge]
) -> tuple[RequirementOutcome, ...]:
    """Return how every requirement stands: those of the unit, in its order, where it is known."""
    lines = {(line.requirement, line.version): line for line in mapping.coverage}
    named = (
        [(each.code, each.version) for each in unit.requirements]
        if unit is not None
        else list(lines)
    )
    return tuple(
        _requirement(code, version, lines.get((code, version)), met) for code, version in named
    )


def _requirement(
    code: str, version: int, line: CoverageLine | None, met: MappingOf[str, HeldBadge]
) -> RequirementOutcome:
    speaking = [each for each in line.by if each.badge in met] if line is not None else []
    strengths = {each.strength for each in speaking}
    weaker = Strength.CONTRIBUTES if strengths else None
    return RequirementOutcome(
        code=code,
        version=version,
        strength=Strength.COVERS if Strength.COVERS in strengths else weaker,
        by=tuple((each.badge, met[each.badge].index, each.criterion) for each in speaking),
    )


def _is_covered(mapping: Mapping, requirements: tuple[RequirementOutcome, ...]) -> bool:
    """Whether a target that is a whole unit is covered whole; others declare their content."""
    if not isinstance(mapping.target, WholeUnit):
        return True
    return bool(requirements) and all(line.strength is Strength.COVERS for line in requirements)


def _credits(mapping: Mapping, unit: QualificationUnit | None) -> Credits | None:
    if isinstance(mapping.target, WholeUnit):
        return None if unit is None else unit.credits
    return mapping.target.credits


def _grade(mapping: Mapping, badges: Sequence[HeldBadge]) -> str | None:
    """Return the grade that all badges of the set speak for, if they do."""
    if mapping.grade.policy is not GradePolicy.FROM_RESULT or not badges:
        return None
    proposed = {mapping.grade.table.get(badge.grade or "") for badge in badges}
    return proposed.pop() if len(proposed) == 1 else None
