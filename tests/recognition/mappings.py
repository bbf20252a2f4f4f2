"""Mappings, bases and held badges to weigh, with short ways to make them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from badgeservice.library.documents import (
    Credits,
    CreditUnit,
    LocalisedText,
    Requirement,
    Source,
    Strength,
    UnitRef,
)
from badgeservice.library.mapping_documents import (
    AllOf,
    AnyOf,
    Badge,
    CountOf,
    CoverageLine,
    CoveredBy,
    Expression,
    LocalUnit,
    Mapping,
    MappingStatus,
    PartOfUnit,
    Route,
    WholeUnit,
)
from badgeservice.qualifications.bases import Basis, QualificationUnit, UnitKind
from badgeservice.recognition.outcomes import HeldBadge
from badgeservice.recognition.weigh import Circumstances

COUNTY = "did:web:county.example"
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def osp(value: int) -> Credits:
    return Credits(value=Decimal(value), unit=CreditUnit.OSP)


def ects(value: int) -> Credits:
    return Credits(value=Decimal(value), unit=CreditUnit.ECTS)


def part(extent: Credits, code: str = "part-1") -> PartOfUnit:
    return PartOfUnit(unit=ref("u"), code=code, name=LocalisedText(fi="Osa"), credits=extent)


def ref(code: str) -> UnitRef:
    return UnitRef(system="finland", code=code)


def leaf(name: str, **changes: Any) -> Badge:
    return Badge(**{"id": name, "organisation": "county", "badge_class": name, **changes})


def all_of(*parts: Expression) -> AllOf:
    return AllOf(of=parts)


def any_of(*parts: Expression) -> AnyOf:
    return AnyOf(of=parts)


def n_of(count: int, *parts: Expression) -> CountOf:
    return CountOf(count=count, of=parts)


def covers(requirement: str, *badges: str, strength: Strength = Strength.COVERS) -> CoverageLine:
    by = tuple(CoveredBy(badge=badge, strength=strength) for badge in badges)
    return CoverageLine(requirement=requirement, version=1, by=by)


def mapping(badges: Expression, **changes: Any) -> Mapping:
    return Mapping(
        **{
            "id": "mapping",
            "version": 1,
            "status": MappingStatus.AGREED,
            "name": LocalisedText(fi="Sopimus"),
            "reason": "Kriteerit on kirjoitettu yhdessä.",
            "target": LocalUnit(
                unit=ref("local-1"),
                name=LocalisedText(fi="Paikallinen"),
                description=LocalisedText(fi="Paikallinen tutkinnon osa"),
                credits=osp(5),
            ),
            "badges": badges,
            "route": Route.DIRECT,
            "valid_from": date(2020, 1, 1),
            **changes,
        }
    )


def whole(code: str) -> WholeUnit:
    return WholeUnit(unit=ref(code))


def held(name: str, index: int = 0, **changes: Any) -> HeldBadge:
    return HeldBadge(
        **{
            "index": index,
            "credential_id": f"urn:uuid:{name}-{index}",
            "issuer_id": COUNTY,
            "class_key": f"county/{name}",
            "version": 1,
            "awarded_on": date(2026, 1, 1),
            "expires_on": None,
            "is_trusted": True,
            **changes,
        }
    )


def unit(code: str, *requirements: str, extent: int | None = 15) -> QualificationUnit:
    return QualificationUnit(
        ref=ref(code),
        version=1,
        kind=UnitKind.NATIONAL,
        name=LocalisedText(fi=code),
        credits=None if extent is None else osp(extent),
        requirements=tuple(
            Requirement(code=each, version=1, text=LocalisedText(fi=each)) for each in requirements
        ),
    )


def basis(code: str, *units: QualificationUnit, **changes: Any) -> Basis:
    return Basis(
        **{
            "system": "finland",
            "code": code,
            "name": LocalisedText(fi=code),
            "qualifications": ("koulutus_371101",),
            "in_force_from": date(2020, 8, 1),
            "in_force_until": None,
            "transition_until": None,
            "replaces": (),
            "units": units,
            "source": Source(title=code, retrieved=DAY),
            **changes,
        }
    )


def around(*bases: Basis, studying_under: str | None = None, at: datetime = AT) -> Circumstances:
    return Circumstances(
        at=at, bases={each.code: each for each in bases}, studying_under=studying_under
    )
