"""The sealed content of a case and of its badges, as JSON that is read back to equal values."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

import orjson
from pydantic import TypeAdapter

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import Credits, Language
from badgeservice.recognition.cases import (
    Case,
    CaseState,
    Decision,
    FrozenBasis,
    FrozenEvidence,
)

_DECISION: Final = TypeAdapter(Decision)
_DECISIONS: Final = TypeAdapter(tuple[Decision, ...])
_CREDITS: Final = TypeAdapter(Credits | None)
_EVIDENCE_FIELDS: Final = (
    "content_sha256",
    "report",
    "report_sha256",
    "credential_id",
    "index",
    "counted",
)
_PLAIN_FIELDS: Final = (
    "learner_oid",
    "study_right_oid",
    "learner_name",
    "statement",
    "language",
    "studying_under",
    "recipient_email",
)
_BASIS_FIELDS: Final = (
    "mapping",
    "mapping_sha256",
    "trusts",
    "trusts_sha256",
    "evaluation",
    "evaluation_sha256",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """What a case has outside its sealed content."""

    id: str
    organisation_id: str
    version: int
    state: CaseState
    mapping_id: str
    mapping_version: int
    submitted_at: datetime
    updated_at: datetime


def written_case(case: Case, notes: Mapping[str, str]) -> bytes:
    """Return the content of a case without its badges, and the notes of its events by version."""
    document = {
        **{name: getattr(case, name) for name in _PLAIN_FIELDS},
        "basis": {name: getattr(case.basis, name) for name in _BASIS_FIELDS},
        "target_credits": _CREDITS.dump_python(case.target_credits, mode="json"),
        "decision": None
        if case.decision is None
        else _DECISION.dump_python(case.decision, mode="json"),
        "earlier_decisions": _DECISIONS.dump_python(case.earlier_decisions, mode="json"),
        "delivered_on": None if case.delivered_on is None else case.delivered_on.isoformat(),
        "revoked_since": list(case.revoked_since),
        "letter_templates": dict(case.letter_templates),
        "notes": dict(notes),
    }
    return orjson.dumps(document)


def read_case(content: bytes, row: CaseRow, evidence: tuple[FrozenEvidence, ...]) -> Case:
    """Return the case of a content and a row."""
    document = orjson.loads(content)
    decision, delivered_on = document["decision"], document["delivered_on"]
    return Case(
        id=row.id,
        organisation_id=row.organisation_id,
        version=row.version,
        state=row.state,
        mapping_id=row.mapping_id,
        mapping_version=row.mapping_version,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
        target_credits=_CREDITS.validate_python(document["target_credits"]),
        evidence=evidence,
        basis=FrozenBasis(**document["basis"]),
        decision=None if decision is None else _DECISION.validate_python(decision),
        earlier_decisions=_DECISIONS.validate_python(document["earlier_decisions"]),
        revoked_since=tuple(document["revoked_since"]),
        delivered_on=None if delivered_on is None else date.fromisoformat(delivered_on),
        letter_templates=document["letter_templates"],
        learner_oid=document["learner_oid"],
        study_right_oid=document["study_right_oid"],
        learner_name=document["learner_name"],
        statement=document["statement"],
        language=cast("Language", document["language"]),
        studying_under=document["studying_under"],
        recipient_email=document["recipient_email"],
    )


def read_notes(content: bytes) -> dict[str, str]:
    """Return the notes of the events of a case, by the version that an event made."""
    notes: dict[str, str] = orjson.loads(content)["notes"]
    return notes


def written_evidence(evidence: FrozenEvidence) -> bytes:
    """Return one badge as it was frozen."""
    document: JsonObject = {name: getattr(evidence, name) for name in _EVIDENCE_FIELDS}
    return orjson.dumps({**document, "content": base64.b64encode(evidence.content).decode("ascii")})


def read_evidence(content: bytes) -> FrozenEvidence:
    """Return the badge that was frozen."""
    document = orjson.loads(content)
    return FrozenEvidence(**{**document, "content": base64.b64decode(document["content"])})
