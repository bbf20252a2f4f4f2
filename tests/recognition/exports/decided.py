"""Decided cases to export, with short ways to make them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.library.documents import LocalisedText
from badgeservice.library.mapping_documents import (
    Course,
    LocalUnit,
    PartOfUnit,
    Route,
    SubAreaTarget,
    WholeUnit,
)
from badgeservice.recognition.cases import (
    Assessor,
    AssessorRole,
    Case,
    CaseState,
    Decision,
    DecisionKind,
    FrozenBasis,
    FrozenEvidence,
)
from badgeservice.recognition.exports.details import ExportDetails
from tests.recognition.mappings import ects, leaf, mapping, osp, ref

SITE = "1.2.246.562.10.42456023292"
PROVIDER = "1.2.246.562.10.99191194051"
SCALE_15 = "arviointiasteikkoammatillinen15"
SCALE_PASS = "arviointiasteikkoammatillinenhyvaksyttyhylatty"
DAY = date(2026, 9, 14)

WHOLE = WholeUnit(unit=ref("tutkinnonosat_106228"), unit_version=2)
PART = PartOfUnit(
    unit=ref("tutkinnonosat_106234"),
    code="KOTIHOITO-LAAKE",
    name=LocalisedText(fi="Lääkehoito kotihoidossa"),
    credits=osp(10),
)
AREA = SubAreaTarget(
    unit=ref("tutkinnonosat_106729"),
    unit_version=1,
    area="ammatillisenoppiaineet_yttt",
    credits=osp(2),
)
LOCAL = LocalUnit(
    unit=ref("PAIK-DIGI-01"),
    name=LocalisedText(fi="Etähoivan digitaaliset välineet"),
    description=LocalisedText(fi="Paikallinen tutkinnon osa: ammattitaitovaatimukset ..."),
    credits=osp(5),
)
COURSE = Course(unit=ref("HYV-101"), name=LocalisedText(fi="Etähoiva"), credits=ects(5))

ANNA = Assessor(
    name="Arvioija, Anna",
    organisation="Opisto",
    role=AssessorRole.TEACHER,
    organisation_oid=PROVIDER,
)
TIINA = Assessor(name="Työ, Tiina", organisation="Koti Oy", role=AssessorRole.WORKING_LIFE)
JAANA = Assessor(name="Jaana Arstila", organisation="Opisto", role=AssessorRole.TEACHER)


def credential(**achievement: Any) -> JsonObject:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://badges.example.fi/badges/6f1c",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "did:web:badges.example.fi:issuers:county",
            "type": ["Profile"],
            "name": "Pohjois-Savon hyvinvointialue",
        },
        "validFrom": "2026-03-02T00:00:00Z",
        "validUntil": "2029-03-02T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.example.fi/achievements/county/care/1/fi",
                "type": ["Achievement"],
                "name": "Ikääntyvien osallisuuden edistäminen kotihoidossa",
                "criteria": {"narrative": "1. Toimii turvallisesti."},
                **achievement,
            },
        },
    }


def evidence(
    badge: JsonObject | None = None, verdict: str = "valid", *, counted: bool = True
) -> FrozenEvidence:
    badge = credential() if badge is None else badge
    content = serialise(badge)
    report: JsonObject = {"verdict": verdict, "credential": badge}
    return FrozenEvidence(
        content=content,
        content_sha256=hashlib.sha256(content).hexdigest(),
        report=report,
        report_sha256=hashlib.sha256(serialise(report)).hexdigest(),
        credential_id=str(badge["id"]),
        counted=counted,
    )


def decision(**changes: Any) -> Decision:
    fields: dict[str, Any] = {
        "number": "OT-2026-0173",
        "kind": DecisionKind.RECOGNISED,
        "decided_on": DAY,
        "decided_by": "Riitta Rehtori",
        "decider_title": "rehtori",
        "route": Route.ASSESSORS,
        "assessors": (JAANA,),
        "sent_to_assessors_on": date(2026, 9, 1),
        "is_current": True,
        "currency_reason": "",
        "requirements": (),
        "credits": osp(35),
        "group": "1",
        "grade": "4",
        "grade_scale": SCALE_15,
        "explanation": LocalisedText(fi="Osaaminen vastaa vaatimuksia."),
    }
    return Decision(**{**fields, **changes})


def decided(target: Any = WHOLE, **changes: Any) -> Case:
    """A case whose decision is about a target; `changes` are of the decision."""
    basis = None if isinstance(target, LocalUnit | Course) else "OPH-5085-2021"
    agreed = mapping(leaf("care"), target=target, basis=basis)
    extents: dict[str, Any] = {} if target is WHOLE else {"credits": None}
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    return Case(
        id="case-1",
        organisation_id="college",
        version=3,
        state=CaseState.DECIDED,
        learner_oid="1.2.246.562.24.44651722625",
        study_right_oid="1.2.246.562.15.76811932029",
        learner_name="Åsa Öhman",
        statement=None,
        language="fi",
        mapping_id=agreed.id,
        mapping_version=agreed.version,
        target_credits=None,
        evidence=(evidence(),),
        basis=FrozenBasis(
            mapping=agreed.model_dump(mode="json", by_alias=True),
            mapping_sha256="0" * 64,
            trusts={},
            trusts_sha256="0" * 64,
            evaluation={},
            evaluation_sha256="0" * 64,
        ),
        decision=decision(**{**extents, **changes}),
        earlier_decisions=(),
        submitted_at=at,
        updated_at=at,
    )


def with_evidence(case: Case, *frozen: FrozenEvidence) -> Case:
    return replace(case, evidence=frozen)


def details(**changes: Any) -> ExportDetails:
    return ExportDetails.model_validate(
        {
            "qualification": "perustutkinto",
            "siteOid": SITE,
            "providerOid": PROVIDER,
            "isCompulsory": True,
            **changes,
        }
    )
