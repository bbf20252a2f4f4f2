"""Verify badges. Everybody may; no token is needed."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from badgeservice.api.answers import ALWAYS, JSON_BODY, answers, header
from badgeservice.api.asking import Asked, asked_of, report_on
from badgeservice.api.dependencies import OPTIONAL_TOKEN, WiringDep
from badgeservice.api.errors import MediaTypeUnsupportedError
from badgeservice.api.examples import verification as examples
from badgeservice.api.form_data import FORM_MEDIA_TYPE, asked_of_form
from badgeservice.api.receipts import Receipts
from badgeservice.api.report_schema import described_by
from badgeservice.api.strict_route import StrictRoute, media_type_of, require_sound
from badgeservice.api.verification_messages import ReportAnswer, report_bytes
from badgeservice.credentials.strict_json import parse_object
from badgeservice.wiring.apart import apart
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Verifying"], route_class=StrictRoute)

JSON: Final = "application/json"
RAW_MEDIA_TYPES: Final = (
    "application/vc",
    "application/vp",
    "application/vc+ld+json",
    "application/ld+json",
)
MEDIA_TYPES: Final = (JSON, *RAW_MEDIA_TYPES)
# A token, or any form of a badge as its file has it.
TEXT_MEDIA_TYPES: Final = (
    "text/plain",
    "application/jwt",
    "application/vc+jwt",
    "application/vp+jwt",
)
IMAGE_MEDIA_TYPES: Final = ("image/png", "image/svg+xml")
_FILE_MEDIA_TYPES: Final = (*TEXT_MEDIA_TYPES, *IMAGE_MEDIA_TYPES)
_ALL_MEDIA_TYPES: Final = (*MEDIA_TYPES, *_FILE_MEDIA_TYPES, FORM_MEDIA_TYPE)

_ANY_OBJECT: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A whole Open Badges 3.0 credential",
    "required": ["@context"],
}
_TOKEN: Final[dict[str, Any]] = {
    "type": "string",
    "description": "A credential or presentation as a JSON Web Token in compact form, "
    "or as JSON text",
}
_IMAGE: Final[dict[str, Any]] = {
    "type": "string",
    "format": "binary",
    "description": "A picture that a credential is baked into",
}
_FORM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The badge as a file: JSON, a token, PNG or SVG",
        },
        "recipient": {
            "type": "string",
            "description": "E-mail address of the person whom the badge should be about",
        },
        "challenge": {
            "type": "string",
            "description": "What you asked the holder to answer with a presentation",
        },
        "domain": {
            "type": "string",
            "description": "For whom a presentation should have been made: you",
        },
    },
}
_REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        JSON: {
            "schema": {
                "oneOf": [{"$ref": "#/components/schemas/VerificationMessage"}, _ANY_OBJECT],
            },
            "examples": examples.PRESENTED,
        },
        **{name: {"schema": _ANY_OBJECT} for name in RAW_MEDIA_TYPES},
        **{name: {"schema": _TOKEN} for name in TEXT_MEDIA_TYPES},
        **{name: {"schema": _IMAGE} for name in IMAGE_MEDIA_TYPES},
        FORM_MEDIA_TYPE: {"schema": _FORM},
    },
}


async def _content(request: Request) -> bytes:
    return await request.body()


@router.post(
    "/v1/verifications",
    operation_id="verifyBadge",
    summary="Verify a badge",
    response_model=ReportAnswer,
    response_description="What was checked, and the verdict",
    responses={
        200: {
            "headers": {
                **header("RateLimit", "What is left of the limit"),
                **header("Link", "Leads to the JSON Schema of the report (`describedby`)"),
            }
        },
        **answers(
            *ALWAYS,
            *JSON_BODY,
            "not-a-credential",
            "not-authenticated",
            "not-permitted",
            "receipt-needs-a-client",
            "signing-key-missing",
            "too-many-requests",
        ),
    },
    openapi_extra={"requestBody": _REQUEST_BODY, "security": OPTIONAL_TOKEN},
    dependencies=[Depends(require_sound)],
)
async def verify_badge(
    request: Request, content: Annotated[bytes, Depends(_content)], wiring: WiringDep
) -> Response:
    """Say what holds, what fails and what could not be checked about a badge.

    Send the credential as it is: as JSON, as a token, or as the picture it is baked into; as the
    body, or as `file` of a form. Or send JSON with the credential inside `credential`, its text as
    `text`, or its address as `url`. A presentation is sent in the same ways, or inside
    `presentation`, with the `challenge` and `domain` that it must have been made for; each badge in
    it has a report of its own in `credentials`. The answer is 200 for bad badges too: read
    `verdict`.

    No token is needed, but for a `receipt`: that is signed by the organisation of the token.
    """
    media_type = media_type_of(request.headers.get("content-type", ""))
    if media_type not in _ALL_MEDIA_TYPES:
        raise MediaTypeUnsupportedError(_ALL_MEDIA_TYPES)
    asked = None
    if media_type == FORM_MEDIA_TYPE:
        asked = await asked_of_form(request.headers, content)
    receipts = Receipts(wiring, authorization=request.headers.get("authorization"))
    answer = await apart(
        lambda: answer_to(asked or _asked(content, media_type, wiring), receipts, wiring),
        size_bytes=len(content),
    )
    return Response(answer, media_type=JSON, headers=described_by(wiring.origin))


def _asked(content: bytes, media_type: str, wiring: Wiring) -> Asked:
    if media_type in _FILE_MEDIA_TYPES:
        return Asked(badge=content)
    with wiring.sources.turn:
        value = parse_object(content)
    if media_type in RAW_MEDIA_TYPES or "@context" in value:
        return Asked(badge=value)
    return asked_of(value)


def answer_to(asked: Asked, receipts: Receipts, wiring: Wiring) -> bytes:
    """Return the report on a badge as it is sent, with the receipt that was asked for.

    Raises:
        NotACredentialError: it is none.
        ReceiptNeedsAClientError: a receipt was asked for without an access token.
    """
    signatory = receipts.signatory(asked)
    report = report_on(asked, wiring, asker=signatory or receipts.actor)
    receipt = receipts.receipt(asked, report, signatory)
    return report_bytes(report, origin=wiring.origin, receipt=receipt)
