"""Verify badges. Everybody may; no token is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from badgeservice.api.answers import ALWAYS, JSON_BODY, answers, header
from badgeservice.api.dependencies import WiringDep
from badgeservice.api.errors import MediaTypeUnsupportedError
from badgeservice.api.examples import verification as examples
from badgeservice.api.strict_route import StrictRoute, media_type_of, require_sound
from badgeservice.api.verification_messages import (
    PresentedMessage,
    ReportAnswer,
    report_bytes,
)
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.question import Question
from badgeservice.verification.report import Report
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import (
    judge_document,
    verify,
    verify_content,
    verify_document,
    verify_url,
)
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
_ALL_MEDIA_TYPES: Final = (*MEDIA_TYPES, *_FILE_MEDIA_TYPES)

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
        **{name: {"schema": _TOKEN} for name in TEXT_MEDIA_TYPES},
        **{name: {"schema": _IMAGE} for name in IMAGE_MEDIA_TYPES},
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
        200: {"headers": header("RateLimit", "What is left of the limit")},
        **answers(*ALWAYS, *JSON_BODY, "not-a-credential", "too-many-requests"),
    },
    openapi_extra={"requestBody": _REQUEST_BODY},
    dependencies=[Depends(require_sound)],
)
async def verify_badge(
    request: Request, content: Annotated[bytes, Depends(_content)], wiring: WiringDep
) -> Response:
    """Say what holds, what fails and what could not be checked about a badge.

    Send the credential as it is: as JSON, as a token, or as the picture it is baked into. Or send
    JSON with the credential inside `credential`, or its address as `url`. A presentation is sent
    in the same ways, or inside `presentation` with the `challenge` and `domain` that it must have
    been made for; each badge in it has a report of its own in `credentials`. The answer is 200 for
    bad badges too: read `verdict`.
    """
    media_type = media_type_of(request.headers.get("content-type", ""))
    if media_type not in _ALL_MEDIA_TYPES:
        raise MediaTypeUnsupportedError(_ALL_MEDIA_TYPES)
    size_bytes = len(content)
    report = await apart(lambda: _report(content, media_type, wiring), size_bytes=size_bytes)
    return Response(report_bytes(report), media_type=JSON)


def _report(content: bytes, media_type: str, wiring: Wiring) -> Report:
    sources = wiring.sources
    if media_type in _FILE_MEDIA_TYPES:
        return verify(content, at=wiring.now(), sources=sources)
    with sources.turn:
        value = parse_object(content)
    if media_type in RAW_MEDIA_TYPES or "@context" in value:
        return verify_document(value, at=wiring.now(), sources=sources)
    return _verify_message(value, at=wiring.now(), sources=sources)


def _message(value: JsonObject) -> PresentedMessage:
    try:
        return PresentedMessage.model_validate(value)
    except ValidationError as cause:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in cause.errors()]
        raise RequestValidationError(errors, body=value) from cause


def _verify_message(value: JsonObject, *, at: datetime, sources: Sources) -> Report:
    presented = _message(value)
    if presented.url is not None:
        return verify_url(presented.url, at=at, sources=sources)
    question = Question(
        at=at, sources=sources, challenge=presented.challenge, domain=presented.domain
    )
    if isinstance(presented.presentation, str):
        return verify_content(presented.presentation.encode("utf-8"), question)
    # As it was read strictly, and not as pydantic passes it on.
    document = value["credential" if presented.credential is not None else "presentation"]
    assert isinstance(document, dict)  # noqa: S101 – the message has one of the three
    return judge_document(document, question)
