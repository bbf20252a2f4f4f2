"""A learner's own data, and how long cases are kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers
from badgeservice.api.case_answers import (
    CaseSettingsAnswer,
    LearnerErasureAnswer,
    LearnerExportAnswer,
)
from badgeservice.api.case_messages import CaseSettingsMessage, LearnerMessage
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import cases as examples
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.recognition.learner_data import erase_learner, export_learner

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Decider = Annotated[Actor, require(Scope.RECOGNITION_DECIDE)]
Keeper = Annotated[Actor, require(Scope.ACCOUNTS_MANAGE)]
Learner = Annotated[LearnerMessage, Body(openapi_examples=examples.LEARNER)]

_PROBLEMS = (
    *WITH_TOKEN,
    *JSON_BODY,
    "learner-not-found",
    "learner-number-invalid",
    "national-id-refused",
)


@router.post(
    "/v1/learner-exports",
    operation_id="exportLearner",
    summary="Export a learner's own data",
    response_description="Every case of the learner",
    responses=answers(*_PROBLEMS),
)
def export_of_learner(body: Learner, wiring: WiringDep, actor: Decider) -> LearnerExportAnswer:
    """Return everything that your organisation keeps of a learner here, for the learner.

    The number is in the body, because addresses are logged on their way.
    """
    refuse_national_ids(body.learner_oid, "/learnerOid")
    with wiring.open_books(True) as books:
        found = export_learner(body.learner_oid, actor=actor, at=wiring.now(), book=books.cases)
    return LearnerExportAnswer.of(found, origin=wiring.origin)


@router.post(
    "/v1/learner-erasures",
    operation_id="eraseLearner",
    summary="Erase a learner's data",
    response_description="The cases that were erased",
    responses=answers(*_PROBLEMS),
)
def erasure_of_learner(body: Learner, wiring: WiringDep, actor: Decider) -> LearnerErasureAnswer:
    """Erase the content of all cases of a learner, for good. That they were, and events, stay."""
    refuse_national_ids(body.learner_oid, "/learnerOid")
    with wiring.open_books(True) as books:
        erased = erase_learner(body.learner_oid, actor=actor, at=wiring.now(), book=books.cases)
    return LearnerErasureAnswer(cases=list(erased))


@router.get(
    "/v1/case-settings",
    operation_id="readCaseSettings",
    summary="Read how long cases are kept",
    response_description="The settings",
    responses=answers(*WITH_TOKEN),
)
def read_case_settings(wiring: WiringDep, actor: Keeper) -> CaseSettingsAnswer:
    """Show how the organisation keeps its cases."""
    with wiring.open_books(False) as books:
        days = books.cases.retention_days(actor.organisation_id)
    return CaseSettingsAnswer(retention_days=days)


@router.put(
    "/v1/case-settings",
    operation_id="changeCaseSettings",
    summary="Say how long cases are kept",
    response_description="The settings as they are now",
    responses=answers(*WITH_TOKEN, *JSON_BODY),
)
def change_case_settings(
    body: Annotated[CaseSettingsMessage, Body(openapi_examples=examples.SETTINGS)],
    wiring: WiringDep,
    actor: Keeper,
) -> CaseSettingsAnswer:
    """Say how many days a case is kept after it ended; then the daily erasure takes its content."""
    with wiring.open_books(True) as books:
        books.cases.set_retention_days(
            actor.organisation_id,
            body.retention_days,
            at=wiring.now(),
            by=actor.client_id,
        )
    return CaseSettingsAnswer(retention_days=body.retention_days)
