"""What the OpenAPI document says about answers: every code, with an example of each problem."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, TypeAlias

from badgeservice.api.problems import MEDIA_TYPE, by_slug, problem_body
from badgeservice.credentials.strict_json import JsonObject

Responses: TypeAlias = dict[int | str, dict[str, Any]]  # FastAPI's own type for `responses`

EXAMPLE_ORIGIN: Final = "https://badges.example.org"
PROBLEM_SCHEMA: Final = "#/components/schemas/Problem"

ALWAYS: Final = ("request-invalid", "internal-error", "service-unavailable")
WITH_TOKEN: Final = (*ALWAYS, "not-authenticated", "not-permitted")
JSON_BODY: Final = ("json-malformed", "media-type-unsupported", "body-too-large")
WITH_REVISION: Final = ("precondition-required", "precondition-failed")

_BADGE: Final = "3yZe7rY0T9mR5qH2cVw1Xg"
_CLASS: Final[JsonObject] = {"kind": "badge class", "key": "feedback-giver v1"}
_UNIT: Final[JsonObject] = {"system": "finland", "code": "tutkinnonosat_106731"}
_EXAMPLES: Final[dict[str, tuple[str, JsonObject]]] = {
    "not-found": ("There is nothing at this address.", {}),
    "method-not-allowed": ("The address exists, but not with this method; see Allow.", {}),
    "request-invalid": (
        "The request does not have the shape that this address needs; see errors.",
        {"errors": [{"pointer": "/recipient/email", "detail": "String should match pattern …"}]},
    ),
    "internal-error": (
        "The service met an error that nobody foresaw; its request id is 5f1d9c0e7a6b4c32.",
        {"requestId": "5f1d9c0e7a6b4c32"},
    ),
    "service-unavailable": (
        "A part of the service does not answer at the moment; try again shortly.",
        {},
    ),
    "conflict": (
        "Another request changed the same thing at the same time; read it, and try again.",
        {},
    ),
    "media-type-unsupported": (
        "Send the body as application/json, not compressed, in UTF-8.",
        {},
    ),
    "body-too-large": ("The body is larger than 1048576 bytes.", {"maximumBytes": 1048576}),
    "json-malformed": (
        "The JSON is malformed at /recipient/email: the name occurs twice.",
        {"errors": [{"pointer": "/recipient/email", "detail": "the name occurs twice"}]},
    ),
    "cursor-invalid": (
        "The cursor is not one that this list handed out; start without a cursor.",
        {},
    ),
    "precondition-required": (
        "Say which revision you change: send the ETag of your last read in If-Match.",
        {},
    ),
    "precondition-failed": (
        "The badge class feedback-giver v1 was changed by somebody else; it is at revision 4.",
        _CLASS,
    ),
    "idempotency-key-invalid": (
        "An Idempotency-Key is 1 to 255 printable ASCII characters without spaces.",
        {},
    ),
    "national-id-refused": (
        "A personal identity code does not belong in a badge; name the recipient by e-mail.",
        {"errors": [{"pointer": "/narrative", "detail": "A personal identity code …"}]},
    ),
    "too-many-requests": (
        "Too many requests; try again in 12 seconds.",
        {"retryAfterSeconds": 12},
    ),
    "not-authenticated": ("A valid access token is needed; get one at /oauth/token.", {}),
    "not-permitted": (
        "This needs the scope badges:issue, which the access token does not carry.",
        {"scope": "badges:issue"},
    ),
    "scope-not-granted": (
        "The scope badges:revoke cannot be granted by a client that does not hold it.",
        {"scope": "badges:revoke"},
    ),
    "organisation-not-found": (
        "There is no organisation kotkan-ammattiopisto.",
        {"organisationId": "kotkan-ammattiopisto"},
    ),
    "client-not-found": (
        "There is no client client-Zm9vYmFyYmF6.",
        {"clientId": "client-Zm9vYmFyYmF6"},
    ),
    "too-many-secrets": (
        "The client client-Zm9vYmFyYmF6 has two live secrets; retire one first.",
        {"clientId": "client-Zm9vYmFyYmF6"},
    ),
    "secret-not-found": (
        "The client client-Zm9vYmFyYmF6 has no live secret secret-cXV1eHF1dXgx.",
        {"clientId": "client-Zm9vYmFyYmF6", "secretId": "secret-cXV1eHF1dXgx"},
    ),
    "document-not-found": (
        "There is no badge class feedback-giver v1 in this library.",
        _CLASS,
    ),
    "document-exists": (
        "The badge class feedback-giver v1 exists already; send a new version, or edit the draft.",
        _CLASS,
    ),
    "document-frozen": (
        (
            "The badge class feedback-giver v1 is published; its content never changes. "
            "Make a new version."
        ),
        {**_CLASS, "status": "published"},
    ),
    "status-change-refused": (
        "The badge class feedback-giver v1 is retired and cannot become published.",
        {**_CLASS, "current": "retired", "wanted": "published"},
    ),
    "library-invalid": (
        "The library has 1 error; nothing was changed.",
        {
            "errors": [
                {
                    "document": "badge-classes/feedback-giver/v1.yaml",
                    "pointer": "/criteriaSet",
                    "code": "criteria-set-missing",
                    "detail": "The criteria set feedback-giver v2 does not exist.",
                }
            ]
        },
    ),
    "register-document-invalid": (
        "The register document is not understood at /document/koodiUri: it is missing.",
        {"errors": [{"pointer": "/document/koodiUri", "detail": "it is missing"}]},
    ),
    "badge-order-invalid": (
        "The badge class gives at most 5 credits.",
        {
            "errors": [
                {
                    "pointer": "/creditsEarned",
                    "detail": "The badge class gives at most 5 credits.",
                }
            ]
        },
    ),
    "class-not-issuable": (
        "There is no published badge class version 2 of feedback-giver to issue from.",
        {"classId": "feedback-giver", "version": 2},
    ),
    "badge-not-found": (f"There is no badge {_BADGE}.", {"badgeId": _BADGE}),
    "badge-already-revoked": (
        f"Badge {_BADGE} was already revoked at 2026-11-24 09:30 UTC.",
        {"badgeId": _BADGE, "revokedAt": "2026-11-24T09:30:00Z"},
    ),
    "badge-not-suspendable": (
        f"Badge {_BADGE} cannot be suspended: its class does not allow it.",
        {"badgeId": _BADGE},
    ),
    "suspension-unchanged": (
        f"Badge {_BADGE} is already suspended.",
        {"badgeId": _BADGE, "suspended": True},
    ),
    "idempotency-key-reused": (
        "This Idempotency-Key was used for another request; use a new key for a new request.",
        {},
    ),
    "status-list-not-found": ("There is no status list 7.", {"listId": "7"}),
    "signing-key-missing": (
        "The organisation kotkan-ammattiopisto has no signing key.",
        {"organisationId": "kotkan-ammattiopisto"},
    ),
    "not-a-credential": (
        "This is not a credential: it has no @context.",
        {"errors": [{"pointer": "", "detail": "it has no @context"}]},
    ),
    "unit-not-found": (
        "There is no unit tutkinnonosat_106731 of finland in this library; import it first.",
        _UNIT,
    ),
    "unit-without-requirements": (
        "The requirements of unit tutkinnonosat_106731 of finland are not known yet.",
        _UNIT,
    ),
    "trust-not-found": (
        "There is no trust trust-MDEyMzQ1Njc4OWFi.",
        {"trustId": "trust-MDEyMzQ1Njc4OWFi"},
    ),
}


def example_of(slug: str) -> JsonObject:
    """Return an example of the problem document of this kind."""
    detail, members = _EXAMPLES[slug]
    return problem_body(by_slug()[slug], origin=EXAMPLE_ORIGIN, detail=detail, members=members)


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
