"""A college that evaluates badges toward a whole qualification, and makes pages of it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from fastapi import FastAPI

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.register import Organisation
from badgeservice.credentials.model import Achievement, Criteria
from badgeservice.issuing.issue import issue
from badgeservice.issuing.ledger import Badge as IssuedBadge
from badgeservice.issuing.order import BadgeOrder
from badgeservice.issuing.order import Desk as IssuingDesk
from badgeservice.issuing.revoke import revoke
from badgeservice.library.documents import (
    BadgeClass,
    Credits,
    CreditUnit,
    CriteriaSet,
    LocalisedText,
    Source,
    Unit,
    UnitRef,
)
from badgeservice.library.mapping_documents import (
    AllOf,
    Badge,
    CoverageLine,
    CoveredBy,
    Mapping,
    MappingStatus,
    PartOfUnit,
    Route,
    SubAreaTarget,
    Target,
    WholeUnit,
)
from badgeservice.qualifications.bases import (
    Basis,
    BasisEdition,
    QualificationUnit,
    SubArea,
    UnitKind,
)
from badgeservice.recognition.evaluation_pages import (
    USUAL,
    EvaluationPage,
    PageDesk,
    PageOrder,
    make_page,
)
from badgeservice.recognition.fitting import Desk, Enquiry
from badgeservice.recognition.holding import PresentedBadge
from badgeservice.recognition.trust import Trust
from badgeservice.wiring.ports import Wiring
from tests.fakes import ORIGIN
from tests.web.service import (
    CRITERIA,
    HOSTILE,
    ISSUER,
    NOW,
    build_app,
    build_wiring,
    read_document,
)
from tests.world import World

COLLEGE: Final = "esimerkin-ammattiopisto"
COLLEGE_NAME: Final = "Esimerkin ammattiopisto"
PERSON: Final = "Aino Esimerkki"
BASIS_CODE: Final = "OPH-456-2022"
INSTRUCTOR: Final = "tutkinnonosat_106731"
CLIMATE: Final = "tutkinnonosat_106735"
INSTRUCTOR_CLASSES: Final = ("workplace-contact-person", "guidance-preparation", "feedback-giver")
CLASSES: Final = (*INSTRUCTOR_CLASSES, "climate-responsible-work")
STRANGERS_CLASS: Final = "https://issuer.example/achievements/1"
AREA: Final = "ammatillisenoppiaineet_ytyk"
_SOCIETY: Final = QualificationUnit(
    ref=UnitRef(system="finland", code="tutkinnonosat_106729"),
    version=1,
    kind=UnitKind.COMMON,
    name=LocalisedText(
        fi="Yhteiskunta- ja työelämäosaaminen", sv="Kunnande om samhälle och arbetsliv"
    ),
    credits=Credits(value=Decimal(9), unit=CreditUnit.OSP),
    sub_areas=(
        SubArea(
            code=AREA,
            version=1,
            name=LocalisedText(fi="Yhteiskunnassa ja kansalaisena toimiminen"),
            compulsory=None,
            optional=None,
        ),
    ),
)
_EVALUATOR: Final = Actor(organisation_id=COLLEGE, client_id="college", scopes=frozenset(Scope))
_ISSUING: Final = Actor(organisation_id=ISSUER, client_id="county", scopes=frozenset(Scope))


@dataclass(frozen=True, kw_only=True)
class Evaluations:
    """The pages over these books, and what they can be made of."""

    app: FastAPI
    wiring: Wiring
    badges: MappingOf[str, PresentedBadge]

    def make(
        self,
        *names: str,
        person: str | None = PERSON,
        lifetime: timedelta = USUAL,
        studying_under: str | None = None,
    ) -> tuple[EvaluationPage, str]:
        """Make a page of badges by name, and return it with the path that it is at."""
        fitting = Desk(
            origin=ORIGIN,
            at=NOW,
            new_sources=self.wiring.new_sources,
            open_books=self.wiring.open_books,
        )
        enquiry = Enquiry(
            badges=tuple(self.badges[name] for name in names),
            basis=BASIS_CODE,
            studying_under=studying_under,
        )
        page, url = make_page(
            PageOrder(enquiry=enquiry, person=person, lifetime=lifetime),
            actor=_EVALUATOR,
            desk=PageDesk(
                fitting=fitting,
                random_bytes=self.wiring.random_bytes,
                open_books=self.wiring.open_books,
            ),
        )
        return page, url.removeprefix(ORIGIN)


FIVE: Final = (*CLASSES, "stranger")
MANY: Final = (*CLASSES, "revoked", "expired", "stranger", "changed", "nothing", *CLASSES[:3])


def build_evaluations(basis: Basis | None = None) -> Evaluations:
    """Return a college with a basis, four agreements, and badges in every state."""
    wiring = build_wiring()
    basis = basis or library_basis()
    _found_organisations(wiring)
    badges = _issue(wiring)
    with wiring.open_books(True) as books:
        books.bases.put(
            BasisEdition(
                organisation_id=COLLEGE,
                basis=basis,
                number=1,
                sha256="0" * 64,
                imported_at=NOW,
                imported_by="tests",
            )
        )
        for mapping in mappings():
            books.mappings.put_mapping(COLLEGE, mapping, at=NOW, by="tests")
        books.trust.add_trust(_trust())
    return Evaluations(app=build_app(wiring), wiring=wiring, badges=badges)


def library_basis() -> Basis:
    """Return the units of the shipped library as if they were one qualification."""
    units = [
        read_document(f"units/finland/{path.stem}.yaml")
        for path in sorted((CRITERIA / "units" / "finland").glob("*.yaml"))
    ]
    return Basis(
        system="finland",
        code=BASIS_CODE,
        name=LocalisedText(fi="Esimerkkitutkinto", sv="Exempelexamen", en="Example qualification"),
        qualifications=(),
        in_force_from=date(2022, 8, 1),
        in_force_until=None,
        transition_until=None,
        replaces=(),
        units=(*(_unit(each) for each in units if isinstance(each, Unit)), _SOCIETY),
        source=Source(title=BASIS_CODE, retrieved=NOW.date()),
    )


def mappings() -> tuple[Mapping, ...]:
    """Return agreements to a whole unit, to a part of one, and to a sub-area by a stranger."""
    part = PartOfUnit(
        unit=_ref(CLIMATE),
        code="ilmasto-1",
        name=LocalisedText(fi="Ilmastovastuu työssä", en="Climate responsibility at work"),
        credits=_osp(5),
    )
    area = SubAreaTarget(unit=_ref("tutkinnonosat_106729"), area=AREA, credits=_osp(2))
    stranger = Badge(id="stranger", issuer="did:web:issuer.example", achievement=STRANGERS_CLASS)
    return (
        _mapping(
            "instructor", "Työpaikkaohjaaja", WholeUnit(unit=_ref(INSTRUCTOR)), *INSTRUCTOR_CLASSES
        ),
        _mapping("climate", "Ilmastovastuu", part, "climate-responsible-work"),
        _mapping("society", "Yhteiskunta", area).model_copy(update={"badges": stranger}),
    )


def _mapping(mapping_id: str, name: str, target: Target, *classes: str) -> Mapping:
    leaves = tuple(Badge(id=each, organisation=ISSUER, badge_class=each) for each in classes)
    return Mapping(
        id=mapping_id,
        version=3,
        status=MappingStatus.AGREED,
        name=LocalisedText(fi=name),
        reason="Kriteerit on kirjoitettu yhdessä.",
        basis=BASIS_CODE,
        target=target,
        badges=AllOf(of=leaves or (Badge(id="nothing", organisation=ISSUER, badge_class="none"),)),
        coverage=_coverage(target.unit.code, classes),
        route=Route.DIRECT if isinstance(target, WholeUnit) else Route.ASSESSORS,
        valid_from=date(2026, 1, 1),
    )


def _coverage(unit: str, classes: tuple[str, ...]) -> tuple[CoverageLine, ...]:
    """Return what the criteria of shipped classes say that they show of a unit."""
    lines: dict[tuple[str, int], list[CoveredBy]] = {}
    for class_id in classes:
        criteria = read_document(f"criteria-sets/{class_id}/v1.yaml")
        assert isinstance(criteria, CriteriaSet)
        for criterion in criteria.criteria:
            for found in criterion.alignments:
                if found.unit == unit and found.requirement and found.version and found.strength:
                    lines.setdefault((found.requirement, found.version), []).append(
                        CoveredBy(badge=class_id, criterion=criterion.id, strength=found.strength)
                    )
    return tuple(
        CoverageLine(requirement=code, version=version, by=tuple(by))
        for (code, version), by in lines.items()
    )


def _found_organisations(wiring: Wiring) -> None:
    with wiring.open_books(True) as books:
        for organisation_id, name in (
            (ISSUER, "Esimerkin hyvinvointialue"),
            (COLLEGE, COLLEGE_NAME),
        ):
            books.accounts.put_organisation(
                Organisation(
                    id=organisation_id,
                    name=name,
                    url=f"https://{organisation_id}.example/",
                    email=f"merkit@{organisation_id}.example",
                    created_at=NOW,
                )
            )
            books.keys.create(organisation_id, at=NOW)
        for unit in (INSTRUCTOR, CLIMATE):
            document = read_document(f"units/finland/{unit}.yaml")
            books.library.put(ISSUER, document, at=NOW, by="tests")
        for class_id in CLASSES:
            for folder in ("criteria-sets", "badge-classes"):
                document = read_document(f"{folder}/{class_id}/v1.yaml")
                if isinstance(document, BadgeClass):
                    document = document.model_copy(update={"evidence_required": False})
                books.library.put(ISSUER, document, at=NOW, by="tests")


def _issue(wiring: Wiring) -> dict[str, PresentedBadge]:
    issued = issue(
        (
            *(_order(class_id) for class_id in CLASSES),
            _order(CLASSES[0]),
            replace(
                _order(CLASSES[1]),
                valid_from=NOW - timedelta(days=9),
                valid_until=NOW - timedelta(days=1),
            ),
        ),
        actor=_ISSUING,
        request=None,
        desk=IssuingDesk(
            origin=ORIGIN, at=NOW - timedelta(days=90), random_bytes=wiring.random_bytes
        ),
        open_books=wiring.open_books,
    )
    *whole, revoked, expired = issued
    with wiring.open_books(True) as books:
        revoke(revoked.id, actor=_ISSUING, reason="Väärä henkilö", at=NOW, books=books)
    presented = dict(zip(CLASSES, map(_presented, whole), strict=True))
    achievement = Achievement(
        id=STRANGERS_CLASS,
        name=HOSTILE[:150],
        description="Osaa",
        criteria=Criteria(narrative="Osaa"),
        in_language="en",
        version="1",
    )
    content = presented[CLASSES[0]].content or b""
    changed = content.replace(b"Yhteyshenkil", b"Pelastushenkil")
    assert changed != content
    return {
        **presented,
        "revoked": _presented(revoked),
        "expired": _presented(expired),
        "stranger": PresentedBadge(content=World().badge(achievement=achievement)),
        "changed": PresentedBadge(content=changed),
        "nothing": PresentedBadge(url="https://nowhere.example/badge"),
    }


def _order(class_id: str) -> BadgeOrder:
    return BadgeOrder(class_id=class_id, language="fi", email="aino.esimerkki@example.org")


def _presented(badge: IssuedBadge) -> PresentedBadge:
    return PresentedBadge(content=badge.secured)


def _trust() -> Trust:
    return Trust(
        id="trust-1",
        organisation_id=COLLEGE,
        issuer_id=f"did:web:badges.example.org:issuers:{ISSUER}",
        class_ids=(),
        valid_from=NOW - timedelta(days=300),
        valid_until=None,
        granted_by="tests",
        granted_at=NOW,
        reason="Sopimus",
    )


def _unit(unit: Unit) -> QualificationUnit:
    return QualificationUnit(
        ref=unit.ref,
        version=unit.version,
        kind=UnitKind.NATIONAL,
        name=unit.name,
        credits=unit.credits,
        requirements=unit.requirements,
    )


def _ref(code: str) -> UnitRef:
    return UnitRef(system="finland", code=code)


def _osp(value: int) -> Credits:
    return Credits(value=Decimal(value), unit=CreditUnit.OSP)
