"""Which error of cases becomes which answer: a part of the table of `problems`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from badgeservice.api.problem_kinds import Problem, a_problem
from badgeservice.errors import BadgeServiceError
from badgeservice.recognition import errors as recognition

CASE_PROBLEMS: Final[Mapping[type[BadgeServiceError], Problem]] = {
    recognition.CaseNotFoundError: a_problem(
        HTTPStatus.NOT_FOUND, "case-not-found", "No such case", "case_id"
    ),
    recognition.EvidenceNotFoundError: a_problem(
        HTTPStatus.NOT_FOUND, "evidence-not-found", "No such badge in the case", "case_id", "index"
    ),
    recognition.CaseChangedError: a_problem(
        HTTPStatus.PRECONDITION_FAILED,
        "case-changed",
        "Somebody changed the case in between",
        "case_id",
        "version",
    ),
    recognition.CaseStateError: a_problem(
        HTTPStatus.CONFLICT,
        "case-step-refused",
        "The case cannot take this step",
        "case_id",
        "state",
        "step",
    ),
    recognition.DecisionInvalidError: a_problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "decision-invalid", "The decision contradicts itself"
    ),
    recognition.CaseUndecidedError: a_problem(
        HTTPStatus.CONFLICT, "case-undecided", "Nothing was decided yet", "case_id"
    ),
    recognition.LetterTemplateInvalidError: a_problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "letter-template-invalid",
        "The template cannot be filled in",
        "line",
    ),
    recognition.LearnerNumberInvalidError: a_problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "learner-number-invalid", "The number is wrong"
    ),
    recognition.LearnerNotFoundError: a_problem(
        HTTPStatus.NOT_FOUND, "learner-not-found", "No case of this learner"
    ),
    recognition.WebhookNotFoundError: a_problem(
        HTTPStatus.NOT_FOUND, "webhook-not-found", "No such webhook", "webhook_id"
    ),
    recognition.WebhookDeliveryNotFoundError: a_problem(
        HTTPStatus.NOT_FOUND, "webhook-delivery-not-found", "No such delivery", "delivery_id"
    ),
    recognition.BadgeUsedError: a_problem(
        HTTPStatus.CONFLICT,
        "badge-used",
        "The badge was recognised before",
        "credential_id",
        "case_id",
    ),
    recognition.NationalIdInBadgeError: a_problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "national-id-refused",
        "A personal identity code was sent",
    ),
}
