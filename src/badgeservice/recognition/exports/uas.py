"""A recognised course of a university of applied sciences, in a format of our own.

Which format the universities' systems (Peppi, Virta) would take is not known.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from badgeservice.library.documents import CreditUnit, LocalisedText
from badgeservice.library.mapping_documents import Course, Route
from badgeservice.recognition.cases import AssessorRole, DecisionKind
from badgeservice.recognition.errors import ExportNotPossibleError
from badgeservice.recognition.exports.facts import Export, ExportFormat, Facts

SCHEMA_VERSION: Final = "badgeservice-uas 1"
_NOTES: Final = (
    "This is a format of badgeservice's own.",
    "In which format Peppi or Virta would take recognised studies is not known.",
    "Extents are ECTS credits; competence points (osp) are never turned into them.",
)


class UasValue(BaseModel):
    """A value with camelCase names outside and no unknown members."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
    )


class UasCourse(UasValue):
    """The course, by the code that the university gave it."""

    system: str
    code: str
    name: LocalisedText


class UasCredits(UasValue):
    """An extent in ECTS credits."""

    value: Annotated[float, Field(gt=0, le=1_000)]
    unit: Literal["ects"] = "ects"


class UasAssessor(UasValue):
    """Somebody who assessed."""

    name: str
    organisation: str
    role: AssessorRole


class UasDecision(UasValue):
    """What the university decided."""

    number: str
    kind: DecisionKind
    decided_on: date
    decided_by: str
    title: str | None
    route: Route
    assessors: tuple[UasAssessor, ...]
    grade: str | None
    """Null: not graded, or not yet."""
    grade_scale: str | None
    explanation: LocalisedText


class UasBadge(UasValue):
    """A badge that the decision stands on, as it was frozen on submission."""

    title: str
    issuer_id: str | None
    issuer_name: str
    awarded_on: date
    expires_on: date | None
    credential_id: str | None
    sha256: str


class UasMapping(UasValue):
    """The agreement by which the badges count."""

    id: str
    version: int


class UasRecognition(UasValue):
    """A recognised course."""

    format: Literal["badgeservice-uas"] = "badgeservice-uas"
    format_version: Literal[1] = 1
    case_id: str
    learner_oid: str | None
    study_right_oid: str | None
    course: UasCourse
    credits: UasCredits
    decision: UasDecision
    badges: Annotated[tuple[UasBadge, ...], Field(min_length=1)]
    mapping: UasMapping


def uas_export(facts: Facts) -> Export:
    """Return a recognised course as a document.

    Raises:
        ExportNotPossibleError: it is no course, or does not count in ECTS credits.
        ExportIncompleteError: something is missing; every single thing is named.
    """
    target, decision, case = facts.mapping.target, facts.decision, facts.case
    if not isinstance(target, Course):
        reason = "it is no course of a university of applied sciences."
        raise ExportNotPossibleError(case.id, reason)
    given = decision.credits or (None if facts.is_partly else target.credits)
    value = facts.credits(given, unit=CreditUnit.ECTS, pointer="/decision/credits")
    facts.require_badges()
    facts.lacking.settle()
    recognition = UasRecognition(
        case_id=case.id,
        learner_oid=case.learner_oid,
        study_right_oid=case.study_right_oid,
        course=UasCourse(system=target.unit.system, code=target.unit.code, name=target.name),
        credits=UasCredits(value=float(value or 0)),
        decision=_decision(facts),
        badges=_badges(facts),
        mapping=UasMapping(id=case.mapping_id, version=case.mapping_version),
    )
    return Export(
        format=ExportFormat.UAS,
        schema_version=SCHEMA_VERSION,
        document=recognition.model_dump(mode="json", by_alias=True),
        notes=_NOTES,
    )


def _decision(facts: Facts) -> UasDecision:
    decision = facts.decision
    return UasDecision(
        number=decision.number,
        kind=decision.kind,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by,
        title=decision.decider_title,
        route=decision.route,
        assessors=tuple(
            UasAssessor(name=each.name, organisation=each.organisation, role=each.role)
            for each in decision.assessors
        ),
        grade=decision.grade,
        grade_scale=decision.grade_scale,
        explanation=decision.explanation,
    )


def _badges(facts: Facts) -> tuple[UasBadge, ...]:
    """Return the badges; that each has a title, an issuer and a date was required before."""
    return tuple(
        UasBadge(
            title=badge.title,
            issuer_id=badge.issuer_id,
            issuer_name=badge.issuer_name,
            awarded_on=badge.awarded_on,
            expires_on=badge.expires_on,
            credential_id=badge.credential_id,
            sha256=badge.content_sha256,
        )
        for badge in facts.badges
        if badge.title and badge.issuer_name and badge.awarded_on
    )
