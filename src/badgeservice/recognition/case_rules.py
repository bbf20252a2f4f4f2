"""What a decision must not say: about itself, or against the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import AssessorRole, Case, Decision, DecisionKind
from badgeservice.recognition.errors import DecisionFault

_SCALES: Final = {
    "arviointiasteikkoammatillinen15": frozenset({"1", "2", "3", "4", "5", "Hyväksytty"}),
    "arviointiasteikkoammatillinenhyvaksyttyhylatty": frozenset({"Hyväksytty"}),
    "arviointiasteikkoammatillinent1k3": frozenset({"1", "2", "3", "Hyväksytty"}),
}


def decision_faults(decision: Decision, case: Case, *, day: date) -> tuple[DecisionFault, ...]:
    """Return everything that keeps a decision from being made."""
    return (
        *_date_faults(decision, case, day),
        *_reason_faults(decision),
        *_assessor_faults(decision),
        *_grade_faults(decision),
        *_extent_faults(decision, case),
    )


def _fault(code: str, pointer: str, message: str) -> DecisionFault:
    return DecisionFault(code=code, pointer=pointer, message=message)


def _date_faults(decision: Decision, case: Case, day: date) -> Iterator[DecisionFault]:
    if decision.decided_on > day:
        yield _fault("decided-in-future", "/decidedOn", "The decision is dated in the future.")
    if decision.decided_on < case.submitted_at.date():
        message = "The decision is dated before the application."
        yield _fault("decided-before-application", "/decidedOn", message)
    sent = decision.sent_to_assessors_on
    if sent is not None and sent > decision.decided_on:
        message = "It was sent to the assessors after the decision."
        yield _fault("assessed-after-decision", "/sentToAssessorsOn", message)


def _reason_faults(decision: Decision) -> Iterator[DecisionFault]:
    for index, line in enumerate(decision.requirements):
        if not line.is_recognised and not line.reason.strip():
            message = f"The requirement {line.code} is not recognised, and no reason says why."
            yield _fault("reason-missing", f"/requirements/{index}/reason", message)
    is_positive = decision.kind in (DecisionKind.RECOGNISED, DecisionKind.PARTLY)
    if is_positive and not decision.is_current:
        message = "Competence that is not current cannot be recognised."
        yield _fault("not-current", "/isCurrent", message)
    if not decision.is_current and not decision.currency_reason.strip():
        message = "No reason says why the competence is not current."
        yield _fault("reason-missing", "/currencyReason", message)
    if not is_positive and not decision.explanation.fi.strip():
        yield _fault("reason-missing", "/explanation", "A refusal needs a reason.")


def _assessor_faults(decision: Decision) -> Iterator[DecisionFault]:
    """Where assessors judge, two pairs of eyes do, and the one who decides is no assessor."""
    if decision.route is Route.DIRECT:
        return
    roles = [assessor.role for assessor in decision.assessors]
    names = {_name(assessor.name) for assessor in decision.assessors}
    if AssessorRole.TEACHER not in roles or len(names) < 2:  # noqa: PLR2004 – two pairs of eyes
        message = "A teacher and a second assessor have to judge together."
        yield _fault("assessors-missing", "/assessors", message)
    is_demonstration = decision.route is Route.DEMONSTRATION
    if is_demonstration and AssessorRole.WORKING_LIFE not in roles:
        message = "A demonstration is assessed by somebody from working life as well."
        yield _fault("assessors-missing", "/assessors", message)
    if _name(decision.decided_by) in names:
        message = "Who assessed the competence cannot decide on it."
        yield _fault("four-eyes", "/decidedBy", message)


def _name(name: str) -> str:
    """Return a name as it is the same however it is written, surname first or last."""
    return " ".join(sorted(name.casefold().replace(",", " ").split()))


def _grade_faults(decision: Decision) -> Iterator[DecisionFault]:
    if decision.grade is None:
        return
    if decision.kind is not DecisionKind.RECOGNISED:
        message = "Only what is recognised as a whole can have a grade."
        yield _fault("grade-without-recognition", "/grade", message)
    scale = decision.grade_scale
    if scale is None:
        yield _fault("grade-scale-missing", "/gradeScale", "A grade needs its scale.")
    elif scale in _SCALES and decision.grade not in _SCALES[scale]:
        message = f"{decision.grade} is no passing grade of {scale}."
        yield _fault("grade-unknown", "/grade", message)
    elif scale not in _SCALES:
        yield _fault("grade-scale-unknown", "/gradeScale", f"The scale {scale} is not known.")


def _extent_faults(decision: Decision, case: Case) -> Iterator[DecisionFault]:
    limit = case.target_credits
    given = decision.credits
    if given is None or limit is None:
        return
    if given.unit is not limit.unit:
        message = f"The target counts in {limit.unit}."
        yield _fault("credit-unit-differs", "/credits/unit", message)
    elif given.value > limit.value:
        message = f"The target is {limit.value}, and no more can be recognised."
        yield _fault("credits-exceed-target", "/credits/value", message)
    elif decision.kind is DecisionKind.RECOGNISED and given.value != limit.value:
        message = f"What is recognised as a whole counts {limit.value}."
        yield _fault("credits-differ", "/credits/value", message)
