"""What is answered about cases."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime

from pydantic import ConfigDict, Field, JsonValue

from badgeservice.api.wire import Answer
from badgeservice.library.documents import Credits, Language, LocalisedText
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import (
    AssessorRole,
    Case,
    CaseEvent,
    CaseState,
    CaseSummary,
    DecisionKind,
    FrozenEvidence,
)
from badgeservice.recognition.learner_data import LearnerCase


class _Mirror(Answer):
    """An answer with the names of a value of the room."""

    model_config = ConfigDict(from_attributes=True)


class AssessorAnswer(_Mirror):
    """Somebody who assessed."""

    name: str
    organisation: str
    role: AssessorRole
    organisation_oid: str | None


class RequirementDecisionAnswer(_Mirror):
    """What was decided of one requirement, and why."""

    code: str
    is_recognised: bool
    reason: str


class DecisionAnswer(_Mirror):
    """What the college decided."""

    number: str
    kind: DecisionKind
    decided_on: date
    decided_by: str
    decider_title: str | None
    route: Route
    assessors: list[AssessorAnswer]
    sent_to_assessors_on: date | None
    is_current: bool
    currency_reason: str
    requirements: list[RequirementDecisionAnswer]
    credits: Credits | None
    group: str | None
    grade: str | None
    grade_scale: str | None
    explanation: LocalisedText
    is_funded: bool
    deviations: str | None


class EvidenceAnswer(Answer):
    """One badge as it was frozen. Its bytes and its report have addresses of their own."""

    index: int = Field(description="Its place among the badges of the application")
    credential_id: str | None = Field(
        description="What it calls itself; null when it does not hold"
    )
    counted: bool = Field(description="Whether it counted for the target")
    content_sha256: str = Field(description="SHA-256 of its bytes, in hex")
    content_url: str
    report_sha256: str = Field(description="SHA-256 of the report (RFC 8785), in hex")
    report_url: str

    @classmethod
    def of(cls, evidence: FrozenEvidence, *, case_url: str) -> EvidenceAnswer:
        """Return the answer about a badge."""
        url = f"{case_url}/evidence/{evidence.index}"
        return cls(
            index=evidence.index,
            credential_id=evidence.credential_id,
            counted=evidence.counted,
            content_sha256=evidence.content_sha256,
            content_url=url,
            report_sha256=evidence.report_sha256,
            report_url=f"{url}/report",
        )


class BasisAnswer(_Mirror):
    """What was weighed by, as it was on submission, each with its SHA-256 (RFC 8785) in hex."""

    mapping: dict[str, JsonValue]
    mapping_sha256: str
    trusts: dict[str, JsonValue]
    trusts_sha256: str
    evaluation: dict[str, JsonValue]
    evaluation_sha256: str


class CaseSummaryAnswer(_Mirror):
    """A case as a list shows it, without the learner."""

    id: str
    version: int
    state: CaseState
    mapping_id: str
    mapping_version: int
    submitted_at: datetime
    updated_at: datetime
    has_revoked: bool = Field(description="Whether a badge was revoked after the submission")

    @classmethod
    def of(cls, summary: CaseSummary) -> CaseSummaryAnswer:
        """Return the answer about a case in a list."""
        return cls.model_validate(summary)


class CaseAnswer(Answer):
    """A case as it is now, with everything that was frozen on submission."""

    id: str
    version: int = Field(description="Also the ETag; it changes with every step")
    state: CaseState
    learner_oid: str | None
    study_right_oid: str | None
    learner_name: str | None
    statement: str | None
    language: Language
    studying_under: str | None
    recipient_email: str | None
    mapping_id: str
    mapping_version: int
    target_credits: Credits | None = Field(description="Extent of the target; null: not known")
    evidence: list[EvidenceAnswer]
    basis: BasisAnswer
    decision: DecisionAnswer | None
    earlier_decisions: list[DecisionAnswer]
    delivered_on: date | None
    revoked_since: list[str] = Field(
        description="Badges that were revoked after the submission; nothing is undone by it"
    )
    submitted_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, case: Case, *, origin: str) -> CaseAnswer:
        """Return the answer about a case."""
        url = f"{origin}/v1/cases/{case.id}"
        plain = {
            name: getattr(case, name)
            for name in cls.model_fields
            if name not in {"evidence", "basis", "decision", "earlier_decisions", "revoked_since"}
        }
        return cls(
            **plain,
            evidence=[EvidenceAnswer.of(each, case_url=url) for each in case.evidence],
            basis=BasisAnswer.model_validate(case.basis),
            decision=None
            if case.decision is None
            else DecisionAnswer.model_validate(case.decision),
            earlier_decisions=[
                DecisionAnswer.model_validate(each) for each in case.earlier_decisions
            ],
            revoked_since=list(case.revoked_since),
        )


class CaseEventAnswer(_Mirror):
    """That something happened to a case."""

    kind: str = Field(
        description="A step, or `submit`, `badge-revoked`, `erase`", examples=["decide"]
    )
    by: str = Field(description="A client, or `service`")
    at: datetime
    note: str | None

    @classmethod
    def of(cls, event: CaseEvent) -> CaseEventAnswer:
        """Return the answer about an event."""
        return cls.model_validate(event)


class BadgeBytesAnswer(Answer):
    """One badge of a learner, whole."""

    index: int
    content: str = Field(description="Base64")
    report: dict[str, JsonValue]


class LearnerCaseAnswer(Answer):
    """One case of a learner, with its badges and everything that happened."""

    case: CaseAnswer
    badges: list[BadgeBytesAnswer]
    events: list[CaseEventAnswer]


class LearnerExportAnswer(Answer):
    """Everything that the organisation keeps of a learner here."""

    cases: list[LearnerCaseAnswer]

    @classmethod
    def of(cls, found: Sequence[LearnerCase], *, origin: str) -> LearnerExportAnswer:
        """Return the answer with the cases of a learner."""
        return cls(
            cases=[
                LearnerCaseAnswer(
                    case=CaseAnswer.of(each.case, origin=origin),
                    badges=[
                        BadgeBytesAnswer(
                            index=badge.index,
                            content=base64.b64encode(badge.content).decode("ascii"),
                            report=badge.report,
                        )
                        for badge in each.case.evidence
                    ],
                    events=[CaseEventAnswer.of(event) for event in each.events],
                )
                for each in found
            ]
        )


class LearnerErasureAnswer(Answer):
    """Which cases were erased; their events stay."""

    cases: list[str]


class CaseSettingsAnswer(Answer):
    """How the organisation keeps its cases."""

    retention_days: int | None
