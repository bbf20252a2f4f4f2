"""A learner's application that a college decides about, from submission to rectification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import Credits, Language, LocalisedText
from badgeservice.library.mapping_documents import Route


class CaseState(StrEnum):
    """Where a case is."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    INFORMATION_REQUESTED = "information-requested"
    DECIDED = "decided"
    DELIVERED = "delivered"
    REVIEW_REQUESTED = "review-requested"
    REVIEWED = "reviewed"
    RECTIFICATION_REQUESTED = "rectification-requested"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class CaseStep(StrEnum):
    """What can be done with a case."""

    REVIEW = "review"
    REQUEST_INFORMATION = "request-information"
    ANSWER = "answer"
    DECIDE = "decide"
    DELIVER = "deliver"
    REQUEST_REVIEW = "request-review"
    DECIDE_REVIEW = "decide-review"
    REQUEST_RECTIFICATION = "request-rectification"
    RECTIFY = "rectify"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class DecisionKind(StrEnum):
    """What a college decided."""

    RECOGNISED = "recognised"
    PARTLY = "partly"
    TO_DEMONSTRATION = "to-demonstration"
    REFUSED = "refused"


class AssessorRole(StrEnum):
    """Whom an assessor stands for."""

    TEACHER = "teacher"
    WORKING_LIFE = "working-life"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor:
    """Somebody who assessed, by name, with the organisation."""

    name: str
    organisation: str
    role: AssessorRole
    organisation_oid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenEvidence:
    """One badge as it was on submission: its bytes, the report, and their SHA-256 in hex.

    The report is hashed in its RFC 8785 form. `credential_id` is what the badge calls itself, None
    when it is not known to hold. `index` is its place among the badges presented, and `counted`
    says that it counted in the evaluation, for the target.
    """

    content: bytes
    content_sha256: str
    report: JsonObject
    report_sha256: str
    credential_id: str | None
    index: int = 0
    counted: bool = False

    @property
    def badge(self) -> str:
        """What tells this badge from others: its id, or else a URN of its bytes."""
        return self.credential_id or f"urn:sha256:{self.content_sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenBasis:
    """What was weighed by, as it was on submission, each with the SHA-256 of its RFC 8785 form."""

    mapping: JsonObject
    mapping_sha256: str
    trusts: JsonObject
    trusts_sha256: str
    evaluation: JsonObject
    evaluation_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementDecision:
    """What was decided of one requirement, and why."""

    code: str
    is_recognised: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a college decided, by whom, and everything that registers and letters need of it.

    `grade` is set by a person alone, on `grade_scale`; None is "no grade yet".
    """

    number: str
    kind: DecisionKind
    decided_on: date
    decided_by: str
    decider_title: str | None
    route: Route
    assessors: tuple[Assessor, ...]
    sent_to_assessors_on: date | None
    is_current: bool
    currency_reason: str
    requirements: tuple[RequirementDecision, ...]
    credits: Credits | None
    group: str | None
    grade: str | None
    grade_scale: str | None
    explanation: LocalisedText
    is_funded: bool = False
    deviations: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """That something happened to a case: it was submitted, a step, a badge was revoked, erasure.

    `by` is a client, or the service itself. `note` is forgotten when the case is erased.
    """

    kind: str
    by: str
    at: datetime
    note: str | None = None


SUBMITTED: Final = "submit"
BADGE_REVOKED: Final = "badge-revoked"
ERASED: Final = "erase"
# Who acts when no client does.
SERVICE: Final = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application as it is now. `version` changes with every write (optimistic locking).

    `learner_oid` is the national learner number, and seen by this college alone.
    `target_credits` is the extent of the target when it was submitted, None when not known.
    `revoked_since` are the ids of badges that were revoked after the submission; they undo nothing.
    `letter_templates` are those of the day of delivery.
    """

    id: str
    organisation_id: str
    version: int
    state: CaseState
    learner_oid: str | None
    study_right_oid: str | None
    learner_name: str | None
    statement: str | None
    language: Language
    mapping_id: str
    mapping_version: int
    target_credits: Credits | None
    evidence: tuple[FrozenEvidence, ...]
    basis: FrozenBasis
    decision: Decision | None
    earlier_decisions: tuple[Decision, ...]
    submitted_at: datetime
    updated_at: datetime
    revoked_since: tuple[str, ...] = ()
    delivered_on: date | None = None
    letter_templates: Mapping[Language, str] = field(default_factory=dict)
    studying_under: str | None = None
    recipient_email: str | None = None

    def keeping(self, submitted: Case) -> Case:
        """Return this case with everything that was frozen in it when it was submitted."""
        return replace(
            submitted,
            version=self.version,
            state=self.state,
            decision=self.decision,
            earlier_decisions=self.earlier_decisions,
            updated_at=self.updated_at,
            revoked_since=self.revoked_since,
            delivered_on=self.delivered_on,
            letter_templates=self.letter_templates,
        )

    @property
    def summary(self) -> CaseSummary:
        """What a list says of this case."""
        return CaseSummary(
            id=self.id,
            version=self.version,
            state=self.state,
            mapping_id=self.mapping_id,
            mapping_version=self.mapping_version,
            submitted_at=self.submitted_at,
            updated_at=self.updated_at,
            has_revoked=bool(self.revoked_since),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A case as lists show it: nothing that names the learner. `has_revoked`: see the case."""

    id: str
    version: int
    state: CaseState
    mapping_id: str
    mapping_version: int
    submitted_at: datetime
    updated_at: datetime
    has_revoked: bool
