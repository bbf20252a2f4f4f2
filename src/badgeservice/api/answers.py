"""What the OpenAPI document says about answers: every code, with an example of each problem."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from badgeservice.accounts import errors as accounts
from badgeservice.api import errors as api
from badgeservice.api.examples.recognition_problems import RECOGNITION_EXAMPLES
from badgeservice.api.problems import (
    INTERNAL,
    MEDIA_TYPE,
    PROBLEMS,
    REQUEST_INVALID,
    by_slug,
    members_of,
    problem_body,
)
from badgeservice.credentials.errors import ExtensionContextInvalidError, JsonMalformedError
from badgeservice.credentials.strict_json import MAXIMUM_BYTES, JsonObject
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing import errors as issuing
from badgeservice.library import errors as library
from badgeservice.library.keys import BADGE_CLASS, DocumentKey
from badgeservice.recognition import errors as recognition
from badgeservice.verification.errors import (
    JobNotFoundError,
    NotACredentialError,
    TooManyJobsError,
)

Responses: TypeAlias = dict[int | str, dict[str, Any]]  # FastAPI's own type for `responses`

EXAMPLE_ORIGIN: Final = "https://badges.example.org"
PROBLEM_SCHEMA: Final = "#/components/schemas/Problem"

ALWAYS: Final = ("request-invalid", "internal-error", "service-unavailable")
WITH_TOKEN: Final = (*ALWAYS, "not-authenticated", "not-permitted")
JSON_BODY: Final = ("json-malformed", "media-type-unsupported", "body-too-large")
WITH_REVISION: Final = ("precondition-required", "precondition-failed")

_BADGE: Final = "3yZe7rY0T9mR5qH2cVw1Xg"
_CLIENT: Final = "client-Zm9vYmFyYmF6"
_KEY: Final = DocumentKey(kind=BADGE_CLASS, id="feedback-giver", version=1)
_CLASS: Final = (_KEY.noun, _KEY.name)
_COLLEGE: Final = "kotkan-ammattiopisto"
_UNIT: Final = ("finland", "tutkinnonosat_106731")
_CASE: Final = "case-AAECAwQFBgcICQoLDA0ODw=="
_REQUEST: Final = "5f1d9c0e7a6b4c32"

# Real errors, so that no example says what the service does not.
_ERRORS: Final[tuple[BadgeServiceError, ...]] = (
    api.MediaTypeUnsupportedError(("application/json",)),
    api.BodyTooLargeError(MAXIMUM_BYTES),
    JsonMalformedError("/recipient/email", "the name occurs twice"),
    api.CursorInvalidError(),
    api.PreconditionRequiredError(),
    api.IdempotencyKeyInvalidError(),
    api.NationalIdRefusedError("/narrative"),
    api.RateLimitedError(12),
    accounts.NotAuthenticatedError(),
    accounts.NotPermittedError("badges:issue"),
    accounts.ScopeNotGrantedError("badges:revoke"),
    accounts.OrganisationNotFoundError(_COLLEGE),
    accounts.ProfileInvalidError("name", "it holds a control character, such as a TAB"),
    accounts.ClientNotFoundError(_CLIENT),
    accounts.ClientDisabledError(_CLIENT),
    accounts.TooManySecretsError(_CLIENT),
    accounts.SecretNotFoundError(_CLIENT, "secret-cXV1eHF1dXgx"),
    library.DocumentNotFoundError(*_CLASS),
    library.DocumentExistsError(*_CLASS),
    library.DocumentFrozenError(*_CLASS, "published"),
    library.DocumentChangedError(*_CLASS, revision=4),
    library.StatusChangeError(*_CLASS, current="retired", wanted="published"),
    library.LibraryInvalidError(
        (
            library.Finding(
                file="badge-classes/feedback-giver/v1.yaml",
                line=1,
                pointer="/criteriaSet",
                code="criteria-set-missing",
                message="The criteria set feedback-giver v2 does not exist.",
            ),
        )
    ),
    library.RegisterDocumentError("/document/koodiUri", "it is missing"),
    ExtensionContextInvalidError(
        "/document/@context/validUntil", "the specifications define this term already"
    ),
    issuing.OrderInvalidError("/creditsEarned", "The badge class gives at most 5 credits."),
    issuing.ClassNotIssuableError("feedback-giver", 2),
    issuing.BadgeNotFoundError(_BADGE),
    issuing.BadgeAlreadyRevokedError(_BADGE, revoked_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
    issuing.NotSuspendableError(_BADGE),
    issuing.SuspensionStateError(_BADGE, suspended=True),
    issuing.IdempotencyKeyReusedError("order-2026-0042"),
    issuing.StatusListNotFoundError("7"),
    issuing.SigningKeyMissingError(_COLLEGE),
    NotACredentialError("", "it has no @context"),
    JobNotFoundError("job-5f1d9c0e7a6b4c325f1d9c0e7a6b4c32"),
    TooManyJobsError(2),
    api.NoTimeLeftError(),
    api.ReceiptNeedsAClientError(),
    recognition.ExportNotPossibleError(_CASE, "it is in-review and not decided."),
    recognition.ExportIncompleteError(
        (
            recognition.ExportFault(
                code="site-missing",
                pointer="/details/siteOid",
                message="The site (toimipiste) is not known.",
            ),
            recognition.ExportFault(
                code="grade-missing", pointer="/decision/grade", message="There is no grade yet."
            ),
        )
    ),
    recognition.ExportInvalidError(
        (
            recognition.ExportFault(
                code="group-forbidden",
                pointer="/tutkinnonOsanRyhmä",
                message="A unit of an ammattitutkinto has no group.",
            ),
        )
    ),
    recognition.UnitNotFoundError(*_UNIT),
    recognition.UnitWithoutRequirementsError(*_UNIT),
    recognition.TrustNotFoundError("trust-MDEyMzQ1Njc4OWFi"),
    recognition.CaseNotFoundError(_CASE),
    recognition.EvidenceNotFoundError(_CASE, 3),
    recognition.CaseChangedError(_CASE, version=4),
    recognition.CaseStateError(_CASE, state="delivered", step="decide"),
    recognition.DecisionInvalidError(
        (
            recognition.DecisionFault(
                code="four-eyes",
                pointer="/decision/decidedBy",
                message="Who assessed the competence cannot decide on it.",
            ),
        )
    ),
    recognition.LearnerNumberInvalidError("/learnerOid", "its check digit is wrong"),
    recognition.LearnerNotFoundError(),
    recognition.CaseUndecidedError(_CASE),
    recognition.WebhookNotFoundError("webhook-MDEyMzQ1Njc4OWFi"),
    recognition.WebhookDeliveryNotFoundError("delivery-AAECAwQFBgcICQoLDA0ODw=="),
    recognition.LetterTemplateInvalidError(3, "there is nothing that is called hetu"),
    recognition.BadgeUsedError(f"https://badges.example.org/badges/{_BADGE}", _CASE),
    *RECOGNITION_EXAMPLES,
    recognition.RegistryNotFoundError("nordic-colleges"),
    recognition.RegistryInvalidError(
        "/document/issuers/0/id", "an issuer is named by a DID or an https URL"
    ),
    recognition.TooManyRegistriesError(20),
)
# Problems that no error of ours stands behind, with their members.
_OTHERS: Final[Mapping[str, JsonObject]] = {
    REQUEST_INVALID.slug: {
        "errors": [{"pointer": "/recipient/email", "detail": "String should match pattern …"}]
    },
    INTERNAL.slug: {"requestId": _REQUEST},
}


def example_of(slug: str) -> JsonObject:
    """Return an example of the problem document of this kind."""
    problem = by_slug()[slug]
    error = _errors_by_slug().get(slug)
    if error is None:
        detail = problem.sentence.format(request_id=_REQUEST)
        members = _OTHERS.get(slug, {})
    else:
        detail, members = str(error), members_of(error, PROBLEMS[type(error)])
    return problem_body(problem, origin=EXAMPLE_ORIGIN, detail=detail, members=members)


@cache
def _errors_by_slug() -> Mapping[str, BadgeServiceError]:
    return {PROBLEMS[type(error)].slug: error for error in _ERRORS}


def answers(*slugs: str) -> Responses:
    """Return the documentation of the problems that an operation may answer with."""
    table = by_slug()
    responses: Responses = {}
    for slug in slugs:
        problem = table[slug]
        response = responses.setdefault(
            int(problem.status),
            {
                "description": HTTPStatus(problem.status).phrase,
                "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM_SCHEMA}, "examples": {}}},
            },
        )
        response["content"][MEDIA_TYPE]["examples"][slug] = {
            "summary": problem.title,
            "value": example_of(slug),
        }
    for status, header in _HEADERS.items():
        if status in responses:
            responses[status]["headers"] = header
    return responses


def header(name: str, description: str) -> dict[str, Any]:
    """Return the documentation of one header of an answer."""
    return {name: {"description": description, "schema": {"type": "string"}, "required": True}}


_HEADERS: Final = {
    401: header("WWW-Authenticate", "How to authenticate (RFC 6750)"),
    429: header("Retry-After", "Seconds until the next request may succeed"),
    503: header("Retry-After", "Seconds until the next request may succeed"),
}
