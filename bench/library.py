"""Badge classes of three sizes, and any number of classes of the typical one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A size of badge class: how many criteria it has, and how many words stand in each."""

    name: str
    criteria: int
    words: int


PLAIN: Final = Kind(name="plain", criteria=1, words=3)
TYPICAL: Final = Kind(name="typical", criteria=2, words=10)
LARGE: Final = Kind(name="large", criteria=91, words=14)
KINDS: Final = (PLAIN, TYPICAL, LARGE)

_WORDS: Final = (
    "ohjaa",
    "perehdyttää",
    "arvioi",
    "suunnittelee",
    "opiskelijaa",
    "työpaikalla",
    "turvallisesti",
    "tavoitteiden",
    "mukaisesti",
    "antaa",
    "palautetta",
    "kehittää",
    "toimintaa",
    "yhdessä",
    "oppilaitoksen",
    "työyhteisön",
    "kanssa",
)


def documents(typical_classes: int) -> Iterator[Unit | CriteriaSet | BadgeClass]:
    """Yield what a library holds: a class of every kind, and this many of the typical one."""
    for kind in KINDS:
        yield _unit(kind)
        yield _criteria_set(kind)
        for number in range(typical_classes if kind is TYPICAL else 1):
            yield _badge_class(kind, number)


def class_id(kind: Kind, number: int = 0) -> str:
    """Return the id of the class of this kind and number."""
    return f"{kind.name}-{number}"


def _sentence(kind: Kind, seed: int) -> str:
    words = (_WORDS[(seed * 7 + place) % len(_WORDS)] for place in range(kind.words))
    return " ".join(words).capitalize() + f" ({seed})."


def _text(finnish: str) -> LocalisedText:
    return LocalisedText(fi=finnish, sv=f"{finnish} (sv)", en=f"{finnish} (en)")


def _unit(kind: Kind) -> Unit:
    return Unit(
        system="finland",
        code=f"tutkinnonosat_{100_000 + KINDS.index(kind)}",
        version=1,
        name=_text("Työpaikkaohjaajana toimiminen"),
        credits=Credits(value=Decimal(5), unit=CreditUnit.OSP),
        basis=Basis(code="OPH-1-2022"),
        source=Source(title="The benchmark", retrieved=date(2026, 11, 1)),
        requirements=tuple(
            Requirement(
                code=_requirement(number), version=1, text=_text(_sentence(kind, number + 1))
            )
            for number in range(kind.criteria)
        ),
    )


def _requirement(number: int) -> str:
    return f"ammattitaitovaatimukset_{9_000 + number}"


def _criteria_set(kind: Kind) -> CriteriaSet:
    unit = _unit(kind)
    return CriteriaSet(
        id=kind.name,
        version=1,
        status=Status.PUBLISHED,
        name=_text(kind.name),
        criteria=tuple(
            Criterion(
                id=f"criterion-{number}",
                text=_text(_sentence(kind, number + 500)),
                alignments=() if kind is PLAIN else (_alignment(unit, number),),
            )
            for number in range(kind.criteria)
        ),
    )


def _alignment(unit: Unit, number: int) -> Alignment:
    return Alignment(
        system=unit.system,
        unit=unit.code,
        requirement=_requirement(number),
        version=1,
        strength=Strength.COVERS,
    )


def _badge_class(kind: Kind, number: int) -> BadgeClass:
    is_plain = kind is PLAIN
    return BadgeClass(
        id=class_id(kind, number),
        version=1,
        status=Status.PUBLISHED,
        badge_kind=BadgeKind.COMPETENCE,
        achievement_type="Competency",
        criteria_set=VersionRef(id=kind.name, version=1),
        name=_text(f"Työpaikkaohjaaja {number}"),
        description=_text(_sentence(kind, number)),
        credits=None if is_plain else Credits(value=Decimal(2), unit=CreditUnit.OSP),
        validity=None if is_plain else "P5Y",
        level=None,
        assessment=_text(_sentence(kind, 1)),
        participation=_text(_sentence(kind, 2)),
        quality_assurance=_text(_sentence(kind, 3)),
        tags=() if is_plain else ("ohjaus", "työpaikka"),
    )
