"""Cases and decisions, with short ways to make them."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import LocalisedText
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.case_documents import digest_of
from badgeservice.recognition.cases import (
    SUBMITTED,
    Assessor,
    AssessorRole,
    Case,
    CaseEvent,
    CaseState,
    Decision,
    DecisionKind,
    FrozenBasis,
    FrozenEvidence,
    RequirementDecision,
)
from tests.builders import NOW
from tests.recognition.mappings import osp

LEARNER = "1.2.246.562.24.77925329174"
OTHER_LEARNER = "1.2.246.562.24.81055904918"
STUDY_RIGHT = "1.2.246.562.15.12345678903"


def evidence(number: int = 1, **changes: Any) -> FrozenEvidence:
    content = b'{"badge": %d}' % number
    report: JsonObject = {"verdict": "valid", "checks": [{"name": "proof"}]}
    fields: dict[str, Any] = {
        "content": content,
        "content_sha256": hashlib.sha256(content).hexdigest(),
        "report": report,
        "report_sha256": digest_of(report),
        "credential_id": f"https://issuer.example/badges/{number}",
        "index": number - 1,
        "counted": True,
    }
    return FrozenEvidence(**{**fields, **changes})


def frozen_basis() -> FrozenBasis:
    mapping: JsonObject = {"id": "mapping"}
    trusts: JsonObject = {"trusts": []}
    evaluation: JsonObject = {"isSatisfied": True}
    return FrozenBasis(
        mapping=mapping,
        mapping_sha256=digest_of(mapping),
        trusts=trusts,
        trusts_sha256=digest_of(trusts),
        evaluation=evaluation,
        evaluation_sha256=digest_of(evaluation),
    )


def case(case_id: str = "case-1", **changes: Any) -> Case:
    fields: dict[str, Any] = {
        "id": case_id,
        "organisation_id": "college",
        "version": 1,
        "state": CaseState.SUBMITTED,
        "learner_oid": LEARNER,
        "study_right_oid": STUDY_RIGHT,
        "learner_name": "Åsa Öhman-Nguyễn",
        "statement": "Olen ohjannut opiskelijoita.",
        "language": "fi",
        "mapping_id": "mapping",
        "mapping_version": 1,
        "target_credits": osp(5),
        "evidence": (evidence(),),
        "basis": frozen_basis(),
        "decision": None,
        "earlier_decisions": (),
        "submitted_at": NOW,
        "updated_at": NOW,
        "studying_under": "OPH-1-2024",
        "recipient_email": "aino@example.org",
    }
    return Case(**{**fields, **changes})


def decision(**changes: Any) -> Decision:
    fields: dict[str, Any] = {
        "number": "12/2026",
        "kind": DecisionKind.RECOGNISED,
        "decided_on": NOW.date(),
        "decided_by": "Riitta Rehtori",
        "decider_title": "rehtori",
        "route": Route.ASSESSORS,
        "assessors": (
            Assessor(name="Olli Opettaja", organisation="Opisto", role=AssessorRole.TEACHER),
            Assessor(name="Tiina Työ", organisation="Koti", role=AssessorRole.WORKING_LIFE),
        ),
        "sent_to_assessors_on": date(2026, 11, 20),
        "is_current": True,
        "currency_reason": "Merkit ovat tältä vuodelta.",
        "requirements": (RequirementDecision(code="r1", is_recognised=True, reason=""),),
        "credits": osp(5),
        "group": "3",
        "grade": "4",
        "grade_scale": "arviointiasteikkoammatillinen15",
        "explanation": LocalisedText(fi="Osaaminen on tunnustettu.", sv="Kunnandet erkänns."),
    }
    return Decision(**{**fields, **changes})


def event(kind: str = SUBMITTED, note: str | None = None) -> CaseEvent:
    return CaseEvent(kind=kind, by="client-a", at=NOW, note=note)
