"""The published JSON Schema of a verification report, for programs that check what they are told.

It is made of the model that the API itself documents, so that the two cannot differ. What changes
in it for readers gets a new number.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response

from badgeservice.api.answers import ALWAYS, answers, header
from badgeservice.api.dependencies import WiringDep
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.verification_messages import ReportAnswer

router = APIRouter(tags=["Public documents"], route_class=StrictRoute)

PATH: Final = "/schemas/verification-report/1.json"
MEDIA_TYPE: Final = "application/schema+json"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "Verification report"
_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def report_schema(origin: str) -> dict[str, Any]:
    """Return the JSON Schema of a report, as it is published at `origin`."""
    schema = ReportAnswer.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": _DIALECT, "$id": f"{origin}{PATH}", "title": _TITLE, **schema}


def described_by(origin: str) -> dict[str, str]:
    """Return the header that leads from a report to its schema.

    Spec: https://www.w3.org/TR/powder-dr/#assoc-linking
    """
    return {"Link": f'<{origin}{PATH}>; rel="describedby"; type="{MEDIA_TYPE}"'}


@router.get(
    PATH,
    operation_id="getReportSchema",
    summary="Get the schema of verification reports",
    response_class=Response,
    response_description="JSON Schema, draft 2020-12",
    responses={
        200: {
            "content": {MEDIA_TYPE: {"schema": {"type": "object"}}},
            "headers": header("ETag", "Changes with the schema"),
        },
        304: {"description": "You have it already (If-None-Match)"},
        **answers(*ALWAYS),
    },
)
async def get_report_schema(request: Request, wiring: WiringDep) -> Response:
    """Return the JSON Schema that every verification report follows."""
    content = orjson.dumps(report_schema(wiring.origin), option=orjson.OPT_INDENT_2)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
