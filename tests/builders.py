"""Small, complete values for tests; every one can be changed by keyword."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.register import Organisation
from badgeservice.library.documents import (
    Alignment,
    BadgeClass,
    BadgeKind,
    Basis,
    Credits,
    CreditUnit,
    CriteriaSet,
    Criterion,
    LocalisedText,
    Requirement,
    Source,
    Status,
    Strength,
    Unit,
    VersionRef,
)
from badgeservice.library.shelf import PublishedClass

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ORIGIN = "https://badges.example.org"
COUNTY = "county"
COLLEGE = "college"


def text(word: str) -> LocalisedText:
    return LocalisedText(fi=f"{word} suomeksi", sv=f"{word} på svenska", en=f"{word} in English")


def requirement(number: int, *, version: int = 1) -> Requirement:
    return Requirement(
        code=f"ammattitaitovaatimukset_{number}", version=version, text=text(f"vaatimus {number}")
    )


def unit(numbers: Sequence[int] = (1, 2, 3), **changes: Any) -> Unit:
    fields: dict[str, Any] = {
        "system": "finland",
        "code": "tutkinnonosat_100",
        "version": 1,
        "name": text("yksikkö"),
        "credits": Credits(value=Decimal(5), unit=CreditUnit.OSP),
        "basis": Basis(code="OPH-1-2022"),
        "source": Source(title="A test", retrieved=date(2026, 11, 1)),
        "requirements": tuple(requirement(number) for number in numbers),
    }
    return Unit(**{**fields, **changes})


def alignment(number: int, *, strength: Strength = Strength.COVERS, **changes: Any) -> Alignment:
    fields: dict[str, Any] = {
        "system": "finland",
        "unit": "tutkinnonosat_100",
        "requirement": f"ammattitaitovaatimukset_{number}",
        "version": 1,
        "strength": strength,
    }
    return Alignment(**{**fields, **changes})


def criterion(criterion_id: str, *alignments: Alignment) -> Criterion:
    return Criterion(id=criterion_id, text=text(criterion_id), alignments=alignments)


def criteria_set(*criteria: Criterion, **changes: Any) -> CriteriaSet:
    fields: dict[str, Any] = {
        "id": "guidance",
        "version": 1,
        "status": Status.PUBLISHED,
        "name": text("kriteeristö"),
        "criteria": criteria or (criterion("guides", alignment(1)),),
    }
    return CriteriaSet(**{**fields, **changes})


def badge_class(**changes: Any) -> BadgeClass:
    fields: dict[str, Any] = {
        "id": "guidance",
        "version": 1,
        "status": Status.PUBLISHED,
        "badge_kind": BadgeKind.COMPETENCE,
        "achievement_type": "Competency",
        "criteria_set": VersionRef(id="guidance", version=1),
        "name": text("merkki"),
        "description": text("kuvaus"),
        "credits": Credits(value=Decimal(2), unit=CreditUnit.OSP),
        "validity": None,
        "level": None,
        "assessment": text("arviointi"),
        "participation": text("osallistuminen"),
        "quality_assurance": text("laatu"),
    }
    return BadgeClass(**{**fields, **changes})


def published(
    *criteria: Criterion, organisation_id: str = COUNTY, **class_changes: Any
) -> PublishedClass:
    return PublishedClass(
        organisation_id=organisation_id,
        badge_class=badge_class(**class_changes),
        criteria_set=criteria_set(*criteria),
    )


def organisation(organisation_id: str = COUNTY, **changes: Any) -> Organisation:
    fields: dict[str, Any] = {
        "id": organisation_id,
        "name": organisation_id.title(),
        "url": f"https://{organisation_id}.example/",
        "created_at": NOW,
    }
    return Organisation(**{**fields, **changes})


def actor(organisation_id: str = COUNTY, *scopes: Scope) -> Actor:
    return Actor(
        organisation_id=organisation_id,
        client_id=f"{organisation_id}-client",
        scopes=frozenset(scopes or Scope),
    )
