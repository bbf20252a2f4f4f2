"""Which error becomes which answer: one table, and the document that is answered.

Spec: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from badgeservice.accounts import errors as accounts
from badgeservice.api import errors as api
from badgeservice.api.library_messages import FindingAnswer
from badgeservice.api.wire import wire_name
from badgeservice.credentials import errors as credentials
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing import errors as issuing
from badgeservice.library import errors as library
from badgeservice.recognition import errors as recognition
from badgeservice.verification import errors as verification

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A kind of problem. `members` are the attributes of the error that may be shown.

    `sentence` is said where there is no error of ours to say one.
    """

    status: HTTPStatus
    slug: str
    title: str
    members: tuple[str, ...] = ()
    sentence: str = ""


def _problem(
    status: HTTPStatus, slug: str, title: str, *members: str, sentence: str = ""
) -> Problem:
    return Problem(status=status, slug=slug, title=title, members=members, sentence=sentence)


_S = HTTPStatus

NOT_FOUND: Final = _problem(
    _S.NOT_FOUND,
    "not-found",
    "Nothing is at this address",
    sentence="There is nothing at this address.",
)
METHOD_NOT_ALLOWED: Final = _problem(
    _S.METHOD_NOT_ALLOWED,
    "method-not-allowed",
    "The address does not do this",
    sentence="The address exists, but not with this method; see Allow.",
)
REQUEST_INVALID: Final = _problem(
    _S.UNPROCESSABLE_ENTITY,
    "request-invalid",
    "The request has the wrong shape",
    sentence="The request does not have the shape that this address needs; see errors.",
)
INTERNAL: Final = _problem(
    _S.INTERNAL_SERVER_ERROR,
    "internal-error",
    "Something unforeseen went wrong",
    sentence="The service met an error that nobody foresaw; its request id is {request_id}.",
)
UNAVAILABLE: Final = _problem(
    _S.SERVICE_UNAVAILABLE,
    "service-unavailable",
    "The service cannot answer now",
    sentence="A part of the service does not answer at the moment; try again shortly.",
)
CONFLICT: Final = _problem(
    _S.CONFLICT,
    "conflict",
    "Somebody else was faster",
    sentence="Another request changed the same thing at the same time; read it, and try again.",
)

PROBLEMS: Final[Mapping[type[BadgeServiceError], Problem]] = {
    # The request itself
    api.MediaTypeUnsupportedError: _problem(
        _S.UNSUPPORTED_MEDIA_TYPE, "media-type-unsupported", "The body has the wrong format"
    ),
    api.BodyTooLargeError: _problem(
        _S.REQUEST_ENTITY_TOO_LARGE, "body-too-large", "The body is too large", "maximum_bytes"
    ),
    credentials.JsonMalformedError: _problem(
        _S.BAD_REQUEST, "json-malformed", "The body is not sound JSON"
    ),
    api.CursorInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "cursor-invalid", "The cursor is not from this list"
    ),
    api.PreconditionRequiredError: _problem(
        _S.PRECONDITION_REQUIRED, "precondition-required", "If-Match is missing"
    ),
    api.PreconditionFailedError: _problem(
        _S.PRECONDITION_FAILED, "precondition-failed", "Somebody changed it in between"
    ),
    api.IdempotencyKeyInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "idempotency-key-invalid", "The Idempotency-Key cannot be used"
    ),
    api.NationalIdRefusedError: _problem(
        _S.UNPROCESSABLE_ENTITY, "national-id-refused", "A personal identity code was sent"
    ),
    api.RateLimitedError: _problem(
        _S.TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", "retry_after_seconds"
    ),
    # Accounts
    accounts.NotAuthenticatedError: _problem(
        _S.UNAUTHORIZED, "not-authenticated", "A valid access token is needed"
    ),
    accounts.NotPermittedError: _problem(
        _S.FORBIDDEN, "not-permitted", "The access token does not carry the scope", "scope"
    ),
    accounts.ScopeNotGrantedError: _problem(
        _S.FORBIDDEN, "scope-not-granted", "A scope cannot be handed out", "scope"
    ),
    accounts.OrganisationNotFoundError: _problem(
        _S.NOT_FOUND, "organisation-not-found", "No such organisation", "organisation_id"
    ),
    accounts.ProfileInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "profile-invalid", "No badge could carry the profile"
    ),
    accounts.ClientNotFoundError: _problem(
        _S.NOT_FOUND, "client-not-found", "No such client", "client_id"
    ),
    accounts.ClientDisabledError: _problem(
        _S.CONFLICT, "client-disabled", "The client is disabled for good", "client_id"
    ),
    accounts.TooManySecretsError: _problem(
        _S.CONFLICT, "too-many-secrets", "The client has two secrets already", "client_id"
    ),
    accounts.SecretNotFoundError: _problem(
        _S.NOT_FOUND, "secret-not-found", "No such secret", "client_id", "secret_id"
    ),
    # Library
    library.DocumentNotFoundError: _problem(
        _S.NOT_FOUND, "document-not-found", "No such document in the library", "kind", "key"
    ),
    library.DocumentExistsError: _problem(
        _S.CONFLICT, "document-exists", "The document exists already", "kind", "key"
    ),
    library.DocumentFrozenError: _problem(
        _S.CONFLICT, "document-frozen", "Published content never changes", "kind", "key", "status"
    ),
    library.DocumentChangedError: _problem(
        _S.PRECONDITION_FAILED,
        "precondition-failed",
        "Somebody changed it in between",
        "kind",
        "key",
    ),
    library.StatusChangeError: _problem(
        _S.CONFLICT,
        "status-change-refused",
        "The document cannot take this step",
        "kind",
        "key",
        "current",
        "wanted",
    ),
    library.LibraryInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "library-invalid", "Documents break rules"
    ),
    library.RegisterDocumentError: _problem(
        _S.UNPROCESSABLE_ENTITY, "register-document-invalid", "The register document is not known"
    ),
    credentials.ExtensionContextInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "extension-context-invalid", "The context does more than add words"
    ),
    # Issuing
    issuing.OrderInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "badge-order-invalid", "The badge class does not allow this"
    ),
    issuing.ClassNotIssuableError: _problem(
        _S.UNPROCESSABLE_ENTITY,
        "class-not-issuable",
        "No published badge class of that name",
        "class_id",
        "version",
    ),
    issuing.BadgeNotFoundError: _problem(
        _S.NOT_FOUND, "badge-not-found", "No such badge", "badge_id"
    ),
    issuing.BadgeAlreadyRevokedError: _problem(
        _S.CONFLICT,
        "badge-already-revoked",
        "The badge is revoked already",
        "badge_id",
        "revoked_at",
    ),
    issuing.NotSuspendableError: _problem(
        _S.CONFLICT, "badge-not-suspendable", "The badge cannot be suspended", "badge_id"
    ),
    issuing.SuspensionStateError: _problem(
        _S.CONFLICT,
        "suspension-unchanged",
        "The badge is already in this state",
        "badge_id",
        "suspended",
    ),
    issuing.IdempotencyKeyReusedError: _problem(
        _S.UNPROCESSABLE_ENTITY, "idempotency-key-reused", "The key belongs to another request"
    ),
    issuing.StatusListNotFoundError: _problem(
        _S.NOT_FOUND, "status-list-not-found", "No such status list", "list_id"
    ),
    issuing.SigningKeyMissingError: _problem(
        _S.CONFLICT,
        "signing-key-missing",
        "The organisation has no signing key",
        "organisation_id",
    ),
    # Verification
    verification.NotACredentialError: _problem(
        _S.UNPROCESSABLE_ENTITY, "not-a-credential", "What was sent is not a credential"
    ),
    verification.JobNotFoundError: _problem(_S.NOT_FOUND, "job-not-found", "No such job", "job_id"),
    verification.TooManyJobsError: _problem(
        _S.CONFLICT, "too-many-jobs", "Too many jobs run already", "most"
    ),
    api.NoTimeLeftError: _problem(
        _S.SERVICE_UNAVAILABLE, "no-time-left", "There was no time left for this badge"
    ),
    api.ReceiptNeedsAClientError: _problem(
        _S.FORBIDDEN, "receipt-needs-a-client", "A receipt needs an organisation to sign it"
    ),
    # Recognition
    recognition.UnitNotFoundError: _problem(
        _S.UNPROCESSABLE_ENTITY,
        "unit-not-found",
        "The unit is not in the library",
        "system",
        "code",
    ),
    recognition.UnitWithoutRequirementsError: _problem(
        _S.UNPROCESSABLE_ENTITY,
        "unit-without-requirements",
        "The unit's requirements are unknown",
        "system",
        "code",
    ),
    recognition.TrustNotFoundError: _problem(
        _S.NOT_FOUND, "trust-not-found", "No such trust", "trust_id"
    ),
    recognition.RegistryNotFoundError: _problem(
        _S.NOT_FOUND, "issuer-registry-not-found", "No such list of issuers"
    ),
    recognition.RegistryInvalidError: _problem(
        _S.UNPROCESSABLE_ENTITY, "issuer-registry-invalid", "The list of issuers is not understood"
    ),
    recognition.TooManyRegistriesError: _problem(
        _S.CONFLICT, "too-many-issuer-registries", "No more lists of issuers can be kept", "limit"
    ),
}

OTHER_PROBLEMS: Final = (
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    REQUEST_INVALID,
    CONFLICT,
    UNAVAILABLE,
    INTERNAL,
)


def by_slug() -> dict[str, Problem]:
    """Return every kind of problem under its slug."""
    return {problem.slug: problem for problem in (*PROBLEMS.values(), *OTHER_PROBLEMS)}


def problem_of(error: BadgeServiceError) -> Problem | None:
    """Return what kind of problem an error is; None when nobody foresaw it here."""
    for cls in type(error).__mro__:
        if (problem := PROBLEMS.get(cls)) is not None:
            return problem
    return None


class Fault(BaseModel):
    """One thing that is wrong in the request: where (in the body or a parameter), and what."""

    model_config = ConfigDict(extra="forbid")

    pointer: str | None = Field(
        None,
        description="JSON pointer into the body",
        examples=["/recipient/email"],
    )
    parameter: str | None = Field(
        None, description="Name of the path, query or header parameter", examples=["limit"]
    )
    detail: str = Field(description="What is wrong, in English")


class ProblemDocument(BaseModel):
    """What went wrong, for programs (`type`) and people (`title`, `detail`) (RFC 9457).

    `type` is stable and leads to a page that says what to do. Some kinds have further members.
    """

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="Kind of problem; a page that says what to do")
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = Field(None, description="Each fault, where there are several")
    findings: list[FindingAnswer] | None = Field(
        None, description="What the rules of a library find, as an import tells it"
    )


def problem_body(
    problem: Problem, *, origin: str, detail: str, members: Mapping[str, JsonValue] | None = None
) -> JsonObject:
    """Return the problem document. Members never replace the standard ones."""
    further = members or {}
    standard: JsonObject = {
        "type": f"{origin}/problems/{problem.slug}",
        "title": problem.title,
        "status": int(problem.status),
        "detail": detail,
    }
    return {**standard, **{name: value for name, value in further.items() if name not in standard}}


def members_of(error: BadgeServiceError, problem: Problem) -> dict[str, JsonValue]:
    """Return the facts of an error that may be shown, camelCase, and where it points to."""
    members = {wire_name(name): _shown(name, getattr(error, name)) for name in problem.members}
    if isinstance(error, library.LibraryInvalidError):
        members["findings"] = [
            FindingAnswer.of(finding).model_dump(mode="json", by_alias=True)
            for finding in error.findings
        ]
    elif isinstance(pointer := getattr(error, "pointer", None), str):
        reason = getattr(error, "reason", None)
        members["errors"] = [
            {"pointer": pointer, "detail": reason if isinstance(reason, str) else str(error)}
        ]
    return members


def _shown(name: str, value: object) -> JsonValue:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return format_datetime(value)
    # Some errors speak of a "badge class" for the sake of their sentence; the token is one.
    return str(value).replace(" ", "-") if name == "kind" else str(value)
