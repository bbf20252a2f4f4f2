"""What is sent and answered when badges are recognised."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from badgeservice.api.verification_messages import PresentedMessage, ReportAnswer
from badgeservice.api.wire import Answer, Email, Message, Moment
from badgeservice.credentials.strict_json import serialise
from badgeservice.library.documents import (
    Credits,
    LocalisedText,
    Slug,
    Strength,
    Text,
    UnitRef,
    Url,
)
from badgeservice.recognition.evaluation import (
    REFUSAL_SENTENCES,
    BadgeFinding,
    Coverage,
    Evaluation,
    Extent,
    Refusal,
    RequirementCoverage,
)
from badgeservice.recognition.recognise import Application, PresentedBadge
from badgeservice.recognition.trust import Trust
from badgeservice.recognition.trusting import TrustGrant

MAXIMUM_BADGES: Final = 30


class ApplicationMessage(Message):
    """Badges of one person toward one unit of a qualification."""

    target: UnitRef
    badges: Annotated[list[PresentedMessage], Field(min_length=1, max_length=MAXIMUM_BADGES)]
    recipient_email: Email | None = Field(
        None, description="With it, badges that were issued to anybody else do not count"
    )

    def application(self) -> Application:
        """Return the application that this message makes."""
        return Application(
            target=self.target,
            badges=tuple(
                PresentedBadge(
                    content=None if badge.credential is None else serialise(badge.credential),
                    url=badge.url,
                )
                for badge in self.badges
            ),
            recipient_email=self.recipient_email,
        )


class ContributionAnswer(Answer):
    """That one criterion of one badge speaks for a requirement."""

    badge: int = Field(description="Index of the badge in the request")
    criterion_id: str
    criterion: LocalisedText
    strength: Strength


class RequirementAnswer(Answer):
    """How far one requirement of the unit is shown, and by what."""

    code: str
    version: int
    text: LocalisedText
    coverage: Coverage
    by: list[ContributionAnswer]

    @classmethod
    def of(cls, covered: RequirementCoverage) -> RequirementAnswer:
        """Return the answer about a requirement."""
        return cls(
            code=covered.code,
            version=covered.version,
            text=covered.text,
            coverage=covered.coverage,
            by=[
                ContributionAnswer(
                    badge=item.badge,
                    criterion_id=item.criterion_id,
                    criterion=item.criterion,
                    strength=item.strength,
                )
                for item in covered.by
            ],
        )


class BadgeFindingAnswer(Answer):
    """What became of one badge: it counts, or the one reason why it does not."""

    index: int
    counts: bool
    refusal: Refusal | None
    reason: str | None = Field(description="The refusal as a sentence")
    credential_id: str | None
    issuer_id: str | None
    achievement_id: str | None
    achievement_name: str | None
    awarded_at: datetime | None
    report: ReportAnswer | None

    @classmethod
    def of(cls, finding: BadgeFinding, *, origin: str) -> BadgeFindingAnswer:
        """Return the answer about a badge."""
        return cls(
            index=finding.index,
            counts=finding.counts,
            refusal=finding.refusal,
            reason=None if finding.refusal is None else REFUSAL_SENTENCES[finding.refusal],
            credential_id=finding.credential_id,
            issuer_id=finding.issuer_id,
            achievement_id=finding.achievement_id,
            achievement_name=finding.achievement_name,
            awarded_at=finding.awarded_at,
            report=finding.report and ReportAnswer.of(finding.report, origin=origin),
        )


class EvaluationAnswer(Answer):
    """How much of the unit the badges come to, requirement by requirement, badge by badge.

    It is advice for the one who decides at the college; it decides nothing itself.
    """

    target: UnitRef
    unit_version: int | None
    unit_name: LocalisedText
    extent: Extent
    credits: Credits | None = Field(
        description="The unit's own for a whole unit; for a part, what the badges declare; null: "
        "unknown"
    )
    complete_since: datetime | None = Field(description="When the last badge that counts was given")
    missing: list[str] = Field(description="Codes of the requirements that are not covered")
    requirements: list[RequirementAnswer]
    badges: list[BadgeFindingAnswer]
    evaluated_at: datetime

    @classmethod
    def of(cls, evaluation: Evaluation, *, origin: str) -> EvaluationAnswer:
        """Return the answer that tells an evaluation."""
        return cls(
            target=evaluation.target,
            unit_version=evaluation.unit_version,
            unit_name=evaluation.unit_name,
            extent=evaluation.extent,
            credits=evaluation.credits,
            complete_since=evaluation.complete_since,
            missing=list(evaluation.missing),
            requirements=[RequirementAnswer.of(item) for item in evaluation.requirements],
            badges=[BadgeFindingAnswer.of(item, origin=origin) for item in evaluation.badges],
            evaluated_at=evaluation.evaluated_at,
        )


class TrustMessage(Message):
    """That the organisation shall trust an issuer, for all its badge classes or for some."""

    issuer_id: Annotated[
        str,
        StringConstraints(
            max_length=2_000,
            pattern=r"^(?:did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]|https://[^\s<>\"\x00-\x20\x7f]+)$",
        ),
        Field(
            description="The issuer's id as it stands in its badges",
            examples=["did:web:badges.example.org:issuers:kotkan-ammattiopisto"],
        ),
    ]
    badge_classes: Annotated[list[Slug | Url], Field(max_length=200)] = Field(
        [],
        description="Badge classes of the issuer; empty: all of them. One of this service is named "
        "by its id, a stranger's by the id of its achievement, which is an address",
        examples=[["feedback-giver"], ["https://badges.example.com/achievements/7"]],
    )
    valid_from: Moment | None = Field(None, description="Left out: now")
    valid_until: Moment | None = Field(None, description="Left out: until it is withdrawn")
    reason: Annotated[Text, StringConstraints(max_length=1_000)]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> TrustMessage:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            message = "validUntil must be later than validFrom"
            raise ValueError(message)
        return self

    def grant(self) -> TrustGrant:
        """Return the grant that this message makes."""
        return TrustGrant(
            issuer_id=self.issuer_id,
            class_ids=tuple(dict.fromkeys(self.badge_classes)),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            reason=self.reason,
        )


class TrustAnswer(Answer):
    """That the organisation trusts, or trusted, an issuer."""

    id: str
    issuer_id: str
    badge_classes: list[str] = Field(description="Empty: all badge classes of the issuer")
    valid_from: datetime
    valid_until: datetime | None
    reason: str
    granted_by: str
    granted_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, trust: Trust) -> TrustAnswer:
        """Return the answer about a trust."""
        return cls(
            id=trust.id,
            issuer_id=trust.issuer_id,
            badge_classes=list(trust.class_ids),
            valid_from=trust.valid_from,
            valid_until=trust.valid_until,
            reason=trust.reason,
            granted_by=trust.granted_by,
            granted_at=trust.granted_at,
            withdrawn_by=trust.withdrawn_by,
            withdrawn_at=trust.withdrawn_at,
        )
