"""What it costs to weigh a person's badges under a college's mappings, and how that grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from sqlalchemy import Engine, event

from badgeservice.issuing.addresses import AchievementKey, achievement_url, issuer_did
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
    Badge,
    CoverageLine,
    CoveredBy,
    Mapping,
    MappingStatus,
    Route,
    WholeUnit,
)
from badgeservice.qualifications.bases import Basis, BasisEdition, QualificationUnit, UnitKind
from badgeservice.recognition.fitting import Desk, Enquiry, fit_seen
from badgeservice.recognition.holding import PresentedBadge, SeenBadge, held
from badgeservice.recognition.trust import Trust
from badgeservice.recognition.trusting import TrustGrant, grant
from badgeservice.recognition.weigh import Circumstances, weigh
from bench.plan import Plan
from bench.world import ACTOR, ORGANISATION, ORIGIN, World, make_world

BADGES: Final = 200
UNITS: Final = 100
_REQUIREMENTS: Final = 5
_LEAVES: Final = 5
_BASIS: Final = "EX-2026"
_SYSTEM: Final = "example-land"
_DAY: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What 200 badges cost under so many mappings: microseconds of CPU, and SQL statements."""

    mappings: int
    weigh: float
    fit: float
    statements: int


def growth(folder: Path, plan: Plan) -> list[Weighing]:
    """Weigh the same badges under ever more mappings, in a database of their own."""
    world = make_world(folder, typical_classes=1)
    _furnish(world)
    found: list[Weighing] = []
    kept = 0
    for count in plan.mapping_counts:
        with world.wiring.open_books(True) as books:
            for number in range(kept, count):
                books.mappings.put_mapping(
                    ORGANISATION, mapping(number), at=world.wiring.now(), by="bench"
                )
        kept = count
        found.append(_weighing(world, count, plan.mapping_rounds))
    world.wiring.close()
    return found


def seen_badges(count: int) -> tuple[SeenBadge, ...]:
    """Return badges of as many classes as they are, as those that were verified are kept."""
    return tuple(
        SeenBadge(
            index=number,
            content=b"",
            report=None,
            claims={
                "id": f"urn:uuid:{number}",
                "issuer": {"id": issuer_did(ORIGIN, ORGANISATION)},
                "validFrom": "2026-02-01T00:00:00Z",
                "credentialSubject": {"achievement": {"id": _achievement(number)}},
            },
            refusal=None,
        )
        for number in range(count)
    )


def _achievement(number: int) -> str:
    key = AchievementKey(
        organisation_id=ORGANISATION, class_id=f"class-{number}", version=1, language="fi"
    )
    return achievement_url(ORIGIN, key)


def mapping(number: int) -> Mapping:
    """Return a mapping of five badges to one of the units, whose requirements they cover."""
    names = [f"class-{(number * 7 + place) % BADGES}" for place in range(_LEAVES)]
    leaves = tuple(Badge(id=name, organisation=ORGANISATION, badge_class=name) for name in names)
    unit = number % UNITS
    return Mapping(
        id=f"mapping-{number}",
        version=1,
        status=MappingStatus.AGREED,
        name=LocalisedText(fi=f"Sopimus {number}"),
        reason="The criteria were written together.",
        basis=_BASIS,
        target=WholeUnit(unit=UnitRef(system=_SYSTEM, code=f"unit-{unit}")),
        badges=AllOf(of=leaves),
        coverage=tuple(
            CoverageLine(
                requirement=f"requirement-{unit}-{place}",
                version=1,
                by=(CoveredBy(badge=name, strength=Strength.COVERS),),
            )
            for place, name in enumerate(names)
        ),
        route=Route.DIRECT,
        valid_from=_DAY,
    )


def basis() -> Basis:
    """Return a basis of a hundred units with five requirements each."""
    units = (
        QualificationUnit(
            ref=UnitRef(system=_SYSTEM, code=f"unit-{number}"),
            version=1,
            kind=UnitKind.NATIONAL,
            name=LocalisedText(fi=f"Tutkinnon osa {number}"),
            credits=Credits(value=Decimal(15), unit=CreditUnit.OSP),
            requirements=tuple(
                Requirement(
                    code=f"requirement-{number}-{place}",
                    version=1,
                    text=LocalisedText(fi=f"osaa asian {place}"),
                )
                for place in range(_REQUIREMENTS)
            ),
        )
        for number in range(UNITS)
    )
    return Basis(
        system=_SYSTEM,
        code=_BASIS,
        name=LocalisedText(fi="Esimerkki"),
        qualifications=(),
        in_force_from=_DAY,
        in_force_until=None,
        transition_until=None,
        replaces=(),
        units=tuple(units),
        source=Source(title="Example", retrieved=_DAY),
    )


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note every SQL statement that is sent to any database."""
    noted: list[str] = []

    def note(*sent: object) -> None:
        noted.append(str(sent[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _furnish(world: World) -> None:
    at = world.wiring.now()
    with world.wiring.open_books(True) as books:
        books.bases.put(
            BasisEdition(
                organisation_id=ORGANISATION,
                basis=basis(),
                number=1,
                sha256="0" * 64,
                imported_at=at,
                imported_by="bench",
            )
        )
        grant(
            TrustGrant(issuer_id=issuer_did(ORIGIN, ORGANISATION), reason="Own badges"),
            actor=ACTOR,
            at=at,
            random_bytes=world.wiring.random_bytes,
            books=books,
        )


def _weighing(world: World, count: int, rounds: int) -> Weighing:
    seen, at = seen_badges(BADGES), world.wiring.now()
    with world.wiring.open_books(False) as books:
        trusts: tuple[Trust, ...] = books.trust.trusts(ORGANISATION)
    badges = held(seen, origin=ORIGIN, at=at, trusts=trusts, facts={})
    mappings = [mapping(number) for number in range(count)]
    circumstances = Circumstances(at=at, bases={_BASIS: basis()})
    desk = Desk(
        origin=ORIGIN,
        at=at,
        new_sources=world.wiring.new_sources,
        open_books=world.wiring.open_books,
    )
    enquiry = Enquiry(
        badges=(PresentedBadge(url="https://badges.example.org/"),), basis=_BASIS, system=_SYSTEM
    )
    with statements() as noted:
        fit_seen(enquiry, seen, actor=ACTOR, desk=desk)
    return Weighing(
        mappings=count,
        weigh=_cpu(lambda: weigh(mappings, badges, circumstances=circumstances), rounds),
        fit=_cpu(lambda: fit_seen(enquiry, seen, actor=ACTOR, desk=desk), rounds),
        statements=len(noted),
    )


def _cpu(do: Callable[[], object], rounds: int) -> float:
    """Return what it costs, in microseconds of CPU time: the median of some rounds."""
    costs: list[float] = []
    for _ in range(rounds):
        begun = process_time()
        do()
        costs.append((process_time() - begun) * 1e6)
    return median(costs)
