"""What is sent and answered when badges are weighed under a college's mappings."""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import Field, StringConstraints, field_validator, model_validator

from badgeservice.api.verification_messages import CredentialObject, ReportAnswer
from badgeservice.api.wire import Answer, Email, HttpUrl, Message
from badgeservice.credentials.strict_json import serialise
from badgeservice.library.documents import (
    Credits,
    LocalisedText,
    Slug,
    Strength,
    UnitRef,
)
from badgeservice.library.mapping_documents import MappingStatus, RecordNumber, Route, Target
from badgeservice.recognition.coverage import Reach, RequirementLine, Speaker, UnitCoverage
from badgeservice.recognition.fitting import Enquiry, Fit
from badgeservice.recognition.holding import PresentedBadge, SeenBadge
from badgeservice.recognition.outcomes import (
    LeafOutcome,
    LeafRefusal,
    MappingOutcome,
    RequirementOutcome,
)
from badgeservice.recognition.refusal_sentences import LEAF_SENTENCES

MAXIMUM_BADGES: Final = 200
_WAYS: Final = ("url", "credential", "token", "file")


class AnyBadgeMessage(Message):
    """A badge in one of four ways: its address, itself, its token, or its file."""

    url: HttpUrl | None = None
    credential: CredentialObject | None = None
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}$")] | (
        None
    ) = Field(None, description="The badge as a JSON Web Token in compact form")
    file: str | None = Field(
        None,
        description="The bytes of a file in base64: JSON, a token, or a picture with the badge in",
    )

    @field_validator("file")
    @classmethod
    def _is_base64(cls, value: str | None) -> str | None:
        try:
            base64.b64decode(value or "", validate=True)
        except (binascii.Error, ValueError):
            message = "this is not base64"
            raise ValueError(message) from None
        return value

    @model_validator(mode="after")
    def _is_one_badge(self) -> AnyBadgeMessage:
        if sum(getattr(self, way) is not None for way in _WAYS) != 1:
            message = f"send one of {', '.join(_WAYS)}"
            raise ValueError(message)
        return self

    def presented(self) -> PresentedBadge:
        """Return the badge as it is presented."""
        if self.credential is not None:
            return PresentedBadge(content=serialise(self.credential))
        if self.token is not None:
            return PresentedBadge(content=self.token.encode("ascii"))
        if self.file is not None:
            return PresentedBadge(content=base64.b64decode(self.file))
        return PresentedBadge(url=self.url)


class EnquiryMessage(Message):
    """Badges of one person, and what they might count for."""

    badges: Annotated[list[AnyBadgeMessage], Field(min_length=1, max_length=MAXIMUM_BADGES)]
    unit: UnitRef | None = Field(None, description="Only mappings to this unit")
    mapping: Slug | None = Field(
        None, description="Only this mapping, by its id; it is shown even when it rests"
    )
    system: Slug = Field("finland", description="The system of the basis")
    basis: RecordNumber | None = Field(
        None, description="Tell what the badges come to in every unit of this basis"
    )
    studying_under: RecordNumber | None = Field(
        None,
        description="The basis that the learner began under; one that was replaced still serves "
        "them until its transition ends",
    )
    recipient_email: Email | None = Field(
        None, description="With it, badges that were issued to anybody else do not count"
    )

    @model_validator(mode="after")
    def _asks_one_thing(self) -> EnquiryMessage:
        if self.unit is not None and self.mapping is not None:
            message = "send a unit or a mapping, or neither for whatever fits"
            raise ValueError(message)
        return self

    def enquiry(self) -> Enquiry:
        """Return the enquiry that this message makes."""
        return Enquiry(
            badges=tuple(badge.presented() for badge in self.badges),
            unit=self.unit,
            mapping_id=self.mapping,
            basis=self.basis,
            system=self.system,
            studying_under=self.studying_under,
            recipient_email=self.recipient_email,
        )


class SeenBadgeAnswer(Answer):
    """What was found out about one badge, whatever it is used for."""

    index: int
    refusal: LeafRefusal | None = Field(description="Why it counts for nothing; null: it is sound")
    reason: LocalisedText | None
    name: str | None
    credential_id: str | None
    issuer_id: str | None
    report: ReportAnswer | None = Field(description="Null when there was nothing to verify")

    @classmethod
    def of(cls, seen: SeenBadge, *, origin: str) -> SeenBadgeAnswer:
        """Return the answer about a badge; `origin` is the service's."""
        return cls(
            index=seen.index,
            refusal=seen.refusal,
            reason=_reason(seen.refusal),
            name=seen.name,
            credential_id=seen.credential_id,
            issuer_id=seen.issuer_id,
            report=None if seen.report is None else ReportAnswer.of(seen.report, origin=origin),
        )


class LeafAnswer(Answer):
    """Whether one badge that a mapping asks for is there, or the one reason why not."""

    leaf: str
    met: bool
    badge: int | None = Field(description="Index of the badge that counts, or came nearest")
    refusal: LeafRefusal | None
    reason: LocalisedText | None

    @classmethod
    def of(cls, leaf: LeafOutcome) -> LeafAnswer:
        """Return the answer about a leaf."""
        return cls(
            leaf=leaf.leaf,
            met=leaf.is_met,
            badge=leaf.badge,
            refusal=leaf.refusal,
            reason=_reason(leaf.refusal),
        )


class CoveringAnswer(Answer):
    """That a badge speaks for a requirement, by one of its criteria where that is known."""

    leaf: str
    badge: int
    criterion: str | None


class WeighedRequirementAnswer(Answer):
    """How one requirement stands under one mapping."""

    code: str
    version: int
    strength: Strength | None = Field(description="Null: nothing speaks for it")
    by: list[CoveringAnswer]

    @classmethod
    def of(cls, line: RequirementOutcome) -> WeighedRequirementAnswer:
        """Return the answer about a requirement."""
        by = [CoveringAnswer(leaf=leaf, badge=index, criterion=one) for leaf, index, one in line.by]
        return cls(code=line.code, version=line.version, strength=line.strength, by=by)


class MappingOutcomeAnswer(Answer):
    """What the badges come to under one version of one mapping."""

    mapping: str
    version: int
    name: LocalisedText
    status: MappingStatus
    basis: str | None
    target: Target
    satisfied: bool
    leaves: list[LeafAnswer]
    requirements: list[WeighedRequirementAnswer]
    missing: list[str] = Field(description="Codes of the requirements that nothing covers")
    credits: Credits | None = Field(description="Null: not satisfied, or not known")
    complete_on: date | None = Field(description="Date of the last badge of the set")
    taken: list[str] = Field(description="The leaves of the set that satisfies it")
    route: Route
    proposed_grade: str | None = Field(description="A person decides the grade")
    review_due: bool = Field(description="Its basis was replaced; look at it again")

    @classmethod
    def of(cls, outcome: MappingOutcome) -> MappingOutcomeAnswer:
        """Return the answer about a mapping."""
        mapping = outcome.mapping
        return cls(
            mapping=mapping.id,
            version=mapping.version,
            name=mapping.name,
            status=mapping.status,
            basis=mapping.basis,
            target=mapping.target,
            satisfied=outcome.is_satisfied,
            leaves=[LeafAnswer.of(each) for each in outcome.leaves],
            requirements=[WeighedRequirementAnswer.of(each) for each in outcome.requirements],
            missing=list(outcome.missing),
            credits=outcome.credits,
            complete_on=outcome.complete_on,
            taken=sorted(outcome.taken),
            route=outcome.route,
            proposed_grade=outcome.grade,
            review_due=outcome.review_due,
        )


class SpeakerAnswer(Answer):
    """That a badge speaks for a requirement, under one version of a mapping."""

    badge: int
    mapping: str
    mapping_version: int
    criterion: str | None
    strength: Strength

    @classmethod
    def of(cls, speaker: Speaker) -> SpeakerAnswer:
        """Return the answer about who speaks."""
        return cls(
            badge=speaker.badge,
            mapping=speaker.mapping_id,
            mapping_version=speaker.mapping_version,
            criterion=speaker.criterion,
            strength=speaker.strength,
        )


class RequirementLineAnswer(Answer):
    """One requirement of a unit, and every badge that speaks for it."""

    code: str
    version: int
    text: LocalisedText
    strength: Strength | None
    by: list[SpeakerAnswer]

    @classmethod
    def of(cls, line: RequirementLine) -> RequirementLineAnswer:
        """Return the answer about a requirement."""
        return cls(
            code=line.requirement.code,
            version=line.requirement.version,
            text=line.requirement.text,
            strength=line.strength,
            by=[SpeakerAnswer.of(each) for each in line.speakers],
        )


class CountedMappingAnswer(Answer):
    """A mapping by which something of a unit is reached."""

    mapping: str
    version: int


class UnitCoverageAnswer(Answer):
    """What the badges come to in one unit of the basis, by all mappings together."""

    unit: UnitRef
    unit_version: int | None
    name: LocalisedText
    extent: Credits | None = Field(description="Of the whole unit; null: not known")
    reach: Reach
    credits: Credits | None = Field(description="What is reached; null: nothing, or not known")
    counted: list[CountedMappingAnswer]
    missing: list[str]
    requirements: list[RequirementLineAnswer]

    @classmethod
    def of(cls, coverage: UnitCoverage) -> UnitCoverageAnswer:
        """Return the answer about a unit."""
        unit = coverage.unit
        return cls(
            unit=unit.ref,
            unit_version=unit.version,
            name=unit.name,
            extent=unit.credits,
            reach=coverage.reach,
            credits=coverage.credits,
            counted=[
                CountedMappingAnswer(mapping=each.mapping.id, version=each.mapping.version)
                for each in coverage.satisfied
            ],
            missing=list(coverage.missing),
            requirements=[RequirementLineAnswer.of(line) for line in coverage.lines],
        )


class FitAnswer(Answer):
    """What the badges come to: badge by badge, mapping by mapping, unit by unit.

    It is advice for the one who decides at the college; it decides nothing itself.
    """

    badges: list[SeenBadgeAnswer]
    mappings: list[MappingOutcomeAnswer]
    basis: str | None
    units: list[UnitCoverageAnswer] = Field(description="Empty when no basis was named")
    evaluated_at: datetime

    @classmethod
    def of(cls, fit: Fit, *, origin: str) -> FitAnswer:
        """Return the answer that tells what fits; `origin` is the service's."""
        return cls(
            badges=[SeenBadgeAnswer.of(each, origin=origin) for each in fit.badges],
            mappings=[MappingOutcomeAnswer.of(each) for each in fit.outcomes],
            basis=None if fit.basis is None else fit.basis.code,
            units=[UnitCoverageAnswer.of(each) for each in fit.units],
            evaluated_at=fit.evaluated_at,
        )


def _reason(refusal: LeafRefusal | None) -> LocalisedText | None:
    return None if refusal is None else LEAF_SENTENCES[refusal]
