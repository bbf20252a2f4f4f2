"""Verify badges. Everybody may; no token is needed."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from badgeservice.api.answers import ALWAYS, JSON_BODY, answers, header
from badgeservice.api.dependencies import WiringDep
from badgeservice.api.errors import MediaTypeUnsupportedError
from badgeservice.api.examples import verification as examples
from badgeservice.api.strict_route import StrictRoute, media_type_of, require_sound
from badgeservice.api.verification_messages import PresentedMessage, ReportAnswer
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise
from badgeservice.verification.report import Report
from badgeservice.verification.verify import verify, verify_url
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Verifying"], route_class=StrictRoute)

JSON: Final = "application/json"
RAW_MEDIA_TYPES: Final = ("application/vc", "application/vc+ld+json", "application/ld+json")
MEDIA_TYPES: Final = (JSON, *RAW_MEDIA_TYPES)

_ANY_OBJECT: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A whole Open Badges 3.0 credential",
    "required": ["@context"],
}
_REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        JSON: {
            "schema": {
                "oneOf": [{"$ref": "#/components/schemas/PresentedMessage"}, _ANY_OBJECT],
            },
            "examples": examples.PRESENTED,
        },
        **{name: {"schema": _ANY_OBJECT} for name in RAW_MEDIA_TYPES},
    },
}


async def _content(request: Request) -> bytes:
    return await request.body()


@router.post(
    "/v1/verifications",
    operation_id="verifyBadge",
    summary="Verify a badge",
    response_description="What was checked, and the verdict",
    responses={
        200: {"headers": header("RateLimit", "What is left of the limit")},
        **answers(*ALWAYS, *JSON_BODY, "not-a-credential", "too-many-requests"),
    },
    openapi_extra={"requestBody": _REQUEST_BODY},
    dependencies=[Depends(require_sound)],
)
def verify_badge(
    request: Request, content: Annotated[bytes, Depends(_content)], wiring: WiringDep
) -> ReportAnswer:
    """Say what holds, what fails and what could not be checked about a badge.

    Send the credential as it is, or inside `credential`, or its address as `url`. The answer is
    200 for bad badges too: read `verdict`.
    """
    media_type = media_type_of(request.headers.get("content-type", ""))
    if media_type not in MEDIA_TYPES:
        raise MediaTypeUnsupportedError(MEDIA_TYPES)
    value = parse_object(content)
    if media_type in RAW_MEDIA_TYPES or "@context" in value:
        return ReportAnswer.of(verify(content, at=wiring.now(), sources=wiring.sources))
    return ReportAnswer.of(_verify_message(_message(value), wiring))


def _message(value: JsonObject) -> PresentedMessage:
    try:
        return PresentedMessage.model_validate(value)
    except ValidationError as cause:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in cause.errors()]
        raise RequestValidationError(errors, body=value) from cause


def _verify_message(presented: PresentedMessage, wiring: Wiring) -> Report:
    if presented.url is not None:
        return verify_url(presented.url, at=wiring.now(), sources=wiring.sources)
    content = serialise(presented.credential)
    return verify(content, at=wiring.now(), sources=wiring.sources)
