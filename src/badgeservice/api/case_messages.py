"""What is sent about cases: applications, steps with decisions, learners, settings."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from badgeservice.api.verification_messages import PresentedMessage
from badgeservice.api.wire import Email, Message
from badgeservice.credentials.strict_json import serialise
from badgeservice.library.documents import (
    Code,
    Credits,
    Day,
    Language,
    Line,
    LocalisedText,
    Slug,
    Text,
)
from badgeservice.library.mapping_documents import RecordNumber, Route
from badgeservice.recognition.cases import (
    Assessor,
    AssessorRole,
    CaseStep,
    Decision,
    DecisionKind,
    RequirementDecision,
)
from badgeservice.recognition.casework import DECIDING
from badgeservice.recognition.holding import PresentedBadge
from badgeservice.recognition.submitting import Application

MAXIMUM_BADGES: Final = 30
LONGEST_KEPT_DAYS: Final = 36_500

Number = Annotated[str, StringConstraints(min_length=1, max_length=60)]
# A text that may be empty. Control characters other than line feeds are refused.
Remark = Annotated[
    str, StringConstraints(max_length=8_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")
]
LearnerOid = Annotated[
    Number,
    Field(
        description="Learner number (oppijanumero); its check digit is verified",
        examples=["1.2.246.562.24.77925329174"],
    ),
]


class CaseMessage(Message):
    """A learner's application: badges toward the target of one of the college's mappings."""

    badges: Annotated[list[PresentedMessage], Field(min_length=1, max_length=MAXIMUM_BADGES)]
    mapping_id: Slug
    learner_oid: LearnerOid | None = None
    study_right_oid: Number | None = Field(
        None,
        description="Number of the study right; its check digit is verified, and a badge counts "
        "once in it",
        examples=["1.2.246.562.15.12345678903"],
    )
    learner_name: Line | None = None
    statement: Text | None = Field(None, description="What the learner says about it")
    language: Language = Field("fi", description="The language of letters to the learner")
    studying_under: RecordNumber | None = Field(
        None, description="Record number of the basis that the learner began under"
    )
    recipient_email: Email | None = Field(
        None, description="With it, badges that were issued to anybody else do not count"
    )

    def application(self) -> Application:
        """Return the application that this message makes."""
        return Application(
            badges=tuple(
                PresentedBadge(
                    content=None if badge.credential is None else serialise(badge.credential),
                    url=badge.url,
                )
                for badge in self.badges
            ),
            mapping_id=self.mapping_id,
            language=self.language,
            learner_oid=self.learner_oid,
            study_right_oid=self.study_right_oid,
            learner_name=self.learner_name,
            statement=self.statement,
            studying_under=self.studying_under,
            recipient_email=self.recipient_email,
        )


class AssessorMessage(Message):
    """Somebody who assessed."""

    name: Line
    organisation: Line
    role: AssessorRole
    organisation_oid: Number | None = None


class RequirementDecisionMessage(Message):
    """What was decided of one requirement. What is not recognised needs a reason."""

    code: Code
    is_recognised: bool
    reason: Remark = ""


class DecisionMessage(Message):
    """What the college decided. A person sets the grade; null is "no grade yet"."""

    number: Line = Field(description="The college's own number of the decision")
    kind: DecisionKind
    decided_on: Day
    decided_by: Line = Field(description="Who decided, by name")
    decider_title: Line | None = None
    route: Route
    assessors: Annotated[list[AssessorMessage], Field(max_length=20)] = Field(default_factory=list)
    sent_to_assessors_on: Day | None = None
    is_current: bool = Field(description="Whether the competence is current")
    currency_reason: Remark = ""
    requirements: Annotated[list[RequirementDecisionMessage], Field(max_length=500)] = Field(
        default_factory=list
    )
    credits: Credits | None = None
    group: Literal["1", "2", "3", "4"] | None = Field(
        None, description="Group of units (ammatillisentutkinnonosanryhma)"
    )
    grade: Line | None = None
    grade_scale: Code | None = None
    explanation: LocalisedText = Field(description="The explanation (selite) for registers")
    is_funded: bool = False
    deviations: Text | None = None

    def decision(self) -> Decision:
        """Return the decision that this message makes."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Decision(
            **{
                **fields,
                "assessors": tuple(Assessor(**each.model_dump()) for each in self.assessors),
                "requirements": tuple(
                    RequirementDecision(**each.model_dump()) for each in self.requirements
                ),
            }
        )


class StepMessage(Message):
    """A step in the life of a case. Three of them come with a decision, and no others."""

    step: CaseStep
    note: Text | None = Field(None, description="Kept with the event until the case is erased")
    on: Day | None = Field(None, description="The day of a delivery; left out: today")
    decision: DecisionMessage | None = Field(
        None, description="With `decide`, `decide-review` and `rectify`"
    )

    @model_validator(mode="after")
    def _has_a_decision_where_it_decides(self) -> StepMessage:
        if (self.step in DECIDING) != (self.decision is not None):
            deciding = ", ".join(step.value for step in CaseStep if step in DECIDING)
            message = f"a decision comes with {deciding}, and with no other step"
            raise ValueError(message)
        if self.on is not None and self.step is not CaseStep.DELIVER:
            message = "on comes with deliver, and with no other step"
            raise ValueError(message)
        return self


class LearnerMessage(Message):
    """A learner, by the national number. It is sent in a body, because URLs are logged."""

    learner_oid: LearnerOid


class CaseSettingsMessage(Message):
    """How the organisation keeps its cases."""

    retention_days: Annotated[int, Field(ge=1, le=LONGEST_KEPT_DAYS, strict=True)] | None = Field(
        description="How many days a case is kept after it was closed or withdrawn; null: until "
        "somebody erases it"
    )
